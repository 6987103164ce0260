import type { FactChangeOf } from '../contracts/fact-change.ts';
import { USUAL_STARS } from '../domain/feedback.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import type { Transaction } from './pool.ts';

const COUNTED = { review: 'review_count', activity: 'activity_count', return: 'return_count' } as const;

/** Counts what the customer said or did; a review without stars counts with the usual four. Call it under the customer's lock. */
export async function recordFeedback(tx: Transaction, { customerId }: LockedOwner, told: FactChangeOf<'feedback'>, inboxId: number): Promise<void> {
  const column = COUNTED[told.what];
  await tx.query(
    `update customer_facts f set ${column} = ${column} + 1, rating_sum = rating_sum + $2, open_returns = open_returns + case when $3 then 1 else 0 end,
       last_return_at = case when $3 then greatest(f.last_return_at, e.occurred_at) else f.last_return_at end
     from event_inbox e where e.id = $4 and f.customer_id = $1`,
    [customerId, told.what === 'review' ? told.stars ?? USUAL_STARS : 0, told.what === 'return', inboxId]);
}

/** One return less is open. One that was opened before Touchline heard of returns was never counted. Call it under the customer's lock. */
export async function recordReturnClosed(tx: Transaction, { customerId }: LockedOwner): Promise<void> {
  await tx.query('update customer_facts set open_returns = greatest(open_returns - 1, 0) where customer_id = $1', [customerId]);
}
