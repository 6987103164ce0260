import type { Agreement } from '../domain/agreement.ts';
import type { HourWeights } from '../domain/best-hour.ts';
import type { ConsentState, ContactPoint, ContributionParts, CustomerFacts, KnownFacts, LifeCycle, Level, Mark, PlacedOrder, RolePeriod, Stage, Suppression, Warning } from '../domain/customer.ts';
import type { Snapshot } from '../domain/decision.ts';
import type { Enrolment, PastEntry } from '../domain/enrolment.ts';
import type { DomainEvent } from '../domain/event.ts';
import type { OpenGrant, PastGrants } from '../domain/grant.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { CountedTouch, LedgerMessage } from '../domain/message.ts';
import { moneyFromNumeric } from './money.ts';
import { NO_OFFERS, type ProductOffers } from '../domain/touch-products.ts';
import type { Queryable, Statement } from './pool.ts';

/** Events taken in one decision; more wait for the next one, so that a flood cannot grow a transaction without bound. */
export const EVENTS_PER_DECISION = 100;

interface FactsRow {
  now_ms: string;
  id: CustomerId;
  country: string | null;
  language: string | null;
  time_zone: string | null;
  phone_country: string | null;
  erased: boolean;
  first_order_ms: string | null;
  last_order_ms: string | null;
  order_count: number;
  currency: string | null;
  gross_value: string;
  cancelled_value: string;
  largest_order: string;
  contribution: string;
  contribution_parts: ContributionParts | null;
  usual_gap_hours: number | null;
  recent_orders: PlacedOrder[];
  inquiry_count: number;
  review_count: number;
  rating_sum: number;
  activity_count: number;
  return_count: number;
  last_inquiry_ms: string | null;
  last_complaint_ms: string | null;
  last_return_ms: string | null;
  last_reply_ms: string | null;
  last_click_ms: string | null;
  last_contact_ms: string | null;
  unanswered_touches: number;
  recency_score: number | null;
  frequency_score: number | null;
  monetary_score: number | null;
  stage: Stage;
  life_cycle: LifeCycle;
  tier: string;
  marks: Mark[];
  level: Level;
  tier_since_ms: string | null;
  tier_misses: number;
  tier_missed_ms: string | null;
  warnings: Warning[];
  roles: RolePeriod[];
  agreements: Agreement[];
}

interface SnapshotRow extends FactsRow {
  contact_points: ContactPoint[];
  consents: ConsentState[];
  suppressions: Suppression[];
  events: DomainEvent[];
  enrolments: Enrolment[];
  past_entries: PastEntry[];
  messages: LedgerMessage[];
  touches: CountedTouch[];
  grants: OpenGrant[];
  past_grants: PastGrants[];
  hours: HourWeights;
  products: ProductOffers | null;
}

const FACT_COLUMNS = `c.id, trim(c.country) as country, c.language, c.time_zone, trim(c.phone_country) as phone_country, c.erased_at is not null as erased,
  epoch_ms(f.first_order_at) as first_order_ms, epoch_ms(f.last_order_at) as last_order_ms, f.order_count, trim(f.currency) as currency,
  f.gross_value, f.cancelled_value, f.largest_order, f.contribution, f.contribution_parts, f.usual_gap_hours, f.recent_orders, f.inquiry_count, f.review_count, f.rating_sum, f.activity_count, f.return_count,
  epoch_ms(f.last_inquiry_at) as last_inquiry_ms, epoch_ms(f.last_complaint_at) as last_complaint_ms, epoch_ms(f.last_return_at) as last_return_ms, epoch_ms(f.last_reply_at) as last_reply_ms,
  epoch_ms(f.last_click_at) as last_click_ms, epoch_ms(f.last_contact_at) as last_contact_ms, f.unanswered_touches,
  f.recency_score, f.frequency_score, f.monetary_score, f.stage, f.life_cycle, f.tier, f.marks, f.level,
  epoch_ms(f.tier_since) as tier_since_ms, f.tier_misses, epoch_ms(f.tier_missed_at) as tier_missed_ms, f.warnings, f.roles`;

