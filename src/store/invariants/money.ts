import { bySql, type Invariant } from './invariant.ts';

// Rule R1, as src/store/facts.ts applies it: an order counts when it has a value; a cancellation takes its own back.
const FACTS_FROM_ORDERS = `
counted as (
  select customer_id, placed_at, value,
    extract(epoch from placed_at - lag(placed_at) over (partition by customer_id order by placed_at, external_id))::float8 / 3600 as gap_hours
  from orders where kind = 'order' and value > 0 and customer_id is not null
), ordered as (
  select customer_id, min(placed_at) as first_order_at, max(placed_at) as last_order_at, count(*)::int as order_count, sum(value) as gross_value,
    max(value) as largest_order, percentile_cont(0.5) within group (order by gap_hours) as usual_gap_hours
  from counted group by customer_id
), taken_back as (
  select customer_id, sum(value) as cancelled_value from orders where kind = 'cancellation' group by customer_id
)`;

/** Money adds up to the last ten-thousandth, from the lines of an order to the facts that decisions read. */
export const MONEY_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'order-is-its-lines',
    title: 'an imported order is worth the sum of its sale lines, a cancellation of its cancelled ones',
    remedy: 'import the file again: lines that are missing are added and the order is summed anew',
    checked: 'select count(*) from orders where import_id is not null',
    offenders: `
      select o.shop_id as shop, o.external_id as "order", o.value, l.value as "ofLines", o.line_count as "lineCount", l.lines
      from orders o left join (
        select shop_id, order_id, count(*)::int as lines, sum(case kind when 'sale' then quantity * unit_price when 'cancelled' then -quantity * unit_price else 0 end) as value
        from order_line group by shop_id, order_id) l on l.shop_id = o.shop_id and l.order_id = o.external_id
      where o.import_id is not null and (o.value <> coalesce(l.value, 0) or o.line_count <> coalesce(l.lines, 0) or o.value < 0)`,
  }),
  bySql({
    id: 'order-as-told',
    title: 'an order is worth what the event said that brought it, and came by one event',
    remedy: 'compare the event with the order; an order changed by hand is recomputed by a corrected import',
    checked: `select count(*) from event_inbox where payload->'change'->>'does' = 'order' and status in ('applied', 'consumed')`,
    offenders: `
      select e.shop_id as shop, e.payload->'change'->>'orderId' as "order", min(e.id)::text as event, count(*)::int as events
      from event_inbox e left join orders o on o.shop_id = e.shop_id and o.external_id = e.payload->'change'->>'orderId' left join customer c on c.id = e.customer_id
      where e.payload->'change'->>'does' = 'order' and e.status in ('applied', 'consumed')
      group by e.shop_id, e.payload->'change'->>'orderId'
      having count(*) > 1 or bool_or(o.external_id is null or o.customer_id is distinct from coalesce(c.merged_into, e.customer_id)
        or (o.import_id is null and o.value * 10000 <> (e.payload->'change'->>'value')::numeric))`,
  }),
  bySql({
    id: 'cancelled-at-most',
    title: 'a cancellation takes back no more than its order, in the same currency',
    remedy: 'compare the order with its refunds in the shop',
    checked: `select count(*) from orders where kind = 'cancellation'`,
    offenders: `
      select c.shop_id as shop, c.external_id as cancellation, c.value, o.value as "ofOrder"
      from orders c left join orders o on o.shop_id = c.shop_id and c.external_id = o.external_id || '/cancelled' and o.kind = 'order'
      where c.kind = 'cancellation' and (c.value < 0 or c.value > o.value or c.currency <> o.currency)`,
  }),
  bySql({
    id: 'facts-are-orders',
    title: "a customer's facts are what the orders add up to",
    remedy: 'import the orders again, or wake the customer with the next order: both recompute the facts',
    checked: 'select count(*) from customer_facts',
    offenders: `
      with ${FACTS_FROM_ORDERS}
      select f.customer_id as customer, f.order_count as orders, coalesce(o.order_count, 0) as "ordersFound", f.gross_value as gross,
        coalesce(o.gross_value, 0) as "grossFound", f.cancelled_value as cancelled, coalesce(t.cancelled_value, 0) as "cancelledFound"
      from customer_facts f left join ordered o using (customer_id) left join taken_back t using (customer_id)
      where f.order_count <> coalesce(o.order_count, 0) or f.gross_value <> coalesce(o.gross_value, 0)
        or f.cancelled_value <> coalesce(t.cancelled_value, 0) or f.largest_order <> coalesce(o.largest_order, 0)
        or f.first_order_at is distinct from o.first_order_at or f.last_order_at is distinct from o.last_order_at
        or abs(f.usual_gap_hours - coalesce(o.usual_gap_hours, -1)) > 0.001`,
  }),
];
