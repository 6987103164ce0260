import { festivalPerhapsOn } from '../../domain/festivals.ts';
import { insideLegalHours, zonesByLaw } from '../../domain/legal-hours.ts';
import type { ShopPolicy } from '../../domain/policy.ts';
import { outsideQuietHours } from '../../domain/quiet-hours.ts';
import { zoneOf } from '../../domain/zone.ts';
import type { Transaction } from '../pool.ts';
import { findBreaches, type Judge } from './breaches.ts';
import type { ClaimedTouch } from './claimed-touches.ts';
import type { Invariant, Surroundings } from './invariant.ts';

/** Marketing on channels that disturb leaves outside the quiet hours of the customer's place, as the core reads clocks and zones. */
export const QUIET_HOURS: Invariant = {
  id: 'quiet-hours',
  title: 'marketing left when the law of the customer\'s country, the shop\'s quiet hours there and its silent festivals allow it',
  remedy: 'compare the instant with the customer\'s zone: npx touchline customer show; report the fault if the zone was known then',
  look: async (tx, around) => findBreaches(tx, 'as-stored', quietHoursJudge(around, await zonesLearned(tx))),
};

// In system time, when the customer's zone was told: a touch before that was judged by the country's zone.
async function zonesLearned(tx: Transaction): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ message: string }>(`
    select m.id as message from event_inbox e join message m on m.customer_id = e.customer_id join attempt a on a.message_id = m.id and a.fence = m.fence
    where e.payload->'traits'->>'timeZone' is not null and e.received_system >= a.started_system
      and not exists (select 1 from event_inbox f where f.customer_id = e.customer_id and f.payload->'traits'->>'timeZone' is not null
        and f.received_system < a.started_system)`);
  return new Set(rows.map(({ message }) => message));
}

function quietHoursJudge({ channels }: Surroundings, zoneLearnedLater: ReadonlySet<string>): Judge {
  return (touch, versions) => {
    if (touch.purpose !== 'marketing') return null;
    const channelObeys = channels[touch.channel]?.obeysQuietHours ?? true;
    const customer = placeThen(touch, zoneLearnedLater.has(touch.messageId));
    return versions
      .filter(({ policy }) => {
        const zone = zoneOf(customer, policy);
        const question = { policy, country: customer.country, zone, purpose: touch.purpose, channelObeys };
        return outsideQuietHours(touch.atMs, question) !== touch.atMs || isAgainstTheLaw(touch, customer, channels) || isInSilence(touch.atMs, policy, { country: customer.country, zone });
      })
      .map(({ ordinal }) => ordinal);
  };
}

type PlaceThen = ReturnType<typeof placeThen>;

function isAgainstTheLaw(touch: ClaimedTouch, customer: PlaceThen, channels: Surroundings['channels']): boolean {
  const { country } = customer;
  const law = country === null ? undefined : channels[touch.channel]?.legalHours?.[country];
  return country !== null && law !== undefined && insideLegalHours(touch.atMs, law, { country, zones: zonesByLaw(law, customer) }) !== touch.atMs;
}

function isInSilence(ms: number, { silentFestivals, shop }: ShopPolicy, place: { country: string | null; zone: string }): boolean {
  return silentFestivals !== undefined && festivalPerhapsOn(ms, silentFestivals, { ...place, platform: shop.platform }) !== null;
}

function placeThen({ countryThen, timeZone }: ClaimedTouch, learnedLater: boolean): { country: string | null; timeZone: string | null } {
  return { country: countryThen, timeZone: learnedLater ? null : timeZone };
}
