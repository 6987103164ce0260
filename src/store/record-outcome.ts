import { crashPoint } from '../contracts/crash-point.ts';
import type { LifecycleAnswer } from '../contracts/lifecycle.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { ClaimRules } from './claim.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { hearEarlyReceipts } from './early-receipts.ts';
import { readAnswer } from './lifecycle-answer.ts';
import { inDecision, type Pool } from './pool.ts';
import { settleAttempts, type SettledAttempt } from './settle.ts';

/**
 * Records what an attempt came to and, in the same commit, lets the core go on: the enrolment takes its next place,
 * waits and the wake-up are set anew. A deferred message stays ready; its retry is Temporal's business.
 */
export async function recordOutcome(
  pool: Pool, rules: Pick<ClaimRules, 'source' | 'taskQueueOf'>, customerId: CustomerId, attempt: SettledAttempt,
): Promise<LifecycleAnswer> {
  return inDecision(pool, async (tx) => {
    const locked = await lockCustomers(tx, [customerId]);
    const settled = await settleAttempts(tx, [attempt]);
    // A deferral becomes a refusal where its receiver rests too long.
    if (settled.some(({ state }) => state !== 'ready')) {
      await decideCustomers(tx, rules.source, locked, { callKey: null, entering: null });
      await hearEarlyReceipts(tx, settled);
    }
    crashPoint('outcome-uncommitted');
    return readAnswer(tx, customerId, rules.taskQueueOf);
  });
}
