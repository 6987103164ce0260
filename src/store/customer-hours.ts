import { HOUR_HALF_LIFE_DAYS } from '../domain/best-hour.ts';
import { inTransaction, type Pool } from './pool.ts';

/** What lies further back weighs next to nothing. */
const OLDEST_DAYS = 8 * HOUR_HALF_LIFE_DAYS;
/** A clock that runs fast asks for a day's reckoning every few seconds. */
const LEAST_SYSTEM_MINUTES = 5;
// One worker reckons; the others go on.
const RECKONING = 7_202;

const MAIN_ZONE_OF = (column: string) => `case jsonb_typeof(shop.of_country->trim(c.${column})) when 'array' then shop.of_country->trim(c.${column})->>0
      else shop.of_country->>trim(c.${column}) end`;

// Local hours by the zone in which the customer lives now: a person who moved keeps the rhythm of their day. Names that this database
// does not know as zones would stop everybody's reckoning: their customers count by the shop's.
const RENEW_SQL = `
with zones as materialized (
  select name from pg_timezone_names
), shop as materialized (
  select definition->'shop'->>'timeZone' as zone, definition->'countryZones' as of_country, touchline_now() as now from policy_version where active
), engaged as (
  select customer_id, placed_at as at from orders where kind = 'order' and value > 0 and customer_id is not null
  union all select coalesce(k.merged_into, k.id), m.clicked_at from message m join customer k on k.id = m.customer_id where m.clicked_at is not null
  union all select coalesce(k.merged_into, k.id), m.replied_at from message m join customer k on k.id = m.customer_id where m.replied_at is not null
), weighed as materialized (
  select e.customer_id, trim(c.country) as country, f.tier,
    (extract(isodow from l.local)::int - 1) * 24 + extract(hour from l.local)::int as hour,
    sum(0.5 ^ (extract(epoch from shop.now - e.at) / 86400 / ${HOUR_HALF_LIFE_DAYS})) as weight
  from shop, engaged e join customer c on c.id = e.customer_id join customer_facts f on f.customer_id = e.customer_id,
    lateral (select coalesce(c.time_zone, ${MAIN_ZONE_OF('phone_country')}, ${MAIN_ZONE_OF('country')}, shop.zone) as name) told,
    lateral (select e.at at time zone case when told.name in (select name from zones) then told.name else shop.zone end as local) l
  where e.at <= shop.now and e.at > shop.now - interval '${OLDEST_DAYS} days' and c.erased_at is null and c.merged_into is null
  group by e.customer_id, c.country, f.tier, 4
), own as (
  insert into customer_hours (customer_id, weights)
  select customer_id, jsonb_object_agg(hour, round(weight::numeric, 4)) from weighed group by customer_id order by customer_id
  on conflict (customer_id) do update set weights = excluded.weights where customer_hours.weights <> excluded.weights
), of_all as (
  select coalesce(jsonb_object_agg(hour, round(weight::numeric, 4)), '{}') as weights from (select hour, sum(weight) as weight from weighed group by hour) h
), by_group as (
  select coalesce(jsonb_object_agg(name, weights), '{}') as weights from (
    select coalesce(country, '-') || ' ' || tier as name, jsonb_object_agg(hour, round(weight::numeric, 4)) as weights
    from (select country, tier, hour, sum(weight) as weight from weighed group by country, tier, hour) h group by country, tier) g
)
insert into hour_priors (at, made_system, priors)
select shop.now, clock_timestamp(), jsonb_build_object('all', of_all.weights, 'byGroup', by_group.weights) from shop, of_all, by_group`;

/**
 * Reckons anew in which local hours customers engage: each one's own, those of all and those by country and tier. Once a day of the
 * shop's clock at most; answers whether it was due.
 */
export async function renewCustomerHours(pool: Pool): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const { rowCount } = await tx.query(
      `select 1 where pg_try_advisory_xact_lock(${RECKONING}) and exists (select 1 from policy_version where active)
         and not exists (select 1 from hour_priors where at > touchline_now() - interval '1 day' or made_system > clock_timestamp() - interval '${LEAST_SYSTEM_MINUTES} minutes')`);
    if (rowCount === 0) return false;
    await tx.query(RENEW_SQL);
    return true;
  });
}
