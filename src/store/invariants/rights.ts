import { bySql, type Invariant } from './invariant.ts';

/** Rights that others carry out: each occasion leaves once, and what left is told as it was. */
export const RIGHT_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'right-leaves-once',
    title: 'each occasion of a right has one task or one webhook, and none of these is without its occasion',
    remedy: 'a row was added or taken away by hand: say so to whoever carries the right out, and restore it from a backup',
    checked: 'select count(*) from right_occasion',
    offenders: `
      with leaving as materialized (
        select origin from task where origin like 'right/%' union all select origin from webhook where origin like 'right/%'
      )
      select coalesce('right/' || o.id, l.origin) as origin, count(l.origin)::int as times
      from right_occasion o full join leaving l on l.origin = 'right/' || o.id
      group by 1, o.id having count(l.origin) <> 1 or o.id is null`,
  }),
  bySql({
    id: 'rights-in-turn',
    title: 'what was told of a right that stands is numbered without gaps, and ends only what was granted',
    remedy: 'a row was changed by hand; npx touchline tier explain tells what the customer has, the next change tells it anew',
    checked: `select count(*) from right_occasion where kind <> 'order'`,
    offenders: `
      with told as (
        select id, kind, split_part(id, '/', 3)::int as number, lag(kind) over w as before, row_number() over w as place
        from right_occasion where kind <> 'order' window w as (partition by customer_id, "right" order by split_part(id, '/', 3)::int)
      )
      select id as occasion, number, kind, before from told where number <> place or (kind = 'ended' and before is distinct from 'granted')`,
  }),
  bySql({
    id: 'right-of-an-order',
    title: 'a right that came with an order names an order that is booked',
    remedy: 'the order was deleted by hand: restore it from a backup',
    checked: `select count(*) from right_occasion where kind = 'order'`,
    offenders: `
      select r.id as occasion, r.customer_id as customer from right_occasion r
        left join orders o on o.shop_id = r.shop_id and o.external_id = r.order_id
      where r.kind = 'order' and o.external_id is null`,
  }),
  bySql({
    id: 'webhook-as-recorded',
    title: 'a webhook that was delivered has its time and a 2xx, one that failed its fault, one that waits neither time',
    remedy: 'npx touchline webhooks list shows it; npx touchline webhooks retry delivers one that failed anew, under the same webhook-id',
    checked: 'select count(*) from webhook',
    offenders: `
      select id as webhook, state, status from webhook
      where state not in ('waiting', 'delivered', 'failed') or (state = 'delivered') <> (delivered_system is not null)
        or (state = 'delivered' and (tries < 1 or status is null or status not between 200 and 299)) or (state = 'failed' and (fault is null or tries < 1))`,
  }),
  bySql({
    id: 'task-as-recorded',
    title: 'a task that has ended says by whom and when, an open one neither',
    remedy: 'the task was changed by hand; npx touchline tasks show tells what is known',
    checked: 'select count(*) from task',
    offenders: `
      select id as task, state from task
      where state not in ('open', 'done', 'cancelled') or (state = 'open') <> (done_at is null) or (state = 'open') <> (done_by is null) or (state = 'cancelled' and note is null)`,
  }),
];
