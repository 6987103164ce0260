import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { Queryable } from './pool.ts';
import { tellEvents } from './told-events.ts';

interface ClosedRow {
  customer_id: string;
  kind: string;
  channel: string;
  outcome: string | null;
  closed_ms: string;
}

/**
 * Tells that an inquiry was closed: the event `inquiry.closed` with `inquiry`, `kind`, `channel` and `outcome`, once for each time it is closed. Call it in the
 * transaction that closes it, under the customer's lock. Answers the customer who is to be woken; null: it is not closed, or that was told before.
 */
export async function tellClosed(db: Queryable, inquiry: number): Promise<CustomerId | null> {
  const { rows: [row] } = await db.query<ClosedRow>(
    `select customer_id, kind, channel, outcome, epoch_ms(closed_at) as closed_ms from inquiry where id = $1 and state = 'closed'`, [inquiry]);
  if (row === undefined) return null;
  const { kind, channel, outcome } = row;
  const [woken] = await tellEvents(db, 'inquiry', [{
    customerId: toCustomerId(row.customer_id), kind: 'inquiry.closed', messageId: `${inquiry}:closed:${row.closed_ms}`, properties: { inquiry, kind, channel, outcome: outcome ?? 'unanswered' },
  }]);
  return woken ?? null;
}
