import type { HourWeights } from '../domain/best-hour.ts';
import { type Charge, IN_NOBODYS_CHARGE } from '../domain/charge.ts';
import type { ConsentState, ContactPoint, CustomerFacts, Suppression } from '../domain/customer.ts';
import type { Snapshot } from '../domain/decision.ts';
import type { Enrolment, PastEntry } from '../domain/enrolment.ts';
import type { DomainEvent } from '../domain/event.ts';
import type { OpenGrant, PastGrants } from '../domain/grant.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { CountedTouch, LedgerMessage } from '../domain/message.ts';
import { NO_PROMISES, type PromiseFacts } from '../domain/promise-facts.ts';
import { NOTHING_STATED, type Stated } from '../domain/stated.ts';
import { NO_OFFERS, type ProductOffers } from '../domain/touch-products.ts';
import { countryOfAddress } from '../platform/address-country.ts';
import { AGREEMENTS, AGREEMENTS_CTE, FACT_COLUMNS, type FactsRow, toKnownFacts } from './known-facts.ts';
import { APPROVED_UNTIL } from './draft-content.ts';
import { PROMISES_CTE } from './promise-facts.ts';
import type { Queryable, Statement } from './pool.ts';

/** Events taken in one decision; more wait for the next one, so that a flood cannot grow a transaction without bound. */
export const EVENTS_PER_DECISION = 100;

interface SnapshotRow extends FactsRow {
  contact_points: (ContactPoint & { readonly address: string })[];
  consents: ConsentState[];
  suppressions: Suppression[];
  stated: Partial<Stated>;
  events: DomainEvent[];
  enrolments: Enrolment[];
  past_entries: PastEntry[];
  messages: LedgerMessage[];
  touches: CountedTouch[];
  grants: OpenGrant[];
  past_grants: PastGrants[];
  hours: HourWeights;
  products: ProductOffers | null;
  promises: Omit<PromiseFacts, 'contactAtMs'> | null;
  personal_contact_ms: string | null;
  charge: Charge | null;
}

// Products found for the customer of `a`, those that campaigns name, in $3, and those that events name which the customer has been entered by. Each is looked
// up by its key: an `or` over the table would read every product of the shop in every decision.
const PRODUCT = `lateral (select shop_id, sku, stock, countries_not, class, class_reason->'because' as class_because from product`;
const WANTED_PRODUCTS = `select found.* from jsonb_array_elements(coalesce(a.again, '[]') || coalesce(a.fresh, '[]')) one, ${PRODUCT} where shop_id = one->>'shopId' and sku = one->>'sku' offset 0) found
        union select named.* from shop, (
          select unnest($3::text[]) as code
          union select one->'properties'->>'sku' from events, json_array_elements(list) one where customer_id = one_customer.id
          union select one->'entry'->'properties'->>'sku' from enrolments, json_array_elements(list) one where customer_id = one_customer.id
        ) codes, ${PRODUCT} where shop_id = shop.id and sku in (code, upper(code)) offset 0) named`;

// What was sent to customers who are part of this one stays theirs in the ledger, and counts for this one: `merged` are few, mostly none.
const WITH_PARTS = '$1::uuid[] || array(select id from merged)';
const OWNER = 'coalesce((select merged_into from merged where id = e.customer_id), e.customer_id)';

