import { randomBytes } from 'node:crypto';
import { type StaffId, toStaffId } from '../domain/ids.ts';
import { networkOf } from '../domain/network-of.ts';
import { STAFF_ROLES, type StaffRole } from '../domain/staff.ts';
import { inTransaction, type Pool, type Queryable } from './pool.ts';
import { sha256 } from './secret-key.ts';
import { noteAccess, noteChanged } from './staff-access-log.ts';

/** A working day, and a lunch. */
export const SESSION_LIMITS = { hours: 12, idleMinutes: 60 } as const;

/** Somebody of the staff, with the roles that they have at this instant. */
export interface PersonAtWork {
  readonly id: StaffId;
  readonly name: string;
  readonly roles: readonly StaffRole[];
}

/** SQL: the person of `s` as `PersonAtWork`; `$1` are the roles in their order. */
export const PERSON = `s.id, s.name, array(select r.role from staff_role r where r.staff_id = s.id and r.until_at is null order by array_position($1::text[], r.role)) as roles`;

export const personOf = ({ id, name, roles }: { id: string; name: string; roles: StaffRole[] }): PersonAtWork => ({ id: toStaffId(id), name, roles });

/** Opens a session, if the password is still the one that was looked at; its token is kept nowhere. */
export async function openSession(db: Queryable, staffId: string, passwordHash: string): Promise<string | null> {
  const token = randomBytes(32).toString('base64url');
  const { rowCount } = await db.query(
    `insert into staff_session (token_sha256, staff_id, opened_at, used_at) select $1, s.id, clock_timestamp(), clock_timestamp()
     from staff s join staff_password w on w.staff_id = s.id where s.id = $2 and s.left_at is null and w.hash = $3 for share`, [sha256(token), staffId, passwordHash]);
  return rowCount === 0 ? null : token;
}

/** Who has signed in with this session; null once it has ended, lain idle or lasted too long, or they have left. That it is used is noted once a minute. */
export async function personOfSession(db: Queryable, token: string): Promise<PersonAtWork | null> {
  const { rows: [row] } = await db.query<{ id: string; name: string; roles: StaffRole[]; is_stale: boolean }>({
    name: 'person-of-session',
    text: `select ${PERSON}, o.used_at < clock_timestamp() - interval '1 minute' as is_stale from staff_session o join staff s on s.id = o.staff_id
      where o.token_sha256 = $2 and o.ended_at is null and s.left_at is null
        and o.opened_at > clock_timestamp() - make_interval(hours => $3) and o.used_at > clock_timestamp() - make_interval(mins => $4)`,
    values: [STAFF_ROLES, sha256(token), SESSION_LIMITS.hours, SESSION_LIMITS.idleMinutes],
  });
  if (row === undefined) return null;
  if (row.is_stale) await db.query('update staff_session set used_at = clock_timestamp() where token_sha256 = $1 and ended_at is null', [sha256(token)]);
  return personOf(row);
}

/** Ends a session; one that has ended stays as it is. @param address from where somebody signs out */
export async function endSession(db: Queryable, token: string, address: string): Promise<void> {
  await db.query(
    `with changed as (update staff_session set ended_at = clock_timestamp() where token_sha256 = $1 and ended_at is null returning staff_id, null as key_id) ${noteChanged('signed-out', '$2')}`, [sha256(token), networkOf(address)]);
}

/** A new password for somebody; whoever has signed in with the old one is out. */
export function savePassword(pool: Pool, staffId: StaffId, hash: string): Promise<void> {
  return inTransaction(pool, async (tx) => {
    await tx.query('insert into staff_password values ($1, $2, clock_timestamp()) on conflict (staff_id) do update set hash = excluded.hash, set_at = excluded.set_at', [staffId, hash]);
    await tx.query('update staff_session set ended_at = clock_timestamp() where staff_id = $1 and ended_at is null', [staffId]);
    await noteAccess(tx, 'password-set', { person: staffId, address: null });
  });
}