// Money in 1/10,000 units, as the core counts it.
const AGREEMENTS_CTE = `agreements as materialized (
  select customer_id, json_agg(json_build_object('id', id, 'from', from_date::text, 'until', until_date::text, 'discountShare', discount_share::float8,
    'rebate', case when rebate_share is null then null else json_build_object('share', rebate_share::float8, 'fromValue', (rebate_from_value * 10000)::bigint) end,
    'termValue', (term_value * 10000)::bigint) order by from_date) as list
  from agreement where customer_id = any($1::uuid[]) and state = 'agreed' group by customer_id
)`;
const AGREEMENTS = `coalesce((select list from agreements where customer_id = c.id), '[]') as agreements`;

// Products found for the customer of `a` and those that campaigns name, in $3. Each is looked up by its key: an `or` over the table would
// read every product of the shop in every decision.
const WANTED_PRODUCTS = `select found.* from jsonb_array_elements(coalesce(a.again, '[]') || coalesce(a.fresh, '[]')) one,
          lateral (select shop_id, sku, stock, countries_not from product where shop_id = one->>'shopId' and sku = one->>'sku' offset 0) found
        union select named.* from shop, unnest($3::text[]) code,
          lateral (select shop_id, sku, stock, countries_not from product where shop_id = shop.id and sku in (code, upper(code)) offset 0) named`;

