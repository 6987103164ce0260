import type { StaffId } from './ids.ts';

/** What people of the staff may do; each has one or several. */
export const STAFF_ROLES = ['marketer', 'supervisor', 'service', 'operator', 'admin', 'auditor'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

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
