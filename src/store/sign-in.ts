import { STAFF_ROLES, type StaffRole } from '../domain/staff.ts';
import { checkPassword, hashPassword, SCRYPT_COST, type ScryptCost } from '../platform/password-hash.ts';
import { QueueOf } from '../platform/queue-of.ts';
import { inTransaction, type Pool } from './pool.ts';
import { forgiveAttempt, takeAttempt } from './sign-in-attempts.ts';
import { forgetOldAccess, noteAccess } from './staff-access-log.ts';
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
  return async (attempt) => {
    const { person, password, address } = attempt;
    const ofAddress = await takeAttempt(pool, 'address', address);
    const ofAccount = ofAddress.waitMs > 0 ? ofAddress : await takeAttempt(pool, 'account', person);
    if (ofAccount.waitMs > 0) return { kind: 'wait', waitMs: ofAccount.waitMs };
    const { rows: [account] } = await pool.query<AccountRow>(`select ${PERSON}, w.hash from staff s join staff_password w on w.staff_id = s.id where s.id = $2 and s.left_at is null`, [STAFF_ROLES, person]);
    const verdict = await looks.run(() => checkPassword(password, account?.hash ?? null, cost));
    if (verdict === null) return { kind: 'wait', waitMs: BUSY_WAIT_MS };
    const token = account === undefined || !verdict.fits ? null : await letIn(pool, account, address);
    if (account === undefined || token === null) {
      await noteRefusal(pool, attempt, { account: ofAccount.closes, address: ofAddress.closes });
      return { kind: 'wrong' };
    }
    if (verdict.isOutdated) await upgrade(pool, account, await hashPassword(password, cost));
    return { kind: 'signed-in', token, person: personOf(account) };
  };
}

/** Opens a session, and keeps that it was opened; null when the password was changed meanwhile. */
function letIn(pool: Pool, { id, hash }: AccountRow, address: string): Promise<string | null> {
  return inTransaction(pool, async (tx) => {
    const token = await openSession(tx, id, hash);
    if (token === null) return null;
    await forgiveAttempt(tx, id, address);
    await noteAccess(tx, 'signed-in', { person: id, address });
    await forgetOldAccess(tx);
    return token;
  });
}

/** What is closed turns attempts away without a line: they could fill the table. */
async function noteRefusal(pool: Pool, { person, address }: SignInAttempt, closes: { readonly account: boolean; readonly address: boolean }): Promise<void> {
  await noteAccess(pool, 'refused', { person, address });
  if (closes.account) await noteAccess(pool, 'closed', { person, address: null });
  if (closes.address) await noteAccess(pool, 'closed', { person: null, address });
}

/** A password that was changed meanwhile stays. */
async function upgrade(pool: Pool, { id, hash }: AccountRow, better: string): Promise<void> {
  await pool.query('update staff_password set hash = $3 where staff_id = $1 and hash = $2', [id, hash, better]);
}
