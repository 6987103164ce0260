import type { ImportedShop } from '../contracts/order-import.ts';
import type { Transaction } from './pool.ts';

// Each statement fills one keyed table from `staged`. All of them take a repeated file for what it is: nothing new.

const NUMBER_ORDERS = `
update staged s set order_id = s.order_id || '-' || n.nth
from (select distinct row_no, dense_rank() over (partition by order_id order by row_no) as nth from staged) n
where n.row_no = s.row_no and n.nth > 1`;

// The value of an order is that of its sales, the value of a cancellation what it takes back.
const STAGE_ORDERS = `
create temp table staged_order on commit drop as
select order_id, bool_or(cancels) as cancels, min(placed_local) as placed_local, max(customer) as customer, max(country) as country,
  max(customer) is distinct from min(customer) as two_customers, count(*)::int as lines,
  coalesce(sum(case kind when 'sale' then quantity * unit_price when 'cancelled' then -quantity * unit_price end), 0) as value
from staged group by order_id`;

const STAGE_CUSTOMERS = `
create temp table staged_customer on commit drop as
select s.customer as external_id, max(s.country) as country, coalesce(c.merged_into, i.customer_id) as customer_id
from staged_order s
  left join identity i on i.shop_id = $1 and i.kind = 'external' and i.value = s.customer
  left join customer c on c.id = i.customer_id
where s.customer is not null group by s.customer, coalesce(c.merged_into, i.customer_id)`;

const ADD_SHOP = `
insert into shop (id, platform, title, currency, time_zone) values ($1, $2, $3, $4, $5) on conflict (id) do nothing`;

const ADD_PRODUCTS = `
insert into product (shop_id, sku, title, kind)
select $1, sku, coalesce(max(title) filter (where kind = 'sale'), max(title)), case when bool_or(service) then 'service' else 'product' end
from staged group by sku
on conflict (shop_id, sku) do update set title = excluded.title where product.title is null and excluded.title is not null`;

const ADD_CUSTOMERS = `
with named as (
  insert into identity (shop_id, kind, value, customer_id, source)
  select $1, 'external', external_id, gen_random_uuid(), 'import' from staged_customer where customer_id is null
  on conflict (shop_id, kind, value) do nothing returning value, customer_id
), known as (
  insert into customer (id, country, created_at)
  select n.customer_id, s.country, touchline_now() from named n join staged_customer s on s.external_id = n.value
), facts as (
  insert into customer_facts (customer_id) select customer_id from named
), state as (
  insert into customer_state (customer_id) select customer_id from named
)
update staged_customer s set customer_id = n.customer_id from named n where n.value = s.external_id`;

// Whom a web hook made known in the meantime, between the look and the insert.
const FIND_RACED_CUSTOMERS = `
update staged_customer s set customer_id = i.customer_id
from identity i where s.customer_id is null and i.shop_id = $1 and i.kind = 'external' and i.value = s.external_id`;

// The orders that the shop already has tell below which lines are new; a first import finds none.
const FIND_KNOWN_ORDERS = `
create temp table known_order on commit drop as
select o.external_id as order_id from orders o join staged_order s on s.order_id = o.external_id where o.shop_id = $1`;

const ADD_ORDERS = `
insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, country, value, line_count, import_id)
select $1, s.order_id, case when s.cancels then 'cancellation' else 'order' end, c.customer_id,
  s.placed_local at time zone $2, $3, s.country, s.value, s.lines, $4
from staged_order s left join staged_customer c on c.external_id = s.customer
order by s.order_id
on conflict (shop_id, external_id) do nothing`;

const ADD_LINES_OF_NEW_ORDERS = `
insert into order_line (shop_id, order_id, line_no, sku, kind, quantity, unit_price)
select $1, order_id, row_number() over (partition by order_id order by row_no, unit_price), sku, kind, quantity, unit_price
from staged where not exists (select 1 from known_order k where k.order_id = staged.order_id)`;

