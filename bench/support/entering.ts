import type { CustomerId } from '../../src/domain/ids.ts';
import { type Pool } from '../../src/store/pool.ts';

// What intake leaves behind for an order: facts are applied, the event waits for its customer's run.
const ORDERS_SQL = `
insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
select 'bench', 'order-' || id, 'online-retail', id, 'order.placed', touchline_now(), clock_timestamp(), '{"properties": {}}', 'applied', true
from customer returning customer_id as id`;

/** Gives every customer an order that enters campaigns as soon as the customer's run looks. */
export async function placeOrders(pool: Pool): Promise<CustomerId[]> {
  const { rows } = await pool.query<{ id: CustomerId }>(ORDERS_SQL);
  return rows.map(({ id }) => id);
}

/** A campaign entered by an order takes customers in from now on. */
export async function letRun(pool: Pool, campaign: string): Promise<void> {
  await pool.query(`update campaign set state = 'running' where name = $1`, [campaign]);
}
