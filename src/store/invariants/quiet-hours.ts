import { insideLegalHours } from '../../domain/legal-hours.ts';
import { outsideQuietHours } from '../../domain/quiet-hours.ts';
import { zoneOf } from '../../domain/zone.ts';
import type { Transaction } from '../pool.ts';
import { findBreaches, type Judge } from './breaches.ts';
import type { ClaimedTouch } from './claimed-touches.ts';
import type { Invariant, Surroundings } from './invariant.ts';

/** Marketing on channels that disturb leaves outside the quiet hours of the customer's place, as the core reads clocks and zones. */
export const QUIET_HOURS: Invariant = {
  id: 'quiet-hours',
  title: 'marketing left in hours that the law of the customer\'s country allows, and outside the shop\'s quiet hours there',
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
    const channelObeys = channels[touch.channel]?.obeysQuietHours ?? true;
    if (touch.purpose !== 'marketing' || !channelObeys) return null;
    const customer = placeThen(touch, zoneLearnedLater.has(touch.messageId));
    const lawful = customer.country === null ? undefined : channels[touch.channel]?.legalHours?.[customer.country];
    return versions
      .filter(({ policy }) => {
        const zone = zoneOf(customer, policy);
        const question = { policy, country: customer.country, zone, purpose: touch.purpose, channelObeys };
        return outsideQuietHours(touch.atMs, question) !== touch.atMs || (lawful !== undefined && insideLegalHours(touch.atMs, lawful, zone) !== touch.atMs);
      })
      .map(({ ordinal }) => ordinal);
  };
}

function placeThen({ countryThen, timeZone }: ClaimedTouch, learnedLater: boolean): { country: string | null; timeZone: string | null } {
  return { country: countryThen, timeZone: learnedLater ? null : timeZone };
}
