import type { FactChangeOf } from '../contracts/fact-change.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import type { Queryable, Transaction } from './pool.ts';
import { endTasks, MESSAGE_ORIGIN } from './tasks.ts';

/** Who ends a task when no person does. */
const BY_EVENT = 'event';
const BY_TIME = 'touchline';

/** Ends the task that passes on a message of this customer, as a system of the shop tells it; false when none is open. */
export async function endPassing(db: Queryable, customerId: string, { passedOn, message, note }: FactChangeOf<'passing'>): Promise<boolean> {
  const ids = await idsOf(db, 'select id from task where origin = $1 and customer_id = $2', [`${MESSAGE_ORIGIN}${message}`, customerId]);
  return await endTasks(db, ids, passedOn ? { state: 'done', by: BY_EVENT, note } : { state: 'cancelled', by: BY_EVENT, note: note ?? 'declined' }) > 0;
}

/** Nobody has to pass on a message about an order that was cancelled as a whole. Call it in the transaction that books the cancellation. */
export async function endPassingOfOrder(tx: Transaction, { customerId, shopId }: LockedOwner, { orderId, newState }: FactChangeOf<'cancellation'>): Promise<void> {
  if (newState !== 'cancelled') return;
  const ids = await idsOf(tx,
    `select id from task where customer_id = $1 and kind = 'on-site' and state = 'open' and words->>'order' = $3
       and exists (select 1 from orders c left join orders o on o.shop_id = c.shop_id and o.external_id = $3
         where c.shop_id = $2 and c.external_id = $3 || '/cancelled' and (c.state = 'cancelled' or c.value >= o.value))`, [customerId, shopId, orderId]);
  await endTasks(tx, ids, { state: 'cancelled', by: BY_EVENT, note: 'the order was cancelled', notPassedOn: 'order-cancelled' });
}

/** So many at a look. */
const MOST_OVERDUE = 500;

/** Ends the tasks whose message is of no more use. */
export async function endOverduePassing(db: Queryable): Promise<void> {
  const ids = await idsOf(db, `select id from task where kind = 'on-site' and state = 'open' and due_at <= touchline_now() order by due_at limit ${MOST_OVERDUE}`, []);
  await endTasks(db, ids, { state: 'cancelled', by: BY_TIME, note: 'the time in which it was of use is over', notPassedOn: 'not-in-time' });
}

async function idsOf(db: Queryable, sql: string, params: readonly unknown[]): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(sql, [...params]);
  return rows.map(({ id }) => id);
}
