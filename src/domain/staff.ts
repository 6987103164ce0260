import type { StaffId } from './ids.ts';
import type { EpochMs } from './instant.ts';

/** What people of the staff may do; each has one or several. */
export const STAFF_ROLES = ['marketer', 'supervisor', 'service', 'operator', 'admin', 'auditor'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** Why somebody is away; no more than that is kept. */
export const ABSENCE_REASONS = ['leave', 'illness', 'duty', 'other'] as const;
export type AbsenceReason = (typeof ABSENCE_REASONS)[number];

/** A time in which somebody is away, and who stands in. */
export interface Absence {
  readonly staffId: StaffId;
  readonly fromMs: EpochMs;
  /** Null: until they say that they are back. */
  readonly untilMs: EpochMs | null;
  readonly deputyId: StaffId | null;
  readonly reason: AbsenceReason;
}

/** One of the people who serve customers, as the shop policy names them. */
export interface StaffMember {
  readonly id: StaffId;
  /** As colleagues see it. */
  readonly name: string;
  readonly email: string;
  readonly roles: readonly StaffRole[];
  /** Names of teams. */
  readonly teams: readonly string[];
  /** BCP 47, in which they answer customers. */
  readonly languages: readonly string[];
}
