import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { from as copyFrom } from 'pg-copy-streams';
import { inTransaction, type Pool } from '../src/store/pool.ts';

// What someone would write by hand for this one file: a plain COPY, then set-based SQL into the same keyed tables.
// It trusts the file: no checks, no rejects, no repeated or overlapping files, no standing, no wake-ups.
const STEPS = [
  `insert into shop values ('online-retail', 'own-shop', 'Online Retail', 'GBP', 'Europe/London')`,
  `insert into product (shop_id, sku, title, kind)
   select 'online-retail', upper(stock_code), max(description), case when upper(stock_code) ~ '^[0-9]{5}' then 'product' else 'service' end
   from raw group by upper(stock_code)`,
  `create temp table buyer on commit drop as
   select customer_id as external_id, gen_random_uuid() as id, max(country) as country from raw where customer_id is not null group by customer_id`,
  `insert into customer (id, country, created_at) select id, left(country, 2), now() from buyer`,
  `insert into identity (shop_id, kind, value, customer_id, source) select 'online-retail', 'external', external_id, id, 'baseline' from buyer`,
  `insert into customer_state (customer_id) select id from buyer`,
  `insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, country, value, line_count)
   select 'online-retail', r.invoice_no, case when r.invoice_no like 'C%' then 'cancellation' else 'order' end, b.id,
     min(r.invoice_date) at time zone 'Europe/London', 'GBP', left(max(r.country), 2),
     abs(coalesce(sum(quantity * unit_price) filter (where (r.invoice_no like 'C%') or (quantity > 0 and unit_price > 0)), 0)), count(*)
   from raw r left join buyer b on b.external_id = r.customer_id group by r.invoice_no, b.id`,
  `insert into order_line (shop_id, order_id, line_no, sku, kind, quantity, unit_price)
   select 'online-retail', invoice_no, row_number() over (partition by invoice_no order by line), upper(stock_code),
     case when invoice_no like 'C%' then 'cancelled' when quantity > 0 and unit_price > 0 then 'sale'
       when quantity > 0 and unit_price = 0 then 'free' else 'adjustment' end, quantity, unit_price from raw`,
  `insert into customer_facts (customer_id, first_order_at, last_order_at, order_count, gross_value, cancelled_value, largest_order, usual_gap_hours)
   select b.id, min(o.placed_at) filter (where o.kind = 'order'), max(o.placed_at) filter (where o.kind = 'order'),
     count(*) filter (where o.kind = 'order'), coalesce(sum(o.value) filter (where o.kind = 'order'), 0),
     coalesce(sum(o.value) filter (where o.kind = 'cancellation'), 0), coalesce(max(o.value) filter (where o.kind = 'order'), 0),
     percentile_cont(0.5) within group (order by o.gap_hours)
   from buyer b left join (select *, extract(epoch from placed_at - lag(placed_at) over (partition by customer_id, kind order by placed_at)) / 3600 as gap_hours
     from orders where value > 0) o on o.customer_id = b.id group by b.id`,
];

/** Loads the gzip file by hand-written SQL; answers the sales value with a customer, to compare. */
export function importByPlainSql(pool: Pool, path: string): Promise<string> {
  return inTransaction(pool, async (tx) => {
    await tx.query(`create temp table raw (line int generated always as identity, invoice_no text, stock_code text, description text, quantity int,
      invoice_date timestamp, unit_price numeric(18,4), customer_id text, country text) on commit drop`);
    const copy = tx.query(copyFrom('copy raw (invoice_no, stock_code, description, quantity, invoice_date, unit_price, customer_id, country) from stdin (format csv, header)'));
    await pipeline(createReadStream(path), createGunzip(), copy);
    await tx.query('analyze raw');
    for (const step of STEPS) await tx.query(step);
    const { rows } = await tx.query<{ total: string }>('select sum(gross_value)::text as total from customer_facts');
    return rows[0]?.total ?? '';
  });
}
