import { type StaffId, toStaffId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import { STAFF_ROLES, type StaffMember, type StaffRole } from '../domain/staff.ts';
import type { Queryable } from './pool.ts';

/** Somebody of the staff, with the roles and teams that they have now. */
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

/** SQL: now, as it is stored. Rounded up to a millisecond, a row would not count yet in the moment in which it is written. */
export const NOW = `date_trunc('milliseconds', touchline_now())`;

/** SQL: ends rows of `staff_role` or `team_member` now. A clock that was set back has not come to their beginning yet: they begin with it then. */
export const ENDS_NOW = `from_at = least(o.from_at, ${NOW}), until_at = ${NOW}`;

// What has not ended is in force, whatever the clock says: it may have been set back behind the beginning.
const STAFF = `
select s.id, s.name, s.email, s.languages, s.source, epoch_ms(s.left_at) as left_ms,
  array(select r.role from staff_role r where r.staff_id = s.id and r.until_at is null order by array_position($1::text[], r.role)) as roles,
  array(select m.team from team_member m where m.staff_id = s.id and m.until_at is null order by m.id) as teams
from staff s`;

/** Which of the staff; what is left out asks nothing. */
export interface StaffSearch {
  readonly role?: StaffRole;
  readonly team?: string;
  /** Also those who have left. */
  readonly all?: boolean;
}

/** The staff by id, as they are now. */
export async function listStaff(db: Queryable, { role, team, all = false }: StaffSearch = {}): Promise<StoredStaffMember[]> {
  const { rows } = await db.query<StaffRow>(`${STAFF} where ($2 or s.left_at is null) order by s.id collate "C"`, [STAFF_ROLES, all]);
  return rows.map(memberOf).filter(({ roles, teams }) => (role === undefined || roles.includes(role)) && (team === undefined || teams.includes(team)));
}

/** One of the staff, also when they have left; null for an id that nobody has. */
export async function readStaffMember(db: Queryable, id: string): Promise<StoredStaffMember | null> {
  const { rows } = await db.query<StaffRow>(`${STAFF} where s.id = $2`, [STAFF_ROLES, id]);
  return rows[0] === undefined ? null : memberOf(rows[0]);
}

function memberOf({ left_ms: leftMs, id, ...row }: StaffRow): StoredStaffMember {
  return { ...row, id: toStaffId(id), leftAtMs: leftMs === null ? null : Number(leftMs) };
}

/**
 * True while somebody has one of these roles. Asked inside a transaction, the answer holds until its commit: a role that is being taken away is not in
 * force any more, and none is taken away meanwhile.
 */
export async function roleInForce(tx: Queryable, id: StaffId, ...roles: readonly StaffRole[]): Promise<boolean> {
  const { rowCount } = await tx.query('select from staff_role r where r.staff_id = $1 and r.role = any($2) and r.until_at is null for share', [id, roles]);
  return (rowCount ?? 0) > 0;
}
