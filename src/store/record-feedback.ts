import type { FactChangeOf } from '../contracts/fact-change.ts';
import { USUAL_STARS } from '../domain/feedback.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import type { Transaction } from './pool.ts';

const COUNTED = { review: 'review_count', activity: 'activity_count', return: 'return_count' } as const;

/** Counts what the customer said or did; a review without stars counts with the usual four. Call it under the customer's lock. */
export async function recordFeedback(tx: Transaction, { customerId }: LockedOwner, told: FactChangeOf<'feedback'>): Promise<void> {
  const column = COUNTED[told.what];
  const stars = told.what === 'review' ? ', rating_sum = rating_sum + $2' : '';
  await tx.query(`update customer_facts set ${column} = ${column} + 1${stars} where customer_id = $1`, told.what === 'review' ? [customerId, told.stars ?? USUAL_STARS] : [customerId]);
}