// One statement for any number of customers: a decision and a page of decisions read the same facts the same way. Each table is
// gone through once for all of them, not once for each: however a plan reads it, a batch costs no more than one pass.
const SNAPSHOT: Statement = { name: 'snapshot', text: `
with moment as materialized (select touchline_now() as at), ${AGREEMENTS_CTE}, points as materialized (
  select customer_id, json_agg(json_build_object('id', id, 'channel', channel, 'state', state, 'sandboxOnly', sandbox_only) order by id) as list
  from contact_point where customer_id = any($1::uuid[]) group by customer_id
), consents as materialized (
  select customer_id, json_agg(json_build_object('channel', channel, 'purpose', purpose, 'granted', granted, 'atMs', epoch_ms(at))) as list
  from (select distinct on (customer_id, channel, purpose) * from consent where customer_id = any($1::uuid[])
    order by customer_id, channel, purpose, id desc) newest group by customer_id
), suppressions as materialized (
  select customer_id, json_agg(json_build_object('channel', channel, 'purpose', purpose, 'reason', reason) order by id) as list
  from suppression where customer_id = any($1::uuid[]) and lifted_at is null group by customer_id
), events as materialized (
  select wanted.id as customer_id, json_agg(json_build_object('inboxId', e.id, 'kind', e.kind, 'occurredAtMs', epoch_ms(e.occurred_at),
    'properties', coalesce(e.payload->'properties', '{}')) order by e.id) as list
  from unnest($1::uuid[]) as wanted(id), lateral (
    select * from event_inbox where customer_id = wanted.id and status = 'applied' order by id limit ${EVENTS_PER_DECISION}) e group by wanted.id
), opened as materialized (
  select * from enrolment where customer_id = any($1::uuid[]) and open
), enrolments as materialized (
  select customer_id, json_agg(json_build_object('id', id, 'campaign', campaign, 'ordinal', ordinal, 'customer', customer_id,
    'entryNumber', entry_number, 'runId', run_id, 'enteredAtMs', epoch_ms(entered_at), 'expiresAtMs', epoch_ms(expires_at),
    'goalMetAtMs', epoch_ms(goal_met_at), 'visits', visits, 'place', place) order by entered_at, id) as list
  from opened group by customer_id
), entries as materialized (
  select customer_id, json_agg(json_build_object('campaign', campaign, 'entries', entries, 'lastEnteredAtMs', last_ms)) as list
  from (select customer_id, campaign, count(*)::int as entries, epoch_ms(max(entered_at)) as last_ms
    from enrolment where customer_id = any($1::uuid[]) group by customer_id, campaign) entered group by customer_id
), messages as materialized (
  select customer_id, json_agg(json_build_object('id', id, 'enrolment', enrolment_id, 'state', state, 'notBeforeMs', epoch_ms(not_before),
    'acceptedAtMs', epoch_ms(accepted_at), 'refusalCode', reason->'params'->>'code', 'grant', grant_id)) as list
  from message where customer_id = any($1::uuid[]) and id = any(array(select place->>'message' from opened)) group by customer_id
), touches as materialized (
  select customer_id, json_agg(json_build_object('messageId', id, 'channel', channel, 'purpose', purpose, 'atMs', epoch_ms(claimed_at)) order by claimed_at) as list
  from message where customer_id = any($1::uuid[]) and state in ('sending', 'accepted', 'unknown')
    and claimed_at > (select at from moment) - make_interval(hours => $2) group by customer_id
), granted as materialized (
  select * from promotion_grant where customer_id = any($1::uuid[]) and state in ('reserved', 'committed', 'used', 'expired')
), carrying as materialized (
  select id, grant_id from message where customer_id = any($1::uuid[]) and grant_id is not null
), grants as materialized (
  select customer_id, json_agg(json_build_object('id', id, 'promotion', promotion, 'tool', tool, 'state', state, 'endsAtMs', epoch_ms(ends_at),
    'remindAtMs', epoch_ms(remind_at), 'mayHaveLeft', exists (select 1 from attempt a where a.message_id = any(array(select id from carrying where grant_id = g.id))
      and (a.outcome is null or a.outcome in ('unknown', 'accepted')))) order by id) as list
  from granted g where state in ('reserved', 'committed') group by customer_id
), past_grants as materialized (
  select customer_id, json_agg(json_build_object('promotion', promotion, 'tool', tool, 'lastAtMs', last_ms, 'ended', ended, 'used', used)) as list
  from (select customer_id, promotion, tool, epoch_ms(max(reserved_at)) as last_ms, count(*) filter (where state in ('used', 'expired'))::int as ended,
    count(*) filter (where state = 'used')::int as used from granted
    -- What never reached the customer has not been had.
    where state in ('committed', 'used') or (state = 'expired' and committed_at is not null) group by customer_id, promotion, tool) each_one group by customer_id
)
select epoch_ms(moment.at) as now_ms, ${FACT_COLUMNS}, ${AGREEMENTS},
  coalesce((select list from points where customer_id = c.id), '[]') as contact_points,
  coalesce((select list from consents where customer_id = c.id), '[]') as consents,
  coalesce((select list from suppressions where customer_id = c.id), '[]') as suppressions,
  coalesce((select list from events where customer_id = c.id), '[]') as events,
  coalesce((select list from enrolments where customer_id = c.id), '[]') as enrolments,
  coalesce((select list from entries where customer_id = c.id), '[]') as past_entries,
  coalesce((select list from messages where customer_id = c.id), '[]') as messages,
  coalesce((select list from touches where customer_id = c.id), '[]') as touches,
  coalesce((select list from grants where customer_id = c.id), '[]') as grants,
  coalesce((select list from past_grants where customer_id = c.id), '[]') as past_grants,
  coalesce((select weights from customer_hours where customer_id = c.id), '{}') as hours,
  case when $3::text[] is not null then (
    select json_build_object('again', coalesce(a.again, '[]'), 'fresh', coalesce(a.fresh, '[]'), 'known', (
      select coalesce(json_agg(json_build_object('shopId', p.shop_id, 'sku', p.sku, 'onSale', coalesce(p.stock, 1) > 0, 'countriesNot', coalesce(p.countries_not, '{}')) order by p.shop_id, p.sku), '[]')
      from (${WANTED_PRODUCTS}) p))
    from (select c.id) one_customer left join customer_products a on a.customer_id = c.id) end as products
from moment, customer c join customer_facts f on f.customer_id = c.id
where c.id = any($1::uuid[])` };

