import { CARE_DAY_KINDS, type CareDayKind, careDayYear } from '../domain/care-day.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import { zoneOf } from '../domain/zone.ts';
import { lockCustomers } from './customer-lock.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { type ToldEvent, tellEvents } from './told-events.ts';

interface Candidate {
  id: string;
  kind: CareDayKind;
  day: string;
  /** Year of the first order or agreement; null for birthdays and member days. */
  since: number | null;
  country: string | null;
  time_zone: string | null;
  phone_country: string | null;
  now_ms: string;
}

// Whose day it is somewhere on earth, as long as a running campaign waits for such days, and who has not been told of it.
const CANDIDATES_SQL = `
with clock as materialized (
  select touchline_now() as now
), days as materialized (
  select d::date as date, to_char(d, 'MM-DD') as day, extract(month from d)::int * 100 + extract(day from d)::int as number
  from clock, generate_series((clock.now at time zone 'UTC')::date - 1, (clock.now at time zone 'UTC')::date + 1, '1 day') d
  -- Whoever was born on 29 February has the 28th in other years.
  union select make_date(extract(year from clock.now at time zone 'UTC')::int, 2, 28), '02-29', 229 from clock where to_char(clock.now at time zone 'UTC', 'MM-DD') in ('02-27', '02-28', '03-01')
), listening as materialized (
  select distinct kind from campaign c join campaign_version v on v.campaign = c.name and v.ordinal = c.active_ordinal,
    jsonb_array_elements_text(case when jsonb_typeof(v.definition->'entry'->'on') = 'array' then v.definition->'entry'->'on' else '[]' end) kind
  where c.state = 'running' and kind = any($1::text[])
), member_days as materialized (
  select day from policy_version p, jsonb_array_elements_text(coalesce(p.definition->'care'->'memberDays', '[]')) day where p.active and exists (select 1 from listening where kind = 'member-day')
), partners as materialized (
  -- Renewed or not: the first agreement began it.
  select customer_id, min(from_date) as since from agreement where exists (select 1 from listening where kind = 'partnership-anniversary') group by customer_id
), candidates as (
  select c.id, 'birthday' as kind, c.birthday::text as day, null::int as since
  from customer c where exists (select 1 from listening where kind = 'birthday') and c.birthday in (select day from days)
  union all
  select f.customer_id, 'first-order-anniversary', to_char(f.first_order_at at time zone 'UTC', 'MM-DD'), extract(year from f.first_order_at at time zone 'UTC')::int
  from customer_facts f where exists (select 1 from listening where kind = 'first-order-anniversary')
    and extract(month from f.first_order_at at time zone 'UTC')::int * 100 + extract(day from f.first_order_at at time zone 'UTC')::int in (select number from days)
  union all
  select p.customer_id, 'partnership-anniversary', to_char(p.since, 'MM-DD'), extract(year from p.since)::int
  from partners p join days d on d.day = to_char(p.since, 'MM-DD')
  where exists (select 1 from agreement a where a.customer_id = p.customer_id and a.state = 'agreed' and d.date between a.from_date and a.until_date)
  union all
  -- A member is who has bought.
  select f.customer_id, 'member-day', d.day, null from days d join member_days m on m.day = d.day, customer_facts f where f.order_count > 0
)
select a.id, a.kind, a.day, a.since, trim(c.country) as country, c.time_zone, trim(c.phone_country) as phone_country, epoch_ms(clock.now) as now_ms
from clock, candidates a join customer c on c.id = a.id
where c.erased_at is null and c.merged_into is null and not exists (
  select 1 from event_inbox e where e.source = 'care-day' and e.occurred_at > clock.now - interval '4 days' and e.message_id = any(array(
    select a.id || ':' || a.kind || ':' || year || case a.kind when 'member-day' then '-' || a.day else '' end from generate_series(extract(year from clock.now)::int - 1, extract(year from clock.now)::int + 1) year)))
order by a.id, a.kind`;

/**
 * Tells customers whose birthday, anniversary or member day has come, each on their own clock and once. Answers them: they are to be woken.
 * A day on which nobody looked is over: a late greeting is worse than none.
 */
export async function tellCareDays(pool: Pool, source: RulesSource): Promise<CustomerId[]> {
  const { rows } = await pool.query<Candidate>(CANDIDATES_SQL, [CARE_DAY_KINDS]);
  if (rows.length === 0) return [];
  return inTransaction(pool, async (tx) => tell(tx, await dueOf(tx, source, rows)));
}

async function dueOf(tx: Transaction, source: RulesSource, candidates: readonly Candidate[]): Promise<ToldEvent[]> {
  const { policy } = await source.load(tx);
  return candidates.flatMap(({ id, kind, day, since, country, time_zone: timeZone, phone_country: phoneCountry, now_ms: nowMs }) => {
    const customer = { id: toCustomerId(id), zone: zoneOf({ country, timeZone, phoneCountry }, policy) };
    const year = careDayYear(day, customer, Number(nowMs));
    const years = year === null || since === null ? null : year - since;
    if (year === null || years === 0) return [];
    // The message id says which day of which year: told once, however often it is looked. A year may have several member days.
    const messageId = `${id}:${kind}:${year}${kind === 'member-day' ? `-${day}` : ''}`;
    return [{ customerId: customer.id, kind, messageId, properties: years === null ? {} : { years } }];
  });
}

async function tell(tx: Transaction, due: readonly ToldEvent[]): Promise<CustomerId[]> {
  if (due.length === 0) return [];
  const locked = await lockCustomers(tx, due.map(({ customerId }) => customerId));
  return tellEvents(tx, 'care-day', due.filter(({ customerId }) => locked.has(customerId)));
}
