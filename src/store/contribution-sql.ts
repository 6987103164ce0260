import type { ContributionRule } from '../domain/contribution.ts';
import type { Queryable } from './pool.ts';

/** How contributions are reckoned by the policy in force: by net value before the first is applied. */
export async function contributionRuleInForce(db: Queryable): Promise<ContributionRule> {
  const { rows: [row] } = await db.query<{ usual: string | null }>(
    `select definition->'promotions'->'margin'->>'usual' as usual from policy_version where active and definition->'tierReview'->>'by' = 'margin'`);
  return row === undefined ? { by: 'net-value' } : { by: 'margin', usualShare: Number(row.usual) };
}

// Of a cancellation without lines of its own those of its order say what it takes back.
const DOCUMENT_LINES = `select *, case when kind = 'cancellation' and external_id like '%/cancelled' then left(external_id, -10) else external_id end as lines_of,
  case when kind = 'cancellation' and external_id not like '%/cancelled' then 'cancelled' else 'sale' end as line_kind from documents`;

const IS_KNOWN = 'p.cost is not null and coalesce(p.currency, d.currency) = d.currency';

/**
 * SQL for contributions by margin as \`margins\` (customer_id, contribution, parts): domain/contribution.ts in the words of the database.
 * It reads \`documents\` (customer_id, kind, shop_id, external_id, value, currency), those within the window, and \`span\` (since, until).
 * @param people SQL of a table of customer_ids
 */
export function marginCtes(people: string, usualShare: number): string {
  if (!(usualShare >= 0 && usualShare <= 1)) throw new RangeError(`not a share: ${usualShare}`);
  return `
lined as (
  select d.shop_id, d.external_id, sum(abs(l.quantity) * l.unit_price) as price,
    sum(abs(l.quantity) * case when ${IS_KNOWN} then l.unit_price - p.cost else l.unit_price * ${usualShare} end) as margin,
    coalesce(sum(abs(l.quantity) * l.unit_price) filter (where ${IS_KNOWN}), 0) as known_price
  from (${DOCUMENT_LINES}) d join order_line l on l.shop_id = d.shop_id and l.order_id = d.lines_of and l.kind = d.line_kind
    left join product p on p.shop_id = l.shop_id and p.sku = l.sku group by d.shop_id, d.external_id
), given as (
  select used_by_order, sum(cost) as cost from promotion_grant
  where state = 'used' and used_by = customer_id and used_by_order is not null and customer_id in (select customer_id from ${people}) group by used_by_order
), given_otherwise as (
  select customer_id, sum(cost) as cost from promotion_grant, span
  where state = 'used' and (used_by_order is null or used_by is distinct from customer_id) and ended_at > since and ended_at <= until
    and customer_id in (select customer_id from ${people}) group by customer_id
), weighed as (
  select d.customer_id, d.kind, d.value, coalesce(l.known_price, 0) as known_price, greatest(d.value, l.price) as sales, coalesce(g.cost, 0) as given,
    case when d.kind = 'order'
      then coalesce(l.margin, 0) + greatest(d.value - coalesce(l.price, 0), 0) * ${usualShare} - greatest(coalesce(l.price, 0) - d.value, g.cost, 0)
      else -d.value * case when l.price > 0 then l.margin / l.price else ${usualShare} end end as margin
  from documents d left join lined l on l.shop_id = d.shop_id and l.external_id = d.external_id
    left join given g on d.kind = 'order' and g.used_by_order = d.shop_id || '/' || d.external_id
), margins as (
  select t.customer_id, round(coalesce(sum(w.margin), 0) - coalesce(max(o.cost), 0), 4) as contribution,
    jsonb_build_object('net', (coalesce(sum(case w.kind when 'order' then w.value else -w.value end), 0) * 10000)::bigint,
      'promotions', ((coalesce(sum(w.given), 0) + coalesce(max(o.cost), 0)) * 10000)::bigint,
      'knownShare', (sum(w.known_price) filter (where w.kind = 'order') / nullif(sum(w.sales) filter (where w.kind = 'order'), 0))::float8) as parts
  from ${people} t left join weighed w on w.customer_id = t.customer_id left join given_otherwise o on o.customer_id = t.customer_id group by t.customer_id
)`;
}
