import type { Pool } from './pool.ts';

// Where the customer stood at the choice counts: who was given a coupon before the first order belongs there, used or not.
// One reckoning a day of the shop's clock at most, and only when a grant has ended since. Only grants that have ended count: an open
// one has not failed yet. Cells are named as src/domain/promotion-preference.ts names them.
const RENEW_SQL = `
with last as (
  select coalesce(max(at), '-infinity') as at from promotion_rates
), ended as (
  select g.tool, concat_ws(' ', c.context->>'stage', c.context->>'tier', coalesce(nullif(c.context->>'country', ''), '-'), g.tool) as cell, g.state
  from promotion_grant g join promotion_choice c on c.touch = split_part(g.id, '@', 1) where g.state = 'used' or (g.state = 'expired' and g.committed_at is not null)
), by_tool as (
  select coalesce(jsonb_object_agg(tool, jsonb_build_object('ended', ended, 'used', used)), '{}') as rates
  from (select tool, count(*) as ended, count(*) filter (where state = 'used') as used from ended group by tool) counted
), by_cell as (
  select coalesce(jsonb_object_agg(cell, jsonb_build_object('ended', ended, 'used', used)), '{}') as rates
  from (select cell, count(*) as ended, count(*) filter (where state = 'used') as used from ended group by cell) counted
)
insert into promotion_rates (at, rates)
select touchline_now(), jsonb_build_object('byTool', by_tool.rates, 'byCell', by_cell.rates) from by_tool, by_cell, last
where last.at < touchline_now() - interval '1 day' and exists (select 1 from promotion_grant where state in ('used', 'expired') and ended_at > last.at)`;

/** Reckons anew how each tool was used, over all customers and by stage, tier and market; decisions read the newest. */
export async function renewPromotionRates(pool: Pool): Promise<void> {
  await pool.query(RENEW_SQL);
}
