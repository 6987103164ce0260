import { numericFromMoney } from './money.ts';
import type { Transaction } from './pool.ts';
import { countedPurses, purseAmounts } from './purses.ts';

/** An order as far as promotions go: what it shows that a grant was used. */
export interface GrantUse {
  readonly buyer: string;
  readonly orderId: string;
  /** Codes as they were typed. */
  readonly codes: readonly string[];
  readonly skus: readonly string[];
  /** Money in 1/10,000 units. */
  readonly value: number;
  /** What the shop says it took off, or null. */
  readonly discount: number | null;
  readonly inboxId: number;
}

export interface UsedGrant {
  readonly promotion: string;
  readonly tool: string;
  /** True when the code was another customer's. */
  readonly isAnothers: boolean;
}

// Grants first, then purses, each in one order: as decisions do (move-grants.ts). A code is honoured whoever types it, but a code for
// friends not by its holder; without a code only what has reached the customer counts. A grant that expired before the word of the
// order came is used all the same: its cost is booked again, even beyond the budget, for that money is spent.
const USE_SQL = `
with told as (
  select e.occurred_at as at from event_inbox e where e.id = $8
), found as materialized (
  select g.id, g.customer_id, g.promotion, g.tool, g.currency, g.cost, g.pieces, g.terms,
    case when g.terms->>'percent' is not null then least(g.most_cost, coalesce($7::numeric, round($6::numeric * (g.terms->>'percent')::numeric / 100, 4))) else g.most_cost end as true_cost
  from promotion_grant g, told
  where (g.code = any($3::text[]) and g.state in ('reserved', 'committed', 'expired') and (g.terms->>'usedBy' = 'holder' or g.customer_id <> $1::uuid))
    or (g.customer_id = $1::uuid and g.state = 'committed' and told.at >= g.reserved_at and told.at < g.ends_at and g.terms->>'usedBy' = 'holder'
      and coalesce((g.terms->>'minimumSpend')::numeric, 0) <= $6::numeric * 10000
      and (g.terms->>'usedWhen' = 'order' or (g.terms->>'usedWhen' = 'product' and g.terms->'products' ?| $4::text[])))
  order by g.id for update of g
), change as (
  ${purseAmounts('found', 'true_cost - cost', '1 - pieces')}
), counted as (${countedPurses('table change')}
), used as (
  update promotion_grant g set state = 'used', cost = f.true_cost, pieces = 1, ended_at = told.at, reason = null, used_by_order = $2 || '/' || $5, used_by = $1::uuid
  from found f, told where g.id = f.id
), news as (
  insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
  select 'promotion', f.id, $2, f.customer_id, 'promotion.used', told.at, clock_timestamp(),
    jsonb_build_object('change', '{"does": "nothing"}'::jsonb, 'properties', jsonb_build_object('promotion', f.promotion, 'tool', f.tool)), 'applied', true
  from found f, told where f.customer_id <> $1::uuid on conflict (source, message_id) do nothing
)
select promotion, tool, customer_id <> $1::uuid as "isAnothers" from found order by promotion`;

/** Books the grants that an order shows as used, once each, at their true cost; answers them. Call it under the buyer's lock. */
export async function useGrants(tx: Transaction, shopId: string, use: GrantUse): Promise<readonly UsedGrant[]> {
  const codes = [...new Set(use.codes.flatMap((code) => [code, code.toUpperCase()]))];
  const { rows } = await tx.query<UsedGrant>(USE_SQL, [
    use.buyer, shopId, codes, use.skus, use.orderId, numericFromMoney(use.value), use.discount === null ? null : numericFromMoney(use.discount), use.inboxId,
  ]);
  return rows;
}

/** Books a use that the shop tells by itself: of a code, or of the customer's open grant of a promotion. False when there is none. */
export async function useNamedGrant(tx: Transaction, customerId: string, { code, promotion }: { code: string | null; promotion: string | null }, inboxId: number): Promise<boolean> {
  const { rowCount } = await tx.query(
    `with told as (select occurred_at as at from event_inbox where id = $4)
     update promotion_grant g set state = 'used', ended_at = told.at, used_by = $1
     from told where g.customer_id = $1 and g.state in ('reserved', 'committed') and (g.code = $2 or (g.promotion = $3 and g.state = 'committed'))`,
    [customerId, code, promotion, inboxId]);
  return rowCount !== 0;
}
