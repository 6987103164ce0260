import { type StaffId, toStaffId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import { STAFF_ROLES, type StaffMember, type StaffRole } from '../domain/staff.ts';
import type { Queryable } from './pool.ts';

/** Somebody of the staff, with the roles and teams that are in force at an instant. */
export interface StoredStaffMember extends StaffMember {
  /** Who may change them: the shop policy alone, or the command line. */
  readonly source: 'policy' | 'cli';
  /** Null while they are of the staff. */
  readonly leftAtMs: EpochMs | null;
}

interface StaffRow extends Omit<StoredStaffMember, 'id' | 'leftAtMs'> {
  id: string;
  left_ms: string | null;
}

/** SQL: true for a row of `staff_role`, `team_member` or `absence` that counts at an instant. */
export const countsAt = (row: string, instant: string) => `(${row}.from_at <= ${instant} and (${row}.until_at is null or ${row}.until_at > ${instant}))`;

const STAFF_AT = `
select s.id, s.name, s.email, s.languages, s.source, epoch_ms(s.left_at) as left_ms,
  array(select r.role from staff_role r where r.staff_id = s.id and ${countsAt('r', 'instant($1)')} order by array_position($2::text[], r.role)) as roles,
  array(select m.team from team_member m where m.staff_id = s.id and ${countsAt('m', 'instant($1)')} order by m.id) as teams
from staff s`;

/** Which of the staff; what is left out asks nothing. */
export interface StaffSearch {
  readonly atMs: EpochMs;
  readonly role?: StaffRole;
  readonly team?: string;
  /** Also those who have left. */
  readonly all?: boolean;
}

/** The staff by id, as they are at an instant. */
export async function listStaff(db: Queryable, { atMs, role, team, all = false }: StaffSearch): Promise<StoredStaffMember[]> {
  const { rows } = await db.query<StaffRow>(`${STAFF_AT} where ($3 or s.left_at is null) order by s.id collate "C"`, [atMs, STAFF_ROLES, all]);
  return rows.map(memberOf).filter(({ roles, teams }) => (role === undefined || roles.includes(role)) && (team === undefined || teams.includes(team)));
}

/** One of the staff, also when they have left; null for an id that nobody has. */
export async function readStaffMember(db: Queryable, id: string, atMs: EpochMs): Promise<StoredStaffMember | null> {
  const { rows } = await db.query<StaffRow>(`${STAFF_AT} where s.id = $3`, [atMs, STAFF_ROLES, id]);
  return rows[0] === undefined ? null : memberOf(rows[0]);
}

function memberOf({ left_ms: leftMs, id, ...row }: StaffRow): StoredStaffMember {
  return { ...row, id: toStaffId(id), leftAtMs: leftMs === null ? null : Number(leftMs) };
}

/**
 * True when somebody has a role: at an instant, or, without one, now. Asked for now inside a transaction, the answer holds until its commit: a role
 * that is being taken away is not in force any more, and none is taken away meanwhile.
 */
export async function roleInForce(tx: Queryable, id: StaffId, role: StaffRole, atMs: EpochMs | null = null): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select from staff_role r where r.staff_id = $1 and r.role = $2 and ${countsAt('r', 'coalesce(instant($3), touchline_now())')} for share`, [id, role, atMs]);
  return (rowCount ?? 0) > 0;
}
