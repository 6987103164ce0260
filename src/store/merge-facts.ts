import type { RolePeriod } from '../domain/customer.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { because } from '../domain/reason.ts';
import { isBetterTier } from '../domain/tier.ts';
import { mergedRoles } from '../domain/merged-roles.ts';
import { recomputeFacts } from './facts.ts';
import { renewInquiryQuality } from './inquiry-quality.ts';
import type { MergeCounts, Merging } from './merge-customers.ts';
import type { Transaction } from './pool.ts';
import { markAdviceStale, MOST_REMEMBERED } from './product-interest.ts';

const COUNTED = ['inquiry_count', 'review_count', 'rating_sum', 'activity_count', 'return_count', 'satisfaction_count', 'satisfaction_sum', 'open_returns'];
const LAST = ['last_inquiry_at', 'last_complaint_at', 'last_return_at', 'last_reply_at', 'last_click_at', 'last_contact_at', 'last_personal_contact_at'];

// What both did adds up, and of what they did last the later one counts. The part keeps its standing as it was: nothing looks at it any more.
const SUM = `
with part as (
  select * from customer_facts where customer_id = $1
), emptied as (
  update customer_facts set ${COUNTED.map((column) => `${column} = 0`).join(', ')}, ${LAST.map((column) => `${column} = null`).join(', ')}, last_reply_channel = null, unanswered_touches = 0, roles = '[]', warnings = '[]', inquiry_quality = null, inquiry_quality_because = '[]' where customer_id = $1
)
update customer_facts f set ${COUNTED.map((column) => `${column} = f.${column} + p.${column}`).join(', ')}, ${LAST.map((column) => `${column} = greatest(f.${column}, p.${column})`).join(', ')},
  last_reply_channel = case when p.last_reply_at > coalesce(f.last_reply_at, '-infinity') then coalesce(p.last_reply_channel, f.last_reply_channel) else coalesce(f.last_reply_channel, p.last_reply_channel) end
from part p where f.customer_id = $2`;

// Touches to either since either last opened, clicked, answered, asked or ordered.
const UNANSWERED = `
with parts as materialized (
  select id from customer where id = any(array[$1, $2]::uuid[]) or merged_into = any(array[$1, $2]::uuid[])
), touched as materialized (
  select accepted_at, opened_at from message where customer_id = any(array(select id from parts)) and state = 'accepted' and purpose = 'marketing'
)
update customer_facts f set unanswered_touches = (select count(*) from touched
  where accepted_at > coalesce(greatest(f.last_reply_at, f.last_click_at, f.last_inquiry_at, f.last_order_at, (select max(opened_at) from touched)), '-infinity'))
where f.customer_id = $2`;

const INTERESTS = `
with moved as (
  delete from customer_interest where customer_id = $1 returning *
)
insert into customer_interest as i (customer_id, shop_id, sku, what, at, times) select $2, shop_id, sku, what, at, times from moved
on conflict (customer_id, shop_id, sku, what) do update set at = greatest(i.at, excluded.at), times = i.times + excluded.times`;

const FORGET_INTERESTS = `
delete from customer_interest where customer_id = $1 and (shop_id, sku, what) in (
  select shop_id, sku, what from customer_interest where customer_id = $1 order by at desc, shop_id, sku, what offset ${MOST_REMEMBERED})`;

/** What is known of both is known of the one that goes on, as if everything had happened to one customer. */
export async function mergeFacts(tx: Transaction, { from, into }: Merging, policy: Pick<ShopPolicy, 'tiers'>): Promise<MergeCounts> {
  const { rows: told } = await tx.query<{ customer_id: string; roles: RolePeriod[] }>('select customer_id, roles from customer_facts where customer_id = any($1::uuid[])', [[from, into]]);
  const orders = await tx.query('update orders set customer_id = $2 where customer_id = $1', [from, into]);
  await tx.query(SUM, [from, into]);
  await recomputeFacts(tx, [from, into]);
  await keepBetterTier(tx, { from, into }, policy);
  await tx.query(UNANSWERED, [from, into]);
  const rolesOf = (id: string) => told.find(({ customer_id: customer }) => customer === id)?.roles ?? [];
  await keepRoles(tx, into, [rolesOf(into), rolesOf(from)]);
  await tx.query(INTERESTS, [from, into]);
  await tx.query(FORGET_INTERESTS, [into]);
  await tx.query('delete from customer_products where customer_id = $1', [from]);
  await tx.query('delete from customer_hours where customer_id = $1', [from]);
  await markAdviceStale(tx, into);
  await renewInquiryQuality(tx, [into]);
  return { orders: orders.rowCount ?? 0 };
}

async function keepRoles(tx: Transaction, id: string, [kept, gone]: readonly [readonly RolePeriod[], readonly RolePeriod[]]): Promise<void> {
  if (gone.length === 0) return;
  const { rows: [row] } = await tx.query<{ first_ms: string | null; last_ms: string | null }>('select epoch_ms(first_order_at) as first_ms, epoch_ms(last_order_at) as last_ms from customer_facts where customer_id = $1', [id]);
  const [firstOrderAtMs, lastOrderAtMs] = [row?.first_ms, row?.last_ms].map((text) => (text == null ? null : Number(text)));
  const roles = mergedRoles({ firstOrderAtMs: firstOrderAtMs ?? null, lastOrderAtMs: lastOrderAtMs ?? null }, kept, gone);
  await tx.query('update customer_facts set roles = $2 where customer_id = $1', [id, JSON.stringify(roles)]);
}

// Held as it was held before: since when, and with its misses.
const TAKE_TIER = `
with held as (
  select * from customer_facts where customer_id = $1
), told as (
  insert into tier_change (customer_id, at, from_tier, to_tier, reason, contribution, score_version)
  select $2, touchline_now(), f.tier, h.tier, $3, f.contribution, f.score_version from held h join customer_facts f on f.customer_id = $2
)
update customer_facts f set tier = h.tier, tier_since = h.tier_since, tier_misses = h.tier_misses, tier_missed_at = h.tier_missed_at from held h where f.customer_id = $2`;

/** Nobody loses a membership by being merged: of two tiers the better one goes on, and the next review looks at it. */
async function keepBetterTier(tx: Transaction, { from, into }: Pick<Merging, 'from' | 'into'>, policy: Pick<ShopPolicy, 'tiers'>): Promise<void> {
  const { rows } = await tx.query<{ customer_id: string; tier: string; given: boolean }>('select customer_id, tier, tier_since is not null as given from customer_facts where customer_id = any($1::uuid[])', [[from, into]]);
  const [theirs, own] = [from, into].map((id) => rows.find((row) => row.customer_id === id));
  if (theirs?.given !== true || own === undefined || (own.given && !isBetterTier(theirs.tier, own.tier, policy))) return;
  if (theirs.tier !== own.tier) await tx.query(TAKE_TIER, [from, into, JSON.stringify(because('merged', { customer: from, into }))]);
}