// A line has no number in the file that survives a re-export, so lines of a known order are told apart by content:
// the second of two equal lines is new only when the order has just one of them.
const ADD_LINES_OF_KNOWN_ORDERS = `
with arriving as (
  select s.*, row_number() over (partition by s.order_id, s.sku, s.quantity, s.unit_price order by s.row_no) as nth
  from staged s join known_order k on k.order_id = s.order_id
), present as (
  select l.order_id, l.sku, l.quantity, l.unit_price, count(*) as times
  from order_line l join known_order k on k.order_id = l.order_id
  where l.shop_id = $1 group by l.order_id, l.sku, l.quantity, l.unit_price
), fresh as (
  select a.* from arriving a left join present p
    on p.order_id = a.order_id and p.sku = a.sku and p.quantity = a.quantity and p.unit_price = a.unit_price
  where a.nth > coalesce(p.times, 0)
), numbered as (
  select f.*, row_number() over (partition by f.order_id order by f.row_no)
    + coalesce((select max(line_no) from order_line l where l.shop_id = $1 and l.order_id = f.order_id), 0) as line_no
  from fresh f
)
insert into order_line (shop_id, order_id, line_no, sku, kind, quantity, unit_price)
select $1, order_id, line_no, sku, kind, quantity, unit_price from numbered
returning order_id`;

const RECOUNT_ORDERS = `
update orders o set value = l.value, line_count = l.lines
from (select order_id, count(*)::int as lines,
    coalesce(sum(quantity * unit_price) filter (where kind = 'sale'), 0) - coalesce(sum(quantity * unit_price) filter (where kind = 'cancelled'), 0) as value
  from order_line where shop_id = $1 and order_id = any($2::text[]) group by order_id) l
where o.shop_id = $1 and o.external_id = l.order_id`;

// The country of the latest order that names one, whatever the order of the files.
const PLACE_CUSTOMERS = `
update customer c set country = l.country
from (select distinct on (o.customer_id) o.customer_id, o.country from orders o join touched t on t.customer_id = o.customer_id
  where o.country is not null order by o.customer_id, o.placed_at desc, o.external_id desc) l
where c.id = l.customer_id and c.country is distinct from l.country`;

const FIND_TOUCHED = `
create temp table touched on commit drop as
select distinct customer_id from orders
where shop_id = $1 and customer_id is not null and (import_id = $2 or external_id = any($3::text[]))`;

/** What of a file was new. */
export interface Filled {
  readonly newCustomers: number;
  readonly newOrders: number;
  readonly newLines: number;
}

/** Adds up the staged lines by order and customer; the live tables are only read. */
export async function groupStaged(tx: Transaction, shopId: string, rowIsOrder: boolean): Promise<void> {
  if (rowIsOrder) await tx.query(NUMBER_ORDERS);
  await tx.query('analyze staged (order_id, sku, customer)');
  await tx.query(STAGE_ORDERS);
  await tx.query(STAGE_CUSTOMERS, [shopId]);
  await tx.query(FIND_KNOWN_ORDERS, [shopId]);
  await tx.query('analyze staged_order, staged_customer, known_order');
}

/** Fills the keyed tables from what is staged; leaves the customers whose orders changed in the table `touched`. */
export async function fillFromStaging(tx: Transaction, shop: ImportedShop, importId: number): Promise<Filled> {
  await tx.query(ADD_SHOP, [shop.id, shop.platform, shop.title, shop.currency, shop.timeZone]);
  await tx.query(ADD_PRODUCTS, [shop.id]);
  const customers = await tx.query(ADD_CUSTOMERS, [shop.id]);
  await tx.query(FIND_RACED_CUSTOMERS, [shop.id]);
  const orders = await tx.query(ADD_ORDERS, [shop.id, shop.timeZone, shop.currency, importId]);
  const lines = await tx.query(ADD_LINES_OF_NEW_ORDERS, [shop.id]);
  const late = await tx.query<{ order_id: string }>(ADD_LINES_OF_KNOWN_ORDERS, [shop.id]);
  const grown = [...new Set(late.rows.map((row) => row.order_id))];
  await tx.query(RECOUNT_ORDERS, [shop.id, grown]);
  await tx.query(FIND_TOUCHED, [shop.id, importId, grown]);
  await tx.query('analyze touched');
  await tx.query(PLACE_CUSTOMERS);
  return { newCustomers: customers.rowCount ?? 0, newOrders: orders.rowCount ?? 0, newLines: (lines.rowCount ?? 0) + late.rows.length };
}
