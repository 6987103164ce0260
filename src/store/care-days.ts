import { type CareDayKind, careDayYear } from '../domain/care-day.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import { zoneOf } from '../domain/zone.ts';
import { lockCustomers } from './customer-lock.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';

interface Candidate {
  id: string;
  kind: CareDayKind;
  day: string;
  /** Of the first order; null for birthdays. */
  since: number | null;
  country: string | null;
  time_zone: string | null;
  phone_country: string | null;
  now_ms: string;
}

// Whose day it is somewhere on earth, as long as a running campaign waits for such days, and who has not been told of this year.
const CANDIDATES_SQL = `
with clock as materialized (
  select touchline_now() as now
), days as materialized (
  select to_char(d, 'MM-DD') as day, extract(month from d)::int * 100 + extract(day from d)::int as number
  from clock, generate_series((clock.now at time zone 'UTC')::date - 1, (clock.now at time zone 'UTC')::date + 1, '1 day') d
  -- Whoever was born on 29 February has the 28th in other years.
  union select '02-29', 229 from clock where to_char(clock.now at time zone 'UTC', 'MM-DD') in ('02-27', '02-28', '03-01')
), listening as materialized (
  select distinct kind from campaign c join campaign_version v on v.campaign = c.name and v.ordinal = c.active_ordinal,
    jsonb_array_elements_text(case when jsonb_typeof(v.definition->'entry'->'on') = 'array' then v.definition->'entry'->'on' else '[]' end) kind
  where c.state = 'running' and kind in ('birthday', 'first-order-anniversary')
), candidates as (
  select c.id, 'birthday' as kind, c.birthday::text as day, null::int as since
  from customer c where exists (select 1 from listening where kind = 'birthday') and c.birthday in (select day from days)
  union all
  select f.customer_id, 'first-order-anniversary', to_char(f.first_order_at at time zone 'UTC', 'MM-DD'), extract(year from f.first_order_at at time zone 'UTC')::int
  from customer_facts f where exists (select 1 from listening where kind = 'first-order-anniversary')
    and extract(month from f.first_order_at at time zone 'UTC')::int * 100 + extract(day from f.first_order_at at time zone 'UTC')::int in (select number from days)
)
select a.id, a.kind, a.day, a.since, trim(c.country) as country, c.time_zone, trim(c.phone_country) as phone_country, epoch_ms(clock.now) as now_ms
from clock, candidates a join customer c on c.id = a.id
where c.erased_at is null and c.merged_into is null and not exists (
  select 1 from event_inbox e where e.source = 'care-day' and e.occurred_at > clock.now - interval '4 days' and e.message_id = any(array(
    select a.id || ':' || a.kind || ':' || year from generate_series(extract(year from clock.now)::int - 1, extract(year from clock.now)::int + 1) year)))
order by a.id, a.kind`;

interface CareDay {
  readonly id: CustomerId;
  readonly kind: CareDayKind;
  readonly year: number;
  /** How many years ago the first order was; null for birthdays. */
  readonly years: number | null;
}

// The message id says which day of which year: told once, however often it is looked.
const TELL_SQL = `
insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
select 'care-day', d.id || ':' || d.kind || ':' || d.year, coalesce(
    (select i.shop_id from identity i where i.customer_id = d.id order by i.shop_id limit 1), (select id from shop order by id limit 1)),
  d.id, d.kind, touchline_now(), clock_timestamp(),
  jsonb_build_object('change', '{"does": "nothing"}'::jsonb, 'properties', case when d.years is null then '{}'::jsonb else jsonb_build_object('years', d.years) end), 'applied', true
from jsonb_to_recordset($1::jsonb) as d(id uuid, kind text, year int, years int) order by d.id, d.kind
on conflict (source, message_id) do nothing returning customer_id`;

/**
 * Tells customers whose birthday or anniversary has come, each on their own clock and once a year. Answers them: they are to be woken.
 * A day on which nobody looked is over: a late greeting is worse than none.
 */
export async function tellCareDays(pool: Pool, source: RulesSource): Promise<CustomerId[]> {
  const { rows } = await pool.query<Candidate>(CANDIDATES_SQL);
  if (rows.length === 0) return [];
  return inTransaction(pool, async (tx) => tell(tx, await dueOf(tx, source, rows)));
}

async function dueOf(tx: Transaction, source: RulesSource, candidates: readonly Candidate[]): Promise<CareDay[]> {
  const { policy } = await source.load(tx);
  return candidates.flatMap(({ id, kind, day, since, country, time_zone: timeZone, phone_country: phoneCountry, now_ms: nowMs }) => {
    const customer = { id: toCustomerId(id), zone: zoneOf({ country, timeZone, phoneCountry }, policy) };
    const year = careDayYear(day, customer, Number(nowMs));
    const years = year === null || since === null ? null : year - since;
    return year === null || years === 0 ? [] : [{ id: customer.id, kind, year, years }];
  });
}

async function tell(tx: Transaction, due: readonly CareDay[]): Promise<CustomerId[]> {
  if (due.length === 0) return [];
  const locked = await lockCustomers(tx, due.map(({ id }) => id));
  const { rows } = await tx.query<{ customer_id: string }>(TELL_SQL, [JSON.stringify(due.filter(({ id }) => locked.has(id)))]);
  return [...new Set(rows.map((row) => toCustomerId(row.customer_id)))];
}
