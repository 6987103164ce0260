import { crashPoint } from '../contracts/crash-point.ts';
import type { LifecycleAnswer } from '../contracts/lifecycle.ts';
import type { CustomerId } from '../domain/ids.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { NOTHING_AWAITED, readAnswer } from './lifecycle-answer.ts';
import { inDecision, type Pool, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';

/**
 * One wake-up of one customer in one transaction: lock, facts, judgement, state.
 * Idempotent by `callKey`: a repeated key skips deciding and answers from committed state.
 */
export async function advanceCustomer(
  pool: Pool, source: RulesSource, taskQueueOf: (channel: string) => string, call: { readonly customerId: CustomerId; readonly callKey: string },
): Promise<LifecycleAnswer> {
  return inDecision(pool, async (tx) => {
    const locked = await lockCustomers(tx, [call.customerId]);
    const customer = locked.get(call.customerId);
    if (customer === undefined) return endOfMerged(tx, call.customerId);
    if (customer.lastCallKey !== call.callKey) await decideCustomers(tx, source, locked, { callKey: call.callKey, entering: null });
    crashPoint('advance-uncommitted');
    return readAnswer(tx, call.customerId, taskQueueOf);
  });
}

/** The poke after a merge has been heard: nothing is to be done any more, and the relay need not repeat it. */
async function endOfMerged(tx: Transaction, id: CustomerId): Promise<LifecycleAnswer> {
  await tx.query('update customer_state set wake_at = null, pokes = 0 where customer_id = $1 and merged and wake_at is not null', [id]);
  return NOTHING_AWAITED;
}
