import type { MessageId } from '../domain/ids.ts';
import type { Statement, Transaction } from './pool.ts';

const HEAR: Statement = { name: 'hear-early-receipts', text: `
update event_inbox e set status = 'applied', wakes = true, reason = null
from message m join customer_state s on s.customer_id = m.customer_id
where m.id = any($1::text[]) and e.customer_id = any(array(select customer_id from message where id = any($1::text[])))
  and e.customer_id = m.customer_id and e.status = 'ignored' and e.reason = 'not-awaited'
  and e.kind = any(s.awaits) and e.payload->'change'->>'does' = 'receipt' and e.payload->'change'->>'message' = m.id` };

/**
 * Receipts may come before the outcome of their message is recorded, when the enrolment does not wait for them yet: a page
 * records whole batches. Those that are awaited now become news after all. Call it after the decision on the outcome.
 */
export async function hearEarlyReceipts(tx: Transaction, settled: readonly { readonly id: MessageId }[]): Promise<void> {
  if (settled.length === 0) return;
  await tx.query({ ...HEAR, values: [settled.map(({ id }) => id)] });
}
