import type { LinkedMessage, RatingEnd } from '../contracts/links.ts';
import { toCustomerId } from '../domain/ids.ts';
import { lockOwner } from './intake-facts-owner.ts';
import { inTransaction, type Pool, type Queryable, type Transaction } from './pool.ts';
import { tellEvents } from './told-events.ts';

/** A question that lay in a mailbox for longer is not asked any more. */
const GOOD_FOR_DAYS = 60;

interface AskedRow {
  id: string;
  kind: string;
  satisfaction: number | null;
}

// The inquiry whose end brought the customer into the campaign of this message; still closed, and asked about lately.
const ASKED_SQL = `
select i.id, i.kind, i.satisfaction from message m join enrolment n on n.id = m.enrolment_id join event_inbox e on e.id = n.event_id and e.kind = 'inquiry.closed'
  join inquiry i on i.id = (e.payload->'properties'->>'inquiry')::bigint
where m.ref = $1 and i.customer_id = $2 and i.state = 'closed' and coalesce(m.accepted_at, m.created_at) > touchline_now() - interval '${GOOD_FOR_DAYS} days'`;

/** Whether what the message asks about may still be rated. */
export async function mayRate(db: Queryable, { ref, customerId }: LinkedMessage): Promise<boolean> {
  const { rowCount } = await db.query(ASKED_SQL, [ref, customerId]);
  return rowCount === 1;
}

/**
 * Records how satisfied a customer is with what became of their inquiry, 1 to 5: with the inquiry, and among what the mark `quality` counts. Said again, the
 * newer word takes the place of the older one. The first of each is the event `inquiry.rated`.
 */
export async function rateInquiry(pool: Pool, message: LinkedMessage, stars: number): Promise<RatingEnd> {
  return inTransaction(pool, async (tx) => {
    const owner = await lockOwner(tx, { shopId: message.shopId, customerId: message.customerId }, 'link');
    if (owner === null) return 'over';
    const { rows: [asked] } = await tx.query<AskedRow>(`${ASKED_SQL} for update of i`, [message.ref, owner.customerId]);
    if (asked === undefined) return 'over';
    if (asked.satisfaction !== stars) await record(tx, owner.customerId, asked, stars);
    return 'rated';
  });
}

/** Whoever rates has not left the last touches unanswered. */
async function record(tx: Transaction, customerId: string, { id, kind, satisfaction }: AskedRow, stars: number): Promise<void> {
  await tx.query('update inquiry set satisfaction = $2 where id = $1', [id, stars]);
  await tx.query(
    `update customer_facts set satisfaction_count = satisfaction_count + $2, satisfaction_sum = satisfaction_sum + $3, unanswered_touches = 0 where customer_id = $1`,
    [customerId, satisfaction === null ? 1 : 0, stars - (satisfaction ?? 0)]);
  await tellEvents(tx, 'inquiry', [{ customerId: toCustomerId(customerId), kind: 'inquiry.rated', messageId: `${id}:rated:${stars}`, properties: { inquiry: Number(id), kind, stars } }]);
}
