import type { Cap, Duration, RunningCampaign } from '../../../src/domain/campaign.ts';
import type { ConsentState } from '../../../src/domain/customer.ts';
import type { Rules, Snapshot } from '../../../src/domain/decision.ts';
import type { PastEntry } from '../../../src/domain/enrolment.ts';
import type { DomainEvent } from '../../../src/domain/event.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/instant.ts';
import { NO_HOURS } from '../../../src/domain/best-hour.ts';
import { NO_OFFERS } from '../../../src/domain/touch-products.ts';
import { NO_SHOP_PRODUCTS } from '../../../src/domain/product-offer.ts';
import { NO_RATES } from '../../../src/domain/promotion-preference.ts';
import { EVENTS_PER_DECISION } from '../../../src/store/snapshot.ts';
import type { EventRow, MemoryDatabase } from './tables.ts';
import { NOTHING_STATED } from '../../../src/domain/stated.ts';

/** src/store/rules.ts: the active version of every campaign, and older ones that an open enrolment or an unfinished run still needs. */
export function loadRules(db: MemoryDatabase): Rules & { readonly capWindowHours: number } {
  const campaigns: RunningCampaign[] = db.versions
    .where(({ campaign, ordinal }) => db.campaigns.get(campaign)!.activeOrdinal === ordinal
      || db.enrolments.some((enrolment) => enrolment.open && enrolment.campaign === campaign && enrolment.ordinal === ordinal)
      || db.runs.some((run) => run.campaign === campaign && run.ordinal === ordinal && run.state !== 'finished' && run.state !== 'cancelled'))
    .toSorted((a, b) => (a.campaign === b.campaign ? a.ordinal - b.ordinal : a.campaign < b.campaign ? -1 : 1))
    .map(({ campaign, ordinal, definition }) => {
      const { state, activeOrdinal, lateRule, resumedAtMs } = db.campaigns.get(campaign)!;
      return { campaign: definition, ordinal, active: ordinal === activeOrdinal, state, lateRule, resumedAtMs };
    });
  const caps = [...db.policy.caps, ...campaigns.flatMap(({ campaign }) => campaign.caps)];
  return {
    policy: db.policy, cutPoints: null, campaigns, channels: db.channels, purses: [], rates: NO_RATES, hours: NO_HOURS, products: NO_SHOP_PRODUCTS,
    capWindowHours: Math.max(24, ...caps.map((cap: Cap) => hoursOf(cap.per) + 24)),
  };
}

const UNIT_MS = { minutes: MINUTE_MS, hours: HOUR_MS, days: DAY_MS, weeks: 7 * DAY_MS } as const;
const hoursOf = ({ unit, count }: Duration) => (count * UNIT_MS[unit]) / HOUR_MS;

/** src/store/snapshot.ts: everything a decision may look at. */
export function loadSnapshot(db: MemoryDatabase, id: CustomerId, capWindowHours: number): Snapshot {
  const nowMs = db.now();
  const { country, language, timeZone, erased, facts } = db.customers.get(id)!;
  const enrolled = db.enrolments.where((row) => row.customer === id);
  const open = enrolled.filter((row) => row.open);
  const points = db.points.where(({ customerId }) => customerId === id).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const since = nowMs - Math.ceil(capWindowHours) * HOUR_MS;
  return {
    nowMs,
    customer: {
      id, country, language, timeZone, phoneCountry: null, preferredChannel: null, lastReplyChannel: null, erased, currency: null, feedback: { reviewCount: 0, ratingSum: 0, activityCount: 0, returnCount: 0, satisfactionCount: 0, satisfactionSum: 0 }, openReturns: 0, openInquiries: [], inquiryQuality: 'none', agreements: [], ...facts,
      contactPoints: points.map(({ id: point, channel, state, sandboxOnly }) => ({ id: point, channel, state, sandboxOnly })),
      consents: newestConsents(db, id),
      suppressions: db.suppressions.where(({ customerId, liftedAtMs }) => customerId === id && liftedAtMs === null)
        .map(({ channel, purpose, reason }) => ({ channel, purpose, reason })),
      stated: NOTHING_STATED,
    },
    events: appliedEvents(db, id).slice(0, EVENTS_PER_DECISION).map(toEvent),
    enrolments: open.toSorted((a, b) => a.enteredAtMs - b.enteredAtMs || (a.id < b.id ? -1 : 1))
      .map(({ open: _open, endedAtMs: _endedAtMs, endReason: _endReason, ...enrolment }) => enrolment),
    pastEntries: pastEntries(enrolled),
    messages: open.flatMap(({ place }) => {
      const message = place.kind === 'sending' ? db.messages.get(place.message) : undefined;
      return message === undefined ? [] : [{
        id: message.id, enrolment: message.enrolment, state: message.state, notBeforeMs: message.notBeforeMs, acceptedAtMs: message.acceptedAtMs,
        refusalCode: codeOf(message.reason?.params['code']), grant: null,
      }];
    }),
    grants: [], pastGrants: [], hours: {}, products: NO_OFFERS,
    touches: db.messages
      .where((row) => row.customerId === id && (row.state === 'sending' || row.state === 'accepted' || row.state === 'unknown') && (row.claimedAtMs ?? 0) > since)
      .toSorted((a, b) => a.claimedAtMs! - b.claimedAtMs!)
      .map((row) => ({ messageId: row.id, channel: row.channel, purpose: row.purpose, atMs: row.claimedAtMs! })),
  };
}

const codeOf = (code: string | number | undefined) => (code === undefined ? null : String(code));

/** Events that intake has applied and no decision has taken in, in the order of the inbox. */
export function appliedEvents(db: MemoryDatabase, id: CustomerId): EventRow[] {
  return db.events.where(({ customerId, status }) => customerId === id && status === 'applied').toSorted((a, b) => a.inboxId - b.inboxId);
}

const toEvent = ({ inboxId, kind, occurredAtMs, properties }: EventRow): DomainEvent => ({ inboxId, kind: kind as DomainEvent['kind'], occurredAtMs, properties });

function newestConsents(db: MemoryDatabase, id: CustomerId): ConsentState[] {
  const newest = new Map<string, ConsentState>();
  for (const { channel, purpose, granted, atMs } of db.consents.where(({ customerId }) => customerId === id)) {
    newest.set(`${channel}/${purpose}`, { channel, purpose, granted, atMs });
  }
  return [...newest.values()];
}

function pastEntries(enrolled: readonly { readonly campaign: PastEntry['campaign']; readonly enteredAtMs: number }[]): PastEntry[] {
  const past = new Map<string, PastEntry>();
  for (const { campaign, enteredAtMs } of enrolled) {
    const known = past.get(campaign);
    past.set(campaign, { campaign, entries: (known?.entries ?? 0) + 1, lastEnteredAtMs: Math.max(known?.lastEnteredAtMs ?? enteredAtMs, enteredAtMs) });
  }
  return [...past.values()];
}
