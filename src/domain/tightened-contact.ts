import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS } from './instant.ts';
import type { Level } from './customer.ts';
import type { PromisedUntil } from './promised-time.ts';
import type { SlaPolicy } from './sla-policy.ts';
import { soonest, type TightenedPromise, type Tightening } from './tightened-promise.ts';

/** Regular contact as one campaign promises it to whoever is in it. */
export interface CampaignContact {
  readonly sinceMs: EpochMs;
  readonly everyMs: number;
}

interface ContactScene {
  readonly level: Level;
  readonly policy: Pick<SlaPolicy, 'contact'>;
  readonly tightened?: readonly Tightening[];
}

/** No more often than touches can be prepared: each would be asked for before the last one has left. */
export function contactOfCampaigns({ tightened = [], policy: { contact } }: ContactScene): readonly CampaignContact[] {
  const leastMs = (contact.prepareBeforeHours + 1) * HOUR_MS;
  return tightened.flatMap(({ promises, sinceMs }) => (promises.contact === undefined ? [] : [{ sinceMs, everyMs: Math.max(promises.contact.minutes * MINUTE_MS, leastMs) }]));
}

/** The days between two contacts at most, by the level where it is promised any, and by the campaigns. */
export function contactDays(scene: ContactScene): number {
  const { level, policy: { contact } } = scene;
  const byCampaigns = contactOfCampaigns(scene).map(({ everyMs }) => everyMs / DAY_MS);
  const byLevel = contact.levels.includes(level) || byCampaigns.length === 0 ? [contact.everyDays] : [];
  return Math.min(...byLevel, ...byCampaigns);
}

/** When contact is due that is promised every so often, counted from an instant. */
export const contactUntil = (everyMs: number, warnShare: number) => (fromMs: EpochMs): PromisedUntil => ({ warnAtMs: fromMs + Math.round(everyMs * warnShare), dueAtMs: fromMs + everyMs });

/** Regular contact by the earlier of what a level gets and what campaigns promise, who may promise it alone. Nobody is late at the instant at which it is promised. */
export function tightenedContact(own: (fromMs: EpochMs) => PromisedUntil, campaigns: readonly CampaignContact[], { nowMs, warnShare }: { readonly nowMs: EpochMs; readonly warnShare: number }): TightenedPromise {
  const dueBy = ({ sinceMs, everyMs }: CampaignContact, fromMs: EpochMs) => {
    const countedMs = Math.max(sinceMs, fromMs);
    return contactUntil(everyMs, warnShare)(countedMs + everyMs > nowMs ? countedMs : nowMs);
  };
  return {
    until: (fromMs) => soonest([own(fromMs), ...campaigns.map((one) => dueBy(one, fromMs))]),
    anew: soonest(campaigns.filter(({ sinceMs }) => sinceMs === nowMs).map((one) => dueBy(one, nowMs))),
  };
}
