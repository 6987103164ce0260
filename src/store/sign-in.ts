import { STAFF_ROLES, type StaffRole } from '../domain/staff.ts';
import { checkPassword, hashPassword, SCRYPT_COST, type ScryptCost } from '../platform/password-hash.ts';
import { QueueOf } from '../platform/queue-of.ts';
import type { Pool } from './pool.ts';
import { forgiveAttempt, takeAttempt } from './sign-in-attempts.ts';
import { openSession, PERSON, type PersonAtWork, personOf } from './staff-sessions.ts';

/** What somebody shows to be let in, and from where. */
export interface SignInAttempt {
  readonly person: string;
  readonly password: string;
  readonly address: string;
}

/** What came of it. */
export type SignedIn =
  | { readonly kind: 'signed-in'; readonly token: string; readonly person: PersonAtWork }
  /** Nobody has the id, has a password, or it is another one: which of these is not told. */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly waitMs: number };

/** Each look at a password takes 128 MiB. */
const LOOKS = { atOnce: 2, mostWaiting: 20 };
const BUSY_WAIT_MS = 5_000;

interface AccountRow { id: string; name: string; roles: StaffRole[]; hash: string }

/** Lets people of the staff in by id and password. @param cost of passwords now; one that was stored at another cost is stored anew when it fits */
export function signInWith(pool: Pool, cost: ScryptCost = SCRYPT_COST): (attempt: SignInAttempt) => Promise<SignedIn> {
  const looks = new QueueOf(LOOKS);
  return async ({ person, password, address }) => {
    const waitMs = await takeAttempt(pool, 'address', address) || await takeAttempt(pool, 'account', person);
    if (waitMs > 0) return { kind: 'wait', waitMs };
    const { rows: [account] } = await pool.query<AccountRow>(`select ${PERSON}, w.hash from staff s join staff_password w on w.staff_id = s.id where s.id = $2 and s.left_at is null`, [STAFF_ROLES, person]);
    const verdict = await looks.run(() => checkPassword(password, account?.hash ?? null, cost));
    if (verdict === null) return { kind: 'wait', waitMs: BUSY_WAIT_MS };
    if (account === undefined || !verdict.fits) return { kind: 'wrong' };
    const token = await openSession(pool, account.id, account.hash);
    if (token === null) return { kind: 'wrong' };
    await forgiveAttempt(pool, person, address);
    if (verdict.isOutdated) await upgrade(pool, account, await hashPassword(password, cost));
    return { kind: 'signed-in', token, person: personOf(account) };
  };
}

/** A password that was changed meanwhile stays. */
async function upgrade(pool: Pool, { id, hash }: AccountRow, better: string): Promise<void> {
  await pool.query('update staff_password set hash = $3 where staff_id = $1 and hash = $2', [id, hash, better]);
}
