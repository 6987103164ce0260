import { ruleAt } from '../../domain/dated.ts';
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
const LAST_TOLD = (trait: string) => `(select f.payload->'traits'->>'${trait}' from event_inbox f where f.customer_id = later.customer_id
    and f.payload->'traits'->>'${trait}' is not null and f.received_system < later.started_system order by f.id desc limit 1)`;
const PLACES_THEN = `
with later as (
  select m.id as message, m.customer_id, a.started_system, bool_or(e.payload->'traits'->>'timeZone' is not null) as zone, bool_or(e.payload->'traits'->>'phoneCountry' is not null) as phone
  from event_inbox e join message m on m.customer_id = e.customer_id join attempt a on a.message_id = m.id and a.fence = m.fence
  where (e.payload->'traits'->>'timeZone' is not null or e.payload->'traits'->>'phoneCountry' is not null) and e.received_system >= a.started_system
  group by m.id, m.customer_id, a.started_system
)
select later.message, case when later.zone then ${LAST_TOLD('timeZone')} else c.time_zone end as "timeZone",
  case when later.phone then ${LAST_TOLD('phoneCountry')} else trim(c.phone_country) end as "phoneCountry"
from later join customer c on c.id = later.customer_id
union all
-- What a merge filled in was not known before it.
select m.id, case when not 'timeZone' = any(g.filled) then c.time_zone end, case when not 'phoneCountry' = any(g.filled) then trim(c.phone_country) end
from customer_merge g join message m on m.customer_id = g.into_id and m.claimed_at <= g.at join customer c on c.id = g.into_id where g.filled && '{timeZone,phoneCountry}'`;

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
    const versions = country === null ? undefined : channels[touch.channel]?.legalHours?.[country];
    if (country === null || versions === undefined) return false;
    const law = ruleAt(versions, touch.atMs);
    return insideLegalHours(touch.atMs, law, { country, zones: zonesByLaw(law, country, customer, whereabouts(customer, policy)) }) !== touch.atMs;
  });
}

function isInSilence(ms: number, { silentFestivals, shop }: ShopPolicy, place: { country: string | null; zone: string }): boolean {
  return silentFestivals !== undefined && festivalPerhapsOn(ms, silentFestivals, { ...place, platform: shop.platform }) !== null;
}