// One statement for any number of customers: a decision and a page of decisions read the same facts the same way. Each table is
// gone through once for all of them, not once for each: however a plan reads it, a batch costs no more than one pass.
const SNAPSHOT: Statement = { name: 'snapshot', text: `
with moment as materialized (select touchline_now() as at), merged as materialized (
  select id, merged_into from customer where merged_into = any($1::uuid[])
), ${AGREEMENTS_CTE}, points as materialized (
  select customer_id, json_agg(json_build_object('id', id, 'channel', channel, 'state', state, 'sandboxOnly', sandbox_only, 'platform', platform,
    'windowUntilMs', epoch_ms(window_until), 'restUntilMs', epoch_ms(rest_until), 'reachedAtMs', epoch_ms(reached_at), 'address', address) order by id) as list
  from contact_point where customer_id = any($1::uuid[]) group by customer_id
), consents as materialized (
  select customer_id, json_agg(json_build_object('channel', channel, 'purpose', purpose, 'granted', granted, 'confirmed', confirmed, 'atMs', epoch_ms(at))) as list
  from (select distinct on (customer_id, channel, purpose) * from consent where customer_id = any($1::uuid[])
    order by customer_id, channel, purpose, id desc) newest group by customer_id
), suppressions as materialized (
  select customer_id, json_agg(json_build_object('channel', channel, 'purpose', purpose, 'reason', reason) order by id) as list
  from suppression where customer_id = any($1::uuid[]) and lifted_at is null group by customer_id
), said as materialized (
  select customer_id, json_object_agg(kind, value) as list
  from (select distinct on (customer_id, kind) customer_id, kind, value from statement where customer_id = any($1::uuid[]) order by customer_id, kind, id desc) newest group by customer_id
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
    'goalMetAtMs', epoch_ms(goal_met_at), 'visits', visits, 'place', place,
    'entry', (select json_build_object('inboxId', e.id, 'properties', coalesce(e.payload->'properties', '{}')) from event_inbox e where e.id = opened.event_id)) order by entered_at, id) as list
  from opened group by customer_id
), entries as materialized (
  select customer_id, json_agg(json_build_object('campaign', campaign, 'entries', entries, 'lastEnteredAtMs', last_ms)) as list
  from (select ${OWNER} as customer_id, campaign, count(*)::int as entries, epoch_ms(max(entered_at)) as last_ms
    from enrolment e where customer_id = any(${WITH_PARTS}) group by 1, campaign) entered group by customer_id
), messages as materialized (
  select customer_id, json_agg(json_build_object('id', id, 'enrolment', enrolment_id, 'state', state, 'notBeforeMs', epoch_ms(not_before),
    'acceptedAtMs', epoch_ms(accepted_at), 'claimedAtMs', epoch_ms(claimed_at), 'refusalCode', reason->'params'->>'code', 'grant', grant_id, 'approvedUntilMs', case when state in ('approved', 'ready') then (${APPROVED_UNTIL}) end)) as list
  from message m where customer_id = any($1::uuid[]) and id = any(array(select place->>'message' from opened)) group by customer_id
), touches as materialized (
  select ${OWNER} as customer_id, json_agg(json_build_object('messageId', id, 'channel', channel, 'purpose', purpose, 'atMs', epoch_ms(claimed_at)) order by claimed_at) as list
  from message e where customer_id = any(${WITH_PARTS}) and state in ('sending', 'accepted', 'unknown') and bounced_at is null
    and claimed_at > (select at from moment) - make_interval(hours => $2) group by 1
), ${PROMISES_CTE}, charges as materialized (
  select customer_id, json_build_object('person', person, 'team', team) as charge from (select distinct on (customer_id) customer_id, person, team from customer_charge
    where customer_id = any($1::uuid[]) order by customer_id, id desc) newest
), granted as materialized (
  select * from promotion_grant where customer_id = any($1::uuid[]) and state in ('reserved', 'committed', 'used', 'expired')
), carrying as materialized (
  select id, grant_id from message where grant_id = any(array(select id from granted where state in ('reserved', 'committed')))
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
  coalesce((select list from said where customer_id = c.id), '{}') as stated,
  coalesce((select list from events where customer_id = c.id), '[]') as events,
  coalesce((select list from enrolments where customer_id = c.id), '[]') as enrolments,
  coalesce((select list from entries where customer_id = c.id), '[]') as past_entries,
  coalesce((select list from messages where customer_id = c.id), '[]') as messages,
  coalesce((select list from touches where customer_id = c.id), '[]') as touches,
  coalesce((select list from grants where customer_id = c.id), '[]') as grants,
  coalesce((select list from past_grants where customer_id = c.id), '[]') as past_grants,
  (select facts from promised where customer_id = c.id) as promises, epoch_ms(f.last_personal_contact_at) as personal_contact_ms,
  (select charge from charges where customer_id = c.id) as charge,
  coalesce((select weights from customer_hours where customer_id = c.id), '{}') as hours,
  case when $3::text[] is not null then (
    select json_build_object('again', coalesce(a.again, '[]'), 'fresh', coalesce(a.fresh, '[]'), 'known', (
      select coalesce(json_agg(json_build_object('shopId', p.shop_id, 'sku', p.sku, 'onSale', coalesce(p.stock, 1) > 0, 'countriesNot', coalesce(p.countries_not, '{}'),
        'classed', case when p.class is not null then json_build_object('name', p.class, 'because', p.class_because) end) order by p.shop_id, p.sku), '[]')
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
    charge: row.charge ?? IN_NOBODYS_CHARGE,
    promises: { ...(row.promises ?? NO_PROMISES), contactAtMs: row.personal_contact_ms === null ? null : Number(row.personal_contact_ms) },
  };
}

function toFacts(row: SnapshotRow): CustomerFacts {
  // An address says where it belongs, and stays here.
  const contactPoints = row.contact_points.map(({ address, ...point }) => ({ ...point, country: countryOfAddress(address) }));
  return { ...toKnownFacts(row), contactPoints, consents: row.consents, suppressions: row.suppressions, stated: { ...NOTHING_STATED, ...row.stated } };
}