/**
 * Everything a decision about these customers may look at, read in one statement.
 * Call it under the customers' locks, or for a preview that may be a moment old.
 * @param capWindowHours the longest window of any frequency cap in force
 * @param shownSkus codes that campaigns name; null: no campaign shows products, and none are read
 */
export async function loadSnapshots(db: Queryable, ids: readonly CustomerId[], capWindowHours: number, shownSkus: readonly string[] | null = null): Promise<Map<CustomerId, Snapshot>> {
  const { rows } = await db.query<SnapshotRow>({ ...SNAPSHOT, values: [ids, Math.ceil(capWindowHours), shownSkus] });
  return new Map(rows.map((row) => [row.id, toSnapshot(row)]));
}

/** What the rules of an audience may look at, with domain time: far less than a decision reads. */
export async function loadKnownFacts(db: Queryable, ids: readonly CustomerId[]): Promise<{ customer: KnownFacts; nowMs: EpochMs }[]> {
  const { rows } = await db.query<FactsRow>(
    `with moment as materialized (select touchline_now() as at), ${AGREEMENTS_CTE} select epoch_ms(moment.at) as now_ms, ${FACT_COLUMNS}, ${AGREEMENTS}
     from moment, customer c join customer_facts f on f.customer_id = c.id where c.id = any($1::uuid[])`, [ids]);
  return rows.map((row) => ({ customer: toKnownFacts(row), nowMs: Number(row.now_ms) }));
}

function toSnapshot(row: SnapshotRow): Snapshot {
  return {
    nowMs: Number(row.now_ms),
    customer: toFacts(row),
    events: row.events,
    enrolments: row.enrolments,
    pastEntries: row.past_entries,
    messages: row.messages,
    touches: row.touches,
    grants: row.grants,
    pastGrants: row.past_grants,
    hours: row.hours,
    products: row.products ?? NO_OFFERS,
  };
}

function toFacts(row: SnapshotRow): CustomerFacts {
  return { ...toKnownFacts(row), contactPoints: row.contact_points, consents: row.consents, suppressions: row.suppressions };
}

function toKnownFacts(row: FactsRow): KnownFacts {
  return {
    id: row.id,
    country: row.country,
    language: row.language,
    timeZone: row.time_zone,
    phoneCountry: row.phone_country,
    firstOrderAtMs: ms(row.first_order_ms),
    lastOrderAtMs: ms(row.last_order_ms),
    orderCount: row.order_count,
    currency: row.currency,
    grossValue: moneyFromNumeric(row.gross_value),
    cancelledValue: moneyFromNumeric(row.cancelled_value),
    largestOrder: moneyFromNumeric(row.largest_order),
    contribution: moneyFromNumeric(row.contribution),
    contributionParts: row.contribution_parts,
    usualGapHours: row.usual_gap_hours,
    recentOrders: row.recent_orders,
    inquiryCount: row.inquiry_count,
    feedback: { reviewCount: row.review_count, ratingSum: row.rating_sum, activityCount: row.activity_count, returnCount: row.return_count },
    agreements: row.agreements,
    lastInquiryAtMs: ms(row.last_inquiry_ms),
    lastComplaintAtMs: ms(row.last_complaint_ms),
    lastReturnAtMs: ms(row.last_return_ms),
    lastReplyAtMs: ms(row.last_reply_ms),
    lastClickAtMs: ms(row.last_click_ms),
    lastContactAtMs: ms(row.last_contact_ms),
    unansweredTouches: row.unanswered_touches,
    recencyScore: row.recency_score,
    frequencyScore: row.frequency_score,
    monetaryScore: row.monetary_score,
    standing: { stage: row.stage, lifeCycle: row.life_cycle, tier: row.tier, marks: row.marks, level: row.level },
    tierRecord: { sinceMs: ms(row.tier_since_ms), misses: row.tier_misses, missedAtMs: ms(row.tier_missed_ms) },
    warnings: row.warnings,
    rolePeriods: row.roles,
    erased: row.erased,
  };
}

// bigint columns arrive as text; epoch milliseconds are far below 2^53.
function ms(text: string | null): EpochMs | null {
  return text === null ? null : Number(text);
}
