import type { ContributionRule } from '../domain/contribution.ts';
import type { CustomerId } from '../domain/ids.ts';
import { USUAL_TIER_REVIEW } from '../domain/tier-review.ts';
import { contributionRuleInForce, marginCtes } from './contribution-sql.ts';
import type { Queryable, Transaction } from './pool.ts';

/** So many of a customer's last orders are kept beside the facts: enough for what warnings compare. */
export const RECENT_ORDERS = 8;

/** `recent`: the window over which orders count as contribution, up to now, by the shop policy in force. */
export const CONTRIBUTION_WINDOW_CTE = `
recent as materialized (
  select touchline_now() as until, touchline_now() - make_interval(days => coalesce(
    (select (definition->'tierReview'->>'windowDays')::int from policy_version where active), ${USUAL_TIER_REVIEW.windowDays})) as since
)`;

// What was bought within the days of an agreement, by the shop's clock, towards its rebate; in its own currency.
const TERM_VALUES = (touched: string) => `update agreement a set term_value = coalesce((
    select sum(case o.kind when 'order' then o.value else -o.value end) from orders o
    where o.customer_id = a.customer_id and o.kind in ('order', 'cancellation') and o.currency = a.currency
      and (o.placed_at at time zone (p.definition->'shop'->>'timeZone'))::date between a.from_date and a.until_date), 0)
  from ${touched} t, policy_version p where t.customer_id = a.customer_id and a.state = 'agreed' and p.active`;

/** `documents` and `span` of the window, for a contribution by margin. */
const recentDocuments = (touched: string) => `documents as (
  select o.customer_id, o.kind, o.shop_id, o.external_id, o.value, o.currency from recent, orders o join ${touched} t on t.customer_id = o.customer_id
  where o.kind in ('order', 'cancellation') and o.value > 0 and o.placed_at > recent.since and o.placed_at <= recent.until
), span as (select since, until from recent)`;

// Rule R1: an order counts when it has a sale line (quantity and price above zero); its value is the sum of those lines.
// A cancellation is a document of its own and takes its value back.
const ORDER_FACTS = (touched: string, rule: ContributionRule) => `
with ${CONTRIBUTION_WINDOW_CTE}, ${rule.by === 'margin' ? `${recentDocuments(touched)}, ${marginCtes(touched, rule.usualShare)}, ` : ''}counted as (
  select o.customer_id, o.placed_at, o.external_id, o.value, o.currency,
    extract(epoch from o.placed_at - lag(o.placed_at) over (partition by o.customer_id order by o.placed_at, o.external_id))::float8 / 3600 as gap_hours,
    row_number() over (partition by o.customer_id order by o.placed_at desc, o.external_id desc) as newest
  from orders o join ${touched} t on t.customer_id = o.customer_id where o.kind = 'order' and o.value > 0
), ordered as (
  select customer_id, min(placed_at) as first_order_at, max(placed_at) as last_order_at, count(*)::int as order_count,
    sum(value) as gross_value, sum(value) filter (where placed_at > recent.since and placed_at <= recent.until) as recent_value, max(value) as largest_order,
    (array_agg(currency order by placed_at desc, external_id desc))[1] as currency,
    jsonb_agg(jsonb_build_object('atMs', epoch_ms(placed_at), 'value', (value * 10000)::bigint) order by placed_at, external_id) filter (where newest <= ${RECENT_ORDERS}) as recent_orders,
    percentile_cont(0.5) within group (order by gap_hours) as usual_gap_hours
  from counted, recent group by customer_id
), taken_back as (
  select o.customer_id, max(o.placed_at) filter (where o.value > 0) as last_return_at, sum(o.value) as cancelled_value, sum(o.value) filter (where placed_at > recent.since and placed_at <= recent.until) as recent_value
  from recent, orders o join ${touched} t on t.customer_id = o.customer_id where o.kind = 'cancellation' group by o.customer_id
), agreed as (
  ${TERM_VALUES(touched)}
)
update customer_facts f set first_order_at = o.first_order_at, last_order_at = o.last_order_at, order_count = coalesce(o.order_count, 0),
  gross_value = coalesce(o.gross_value, 0), largest_order = coalesce(o.largest_order, 0), currency = o.currency, usual_gap_hours = o.usual_gap_hours,
  cancelled_value = coalesce(c.cancelled_value, 0), recent_orders = coalesce(o.recent_orders, '[]'), last_return_at = greatest(f.last_return_at, c.last_return_at),
  unanswered_touches = case when o.last_order_at >= f.last_contact_at then 0 else f.unanswered_touches end,
  ${rule.by === 'margin' ? 'contribution = m.contribution, contribution_parts = m.parts' : 'contribution = coalesce(o.recent_value, 0) - coalesce(c.recent_value, 0), contribution_parts = null'},
  contribution_at = recent.until
from recent, ${touched} t left join ordered o on o.customer_id = t.customer_id left join taken_back c on c.customer_id = t.customer_id${rule.by === 'margin' ? ' join margins m on m.customer_id = t.customer_id' : ''}
where f.customer_id = t.customer_id`;

/** Recomputes what orders say about the customers in the temporary table `touched`; call it under their locks. */
export async function recomputeTouchedFacts(tx: Transaction): Promise<void> {
  await tx.query(ORDER_FACTS('touched', await contributionRuleInForce(tx)));
}

/** Recomputes what orders say about these customers; call it under their locks. */
export async function recomputeFacts(db: Queryable, customers: readonly CustomerId[]): Promise<void> {
  await db.query(ORDER_FACTS('(select unnest($1::uuid[]) as customer_id)', await contributionRuleInForce(db)), [customers]);
}

// Orders that were being filled in while their customer was merged away belong to who goes on.
const FOLLOW_MERGES = `
with gone as (
  delete from touched t using customer c where c.id = t.customer_id and c.merged_into is not null returning c.id, c.merged_into
), moved as (
  update orders o set customer_id = g.merged_into from gone g where o.customer_id = g.id
)
insert into touched select distinct g.merged_into from gone g where not exists (select 1 from touched t where t.customer_id = g.merged_into)`;

/** Takes the locks of the customers in `touched`, in the order of their ids, as everyone does; those who were merged away meanwhile give way to who goes on. */
export async function lockTouched(tx: Transaction): Promise<void> {
  for (let hasMoved = true; hasMoved;) {
    await tx.query(`select count(*) from (
      select 1 from customer_state s join touched t on t.customer_id = s.customer_id order by s.customer_id for update of s) locked`);
    hasMoved = ((await tx.query(FOLLOW_MERGES)).rowCount ?? 0) > 0;
  }
}
