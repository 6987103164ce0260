import { networkOf } from '../domain/network-of.ts';
import type { Queryable } from './pool.ts';

/** What is kept of how people of the staff are let in. `closed`: an account, or an address, takes no sign-in for a while. */
export const ACCESS_KINDS = ['signed-in', 'refused', 'closed', 'signed-out', 'password-set', 'key-made', 'key-revoked'] as const;
export type AccessKind = (typeof ACCESS_KINDS)[number];

/** Somebody was let in or was not, or got or lost what lets them in. */
export interface AccessLine {
  /** System time. */
  readonly at: Date;
  readonly what: AccessKind;
  /** Null: nobody of the staff; or it is about an address alone. */
  readonly person: string | null;
  /** From where; null: from the command line, or nobody knows. */
  readonly network: string | null;
  readonly key: string | null;
}

const KEPT_DAYS = 365;

/** Keeps a line. An id that nobody of the staff has is not kept: it may be anything that somebody has typed, such as a password. */
export async function noteAccess(db: Queryable, what: AccessKind, { person, address }: { readonly person: string | null; readonly address: string | null }): Promise<void> {
  await db.query('insert into staff_access (at, what, staff_id, network) values (clock_timestamp(), $1, (select id from staff where id = $2), $3)', [what, person, address === null ? null : networkOf(address)]);
}

/** SQL: the end of a statement that keeps a line of this kind for each row of `changed`, whose columns are `staff_id` and `key_id`. */
export const noteChanged = (what: AccessKind, network = 'null') => `insert into staff_access (at, what, staff_id, network, key_id) select clock_timestamp(), '${what}', staff_id, ${network}, key_id from changed`;

/** Forgets what is older than a year. */
export async function forgetOldAccess(db: Queryable): Promise<void> {
  await db.query(`delete from staff_access where at < clock_timestamp() - interval '${KEPT_DAYS} days'`);
}

/** What is kept, the newest first. @param person null: of everybody */
export async function listAccess(db: Queryable, { person, limit }: { readonly person: string | null; readonly limit: number }): Promise<AccessLine[]> {
  const { rows } = await db.query<AccessLine>(
    'select at, what, staff_id as person, network, key_id as key from staff_access where $1::text is null or staff_id = $1 order by id desc limit $2', [person, limit]);
  return rows;
}
