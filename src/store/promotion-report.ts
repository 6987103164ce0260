import type { Queryable } from './pool.ts';

/** What one arm of the choices came to; money as decimal text, in the shop's currency. */
export interface PromotionArm {
  /** Null: those who were chosen for no promotion by the draw, though one could have been given. */
  readonly promotion: string | null;
  /** Customers assigned, whether anything reached them or not. */
  readonly customers: number;
  readonly granted: number;
  readonly used: number;
  readonly expired: number;
  readonly open: number;
  readonly cost: string;
  /** Orders less cancellations in the days after the assignment. */
  readonly netValue: string;
}

// Everyone assigned counts (intention to treat), from the instant of the assignment; a customer once for each promotion, by the first
// assignment. Choices without anything to choose from are no
// comparison, for nobody could have been given one; nor, where some are left without by the draw, are those that were owed.
const REPORT_SQL = `
with assigned as (
  select distinct on (customer_id, chosen) customer_id, chosen, at from promotion_choice
  where jsonb_array_length(eligible) > 0 and (none_chance > 0 or not exists (select 1 from promotion_choice where none_chance > 0 and none_chance < 1)) and ($1::text is null or campaign = $1) order by customer_id, chosen, at
), worth as (
  select a.customer_id, a.chosen, coalesce(sum(case o.kind when 'order' then o.value else -o.value end), 0) as value
  from assigned a left join orders o on o.customer_id = a.customer_id and o.placed_at > a.at and o.placed_at <= a.at + make_interval(days => $2) group by a.customer_id, a.chosen
), arms as (
  select chosen, count(*)::int as customers, sum(value) as net_value from worth group by chosen
), grants as (
  select promotion, count(*) filter (where state in ('committed', 'used') or committed_at is not null)::int as granted, count(*) filter (where state = 'used')::int as used,
    count(*) filter (where state = 'expired' and committed_at is not null)::int as expired, count(*) filter (where state in ('reserved', 'committed'))::int as open,
    coalesce(sum(cost) filter (where state = 'used'), 0) as cost
  from promotion_grant where $1::text is null or campaign = $1 group by promotion
)
select coalesce(a.chosen, g.promotion) as promotion, coalesce(a.customers, 0) as customers, coalesce(g.granted, 0) as granted, coalesce(g.used, 0) as used,
  coalesce(g.expired, 0) as expired, coalesce(g.open, 0) as open, coalesce(g.cost, 0)::text as cost, coalesce(a.net_value, 0)::text as "netValue"
from arms a full join grants g on g.promotion = a.chosen order by promotion nulls last`;

/** What promotions came to, by promotion. @param days how long after the assignment orders count */
export async function reportPromotions(db: Queryable, { campaign, days }: { readonly campaign: string | null; readonly days: number }): Promise<PromotionArm[]> {
  const { rows } = await db.query<PromotionArm>(REPORT_SQL, [campaign, days]);
  return rows;
}
