import { festivalPerhapsOn } from '../../domain/festivals.ts';
import { insideLegalHours, zonesByLaw } from '../../domain/legal-hours.ts';
import type { ShopPolicy } from '../../domain/policy.ts';
import { outsideQuietHours } from '../../domain/quiet-hours.ts';
import { countriesOf, type Dwelling, whereabouts } from '../../domain/zone.ts';
import type { Transaction } from '../pool.ts';
import { findBreaches, type Judge } from './breaches.ts';
import type { ClaimedTouch } from './claimed-touches.ts';
import type { Invariant, Surroundings } from './invariant.ts';

/** Marketing on channels that disturb leaves outside the quiet hours of the customer's place, as the core reads clocks and zones. */
export const QUIET_HOURS: Invariant = {
  id: 'quiet-hours',
  title: 'marketing left when the law of the customer\'s country, the shop\'s quiet hours there and its silent festivals allow it',
  remedy: 'compare the instant with the customer\'s zone: npx touchline customer show; report the fault if the zone was known then',
  look: async (tx, around) => findBreaches(tx, 'as-stored', quietHoursJudge(around, await placesThen(tx))),
};

/** What was known of the place of a message's customer when it was claimed. */
type Known = Pick<Dwelling, 'timeZone' | 'phoneCountry'>;

// In system time, when zone and telephone were told: a touch before that was judged by what was known then. Only messages whose
// customer said something new since are named; for all others the customer's row is right.
const PLACES_THEN = `
with told as materialized (
  select id, customer_id, received_system, payload->'traits'->>'timeZone' as zone, payload->'traits'->>'phoneCountry' as phone_country
  from event_inbox where payload->'traits'->>'timeZone' is not null or payload->'traits'->>'phoneCountry' is not null
)
select m.id as message, zone.then as "timeZone", phone.then as "phoneCountry"
from message m join attempt a on a.message_id = m.id and a.fence = m.fence join customer c on c.id = m.customer_id,
  lateral (select case when exists (select 1 from told where customer_id = m.customer_id and received_system >= a.started_system and told.zone is not null)
    then (select told.zone from told where customer_id = m.customer_id and received_system < a.started_system and told.zone is not null order by id desc limit 1) else c.time_zone end as then) zone,
  lateral (select case when exists (select 1 from told where customer_id = m.customer_id and received_system >= a.started_system and told.phone_country is not null)
    then (select told.phone_country from told where customer_id = m.customer_id and received_system < a.started_system and told.phone_country is not null order by id desc limit 1)
    else trim(c.phone_country) end as then) phone
where m.customer_id in (select customer_id from told)`;

async function placesThen(tx: Transaction): Promise<ReadonlyMap<string, Known>> {
  const { rows } = await tx.query<Known & { message: string }>(PLACES_THEN);
  return new Map(rows.map(({ message, ...known }) => [message, known]));
}

function quietHoursJudge({ channels }: Surroundings, places: ReadonlyMap<string, Known>): Judge {
  return (touch, versions) => {
    if (touch.purpose !== 'marketing') return null;
    const channelObeys = channels[touch.channel]?.obeysQuietHours ?? true;
    const customer: Dwelling = { country: touch.countryThen, ...(places.get(touch.messageId) ?? touch) };
    return versions
      .filter(({ policy }) => {
        const { zones: [zone] } = whereabouts(customer, policy);
        const question = { policy, country: customer.country, zone, purpose: touch.purpose, channelObeys };
        return outsideQuietHours(touch.atMs, question) !== touch.atMs || isAgainstTheLaw(touch, { customer, policy }, channels) || isInSilence(touch.atMs, policy, { country: customer.country, zone });
      })
      .map(({ ordinal }) => ordinal);
  };
}

function isAgainstTheLaw(touch: ClaimedTouch, { customer, policy }: { customer: Dwelling; policy: ShopPolicy }, channels: Surroundings['channels']): boolean {
  return countriesOf(customer).some((country) => {
    const law = country === null ? undefined : channels[touch.channel]?.legalHours?.[country];
    return country !== null && law !== undefined
      && insideLegalHours(touch.atMs, law, { country, zones: zonesByLaw(law, country, customer, whereabouts(customer, policy)) }) !== touch.atMs;
  });
}

function isInSilence(ms: number, { silentFestivals, shop }: ShopPolicy, place: { country: string | null; zone: string }): boolean {
  return silentFestivals !== undefined && festivalPerhapsOn(ms, silentFestivals, { ...place, platform: shop.platform }) !== null;
}
