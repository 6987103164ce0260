import type { Transaction } from './pool.ts';

/** Wakes the customers whose open inquiries are with these people: nobody sees to what is with somebody who has gone, or is away. */
export async function lookAgainAtInquiriesOf(tx: Transaction, people: readonly string[]): Promise<void> {
  if (people.length === 0) return;
  await tx.query(
    `update customer_state set wake_at = least(wake_at, touchline_now()) where customer_id = any(array(select customer_id from inquiry where person = any($1) and state <> 'closed')) and not merged`, [people]);
}
