import type { Queryable } from './pool.ts';
import { sha256 } from './secret-key.ts';

/** So many failures close an account, or an address, for a minute; each further one for twice as long as the one before, at most for an hour. */
const FREE_FAILURES = 10;

// Counted before the password is looked at, so that many attempts at once do not slip past the count.
const TAKE = `
insert into sign_in_attempt as a (subject_sha256, failures, last_at) values ($1, 1, clock_timestamp())
on conflict (subject_sha256) do update set last_at = clock_timestamp(),
  failures = case when a.last_at < clock_timestamp() - interval '1 day' then 1 else a.failures + 1 end,
  closed_until = case when a.last_at >= clock_timestamp() - interval '1 day' and a.failures + 1 >= ${FREE_FAILURES}
    then clock_timestamp() + least(interval '1 hour', interval '1 minute' * 2 ^ least(a.failures + 1 - ${FREE_FAILURES}, 6)) end
where a.closed_until is null or a.closed_until <= clock_timestamp()
returning closed_until is not null as closes`;

const subject = (kind: 'account' | 'address', name: string) => sha256(`${kind}\n${name}`);

/** An attempt to sign in that was counted. */
interface TakenAttempt {
  /** Milliseconds to wait before it may be tried; 0: it may. */
  readonly waitMs: number;
  /** Unless it succeeds, the account or address is closed from now on. */
  readonly closes: boolean;
}

/** Counts one attempt to sign in. Accounts that nobody has are counted as others. */
export async function takeAttempt(db: Queryable, kind: 'account' | 'address', name: string): Promise<TakenAttempt> {
  const { rows: [taken] } = await db.query<{ closes: boolean }>(TAKE, [subject(kind, name)]);
  if (taken !== undefined) return { waitMs: 0, closes: taken.closes };
  const { rows: [row] } = await db.query<{ wait_ms: number }>('select extract(epoch from closed_until - clock_timestamp())::float8 * 1000 as wait_ms from sign_in_attempt where subject_sha256 = $1', [subject(kind, name)]);
  return { waitMs: Math.max(1, row?.wait_ms ?? 1), closes: false };
}

/** The attempt succeeded: the account begins anew, the address loses this one only, for others may be guessed from there. What is old is forgotten. */
export async function forgiveAttempt(db: Queryable, account: string, address: string): Promise<void> {
  await db.query(`delete from sign_in_attempt where subject_sha256 = $1 or last_at < clock_timestamp() - interval '1 day'`, [subject('account', account)]);
  await db.query('update sign_in_attempt set failures = failures - 1, closed_until = null where subject_sha256 = $1', [subject('address', address)]);
}
