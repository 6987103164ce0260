import { NO_HOURS, USUAL_BEST_HOUR } from '../../src/domain/best-hour.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { Campaign, ChooseStep, RunningCampaign, SendStep, Step, Target, WaitStep } from '../../src/domain/campaign.ts';
import type { CustomerFacts, Feedback, Standing } from '../../src/domain/customer.ts';
import type { Rules, Snapshot } from '../../src/domain/decision.ts';
import type { Enrolment } from '../../src/domain/enrolment.ts';
import type { AnyEventKind, DomainEvent } from '../../src/domain/event.ts';
import { enrolmentId, messageId, toCampaignName, toContactPointId, toCustomerId, toMessageId, toStepId } from '../../src/domain/ids.ts';
import { DAY_MS, type EpochMs } from '../../src/domain/instant.ts';
import type { CountedTouch, LedgerMessage } from '../../src/domain/message.ts';
import type { CutPoints, ShopPolicy } from '../../src/domain/policy.ts';
import { NOTHING_STATED } from '../../src/domain/stated.ts';
import { NO_OFFERS } from '../../src/domain/touch-products.ts';
import { NO_SHOP_PRODUCTS } from '../../src/domain/product-offer.ts';
import { NO_RATES } from '../../src/domain/promotion-preference.ts';
import { NO_PROMOTIONS } from '../../src/domain/promotion.ts';

/** Tuesday 6 December 2011, 11:00 in London and 12:00 in Berlin: a decent hour on a working day. */
export const NOW_MS: EpochMs = Date.UTC(2011, 11, 6, 11, 0);

/** An instant of the test's calendar, in universal time. */
export const at = (iso: string): EpochMs => Date.parse(`${iso}Z`);

export const NO_FEEDBACK: Feedback = { reviewCount: 0, ratingSum: 0, activityCount: 0, returnCount: 0, satisfactionCount: 0, satisfactionSum: 0 };

export const aStanding = (over: Partial<Standing> = {}): Standing =>
  ({ stage: 'purchasing', lifeCycle: 'active', tier: 'C', marks: [], level: 4, ...over });

/** 5 % off all of 2011 and 2012. */
export const anAgreement = (over: Partial<Agreement> = {}): Agreement => ({ id: 1, from: '2011-01-01', until: '2012-12-31', discountShare: 0.05, rebate: null, termValue: 0, ...over });

/** A buyer in Germany with two orders, the last ten days ago, whose mail address works and who has agreed to marketing. */
export function aCustomer(over: Partial<CustomerFacts> = {}): CustomerFacts {
  return {
    id: toCustomerId('0b5c7a52-3f6e-4a8a-9d20-000000000001'),
    country: 'DE', language: 'de', timeZone: null, phoneCountry: null, preferredChannel: null, lastReplyChannel: null,
    firstOrderAtMs: NOW_MS - 100 * DAY_MS, lastOrderAtMs: NOW_MS - 10 * DAY_MS, orderCount: 2, currency: 'GBP',
    grossValue: 500_0000, cancelledValue: 0, largestOrder: 300_0000, contribution: 500_0000, contributionParts: null, usualGapHours: 30 * 24,
    recentOrders: [{ atMs: NOW_MS - 100 * DAY_MS, value: 300_0000 }, { atMs: NOW_MS - 10 * DAY_MS, value: 200_0000 }],
    inquiryCount: 0, inquiryQuality: 'none', feedback: NO_FEEDBACK, agreements: [], lastInquiryAtMs: null, lastComplaintAtMs: null, lastReturnAtMs: null, lastReplyAtMs: null, lastClickAtMs: null, lastContactAtMs: null, unansweredTouches: 0,
    recencyScore: 3, frequencyScore: 3, monetaryScore: 3,
    standing: aStanding(),
    tierRecord: { sinceMs: NOW_MS - 200 * DAY_MS, misses: 0, missedAtMs: null },
    warnings: [], rolePeriods: [], openReturns: 0, openInquiries: [],
    contactPoints: [{ id: toContactPointId('point-1'), channel: 'email', state: 'valid', sandboxOnly: false }],
    consents: [{ channel: 'email', purpose: 'marketing', granted: true, atMs: NOW_MS - 100 * DAY_MS }],
    suppressions: [], stated: NOTHING_STATED, erased: false,
    ...over,
  };
}

/** A shop in London without quiet hours, windows or caps: each test adds the rule it is about. */
export function aPolicy(over: Partial<ShopPolicy> = {}): ShopPolicy {
  return {
    shop: { id: 'main', title: 'Gift Shop', platform: 'own', currency: 'GBP', timeZone: 'Europe/London' },
    sender: {
      legalName: 'Gift Shop Ltd', postalAddress: '1 Example Street, London', fromName: 'Gift Shop',
      fromAddress: 'hello@shop.example', replyTo: 'hello@shop.example', domain: 'shop.example',
    },
    languages: { fallback: 'en' },
    stages: { loyalFromOrders: 4 },
    silence: {
      newForDays: 30, atRiskGaps: 2, atRiskFloorDays: 45, atRiskCeilingDays: 120,
      lapsedGaps: 4, lapsedFloorDays: 120, lapsedCeilingDays: 365, usualGapDays: 60,
    },
    tiers: [
      { tier: 'A', title: { en: 'Gold' }, topShare: 0.05 }, { tier: 'B', title: { en: 'Silver' }, topShare: 0.2 },
      { tier: 'C', title: { en: 'Bronze' }, topShare: 0.5 }, { tier: 'D', title: { en: 'Member' }, topShare: 1 },
    ],
    tierReview: { windowDays: 180, keepShare: 0.8, misses: 2, floorDays: 90 },
    promotions: NO_PROMOTIONS, bestHour: USUAL_BEST_HOUR, capacity: null,
    marks: { vip: { topShare: 0.02 }, core: { topShare: 0.05 }, quality: null },
    levels: [
      { level: 1, when: { fact: 'mark', test: { in: ['vip', 'core'] } } },
      { level: 2, when: { fact: 'tier', test: { is: 'A' } } },
      { level: 3, when: { fact: 'tier', test: { is: 'B' } } },
      { level: 4, when: null },
    ],
    quietHours: {}, sendWindow: { byTier: {}, otherwise: null }, caps: [],
    enrolments: { longest: { unit: 'days', count: 90 } },
    segments: {}, unknownOutcome: { service: 'list' },
    countryZones: { DE: 'Europe/Berlin', GB: 'Europe/London', BR: 'America/Sao_Paulo', US: 'America/New_York' },
    ...over,
  };
}

export const theCutPoints = (over: Partial<CutPoints> = {}): CutPoints => ({
  version: 1, tierFromValue: { A: 5000_0000, B: 2000_0000, C: 400_0000, D: 0 }, vipFromValue: 10_000_0000, coreFromOrders: 12, ...over,
});

export const step = (id: string): Target => ({ step: toStepId(id) });
export const exit = (word = 'done'): Target => ({ exit: word });

export const aSend = (id: string, next: Target = exit(), over: Partial<SendStep> = {}): SendStep =>
  ({ kind: 'send', id: toStepId(id), template: 'hello', channels: ['email'], goodFor: { unit: 'days', count: 3 }, next, ...over });

export const aWait = (id: string, next: Target = exit(), over: Partial<WaitStep> = {}): WaitStep =>
  ({ kind: 'wait', id: toStepId(id), for: [], timeout: { unit: 'days', count: 7 }, on: {}, next, ...over });

export const aChoice = (id: string, over: Partial<ChooseStep> = {}): ChooseStep =>
  ({ kind: 'choose', id: toStepId(id), branches: [], otherwise: exit(), ...over });

/** One mail, then the end; entered by a run, for everybody. */
export function aCampaign(over: Partial<Omit<Campaign, 'name'>> & { readonly name?: string } = {}): Campaign {
  const { name = 'win-back', ...rest } = over;
  return {
    name: toCampaignName(name), title: { en: 'Win back' }, goal: null, purpose: 'marketing',
    entry: { kind: 'audience' }, reEntry: { after: null },
    audience: { stages: null, lifeCycles: null, tiers: null, marks: null, levels: null, countries: null, where: null, holdoutShare: 0 },
    segments: {}, steps: [aSend('nudge')], sendWindow: null, caps: [], exitWhen: [],
    schedule: { startAtMs: null, repeat: null, endAfter: null },
    templates: { hello: { email: { en: 'hash-en', de: 'hash-de' } } }, fallbackLocale: 'en',
    ...rest,
  };
}

/** A running, active version. Steps may stand first, for short tests. */
export function aRunning(campaign: Campaign = aCampaign(), over: Partial<RunningCampaign> = {}): RunningCampaign {
  return { campaign, ordinal: 1, active: true, state: 'running', lateRule: 'catch-up', resumedAtMs: null, ...over };
}

export const campaignOf = (...steps: readonly Step[]): Campaign => aCampaign({ steps });

export function someRules(over: Partial<Rules> = {}): Rules {
  return {
    policy: aPolicy(), cutPoints: theCutPoints(), campaigns: [aRunning()],
    channels: { email: { obeysQuietHours: true, staysLocal: false }, letter: { obeysQuietHours: false, staysLocal: false }, outbox: { obeysQuietHours: true, staysLocal: true } },
    purses: [], rates: NO_RATES, hours: NO_HOURS, products: NO_SHOP_PRODUCTS,
    ...over,
  };
}

export function aSnapshot(over: Partial<Snapshot> = {}): Snapshot {
  return { nowMs: NOW_MS, customer: aCustomer(), events: [], enrolments: [], pastEntries: [], messages: [], touches: [], grants: [], pastGrants: [], hours: {}, products: NO_OFFERS, ...over };
}

/** An enrolment held due now at its campaign's first step. */
export function anEnrolment(over: Partial<Omit<Enrolment, 'campaign'>> & { readonly campaign?: string } = {}): Enrolment {
  const { campaign = 'win-back', ...rest } = over;
  const customer = aCustomer().id;
  const first = toStepId('nudge');
  return {
    id: enrolmentId(toCampaignName(campaign), customer, 1), campaign: toCampaignName(campaign), ordinal: 1, customer, entryNumber: 1, runId: 'run-1',
    enteredAtMs: NOW_MS, expiresAtMs: NOW_MS + 90 * DAY_MS, goalMetAtMs: null, visits: { nudge: 1 },
    place: { kind: 'held', step: first, dueAtMs: NOW_MS, untilMs: NOW_MS, because: { code: 'step-reached', params: {} } },
    ...rest,
  };
}

/** The enrolment with its message of that step on its way. */
export function sendingAt(enrolment: Enrolment, id: string, channel = 'email', dueAtMs = NOW_MS): Enrolment {
  const occurrence = enrolment.visits[id] ?? 1;
  const message = messageId(enrolment.id, toStepId(id), occurrence, channel);
  return { ...enrolment, visits: { ...enrolment.visits, [id]: occurrence }, place: { kind: 'sending', step: toStepId(id), dueAtMs, message } };
}

/** The ledger's row for an enrolment that stands at `sending`. */
export function messageOf(enrolment: Enrolment, over: Partial<LedgerMessage> = {}): LedgerMessage {
  const { place } = enrolment;
  if (place.kind !== 'sending') throw new Error(`no message at a place of kind ${place.kind}`);
  return { id: place.message, enrolment: enrolment.id, state: 'ready', notBeforeMs: null, acceptedAtMs: null, refusalCode: null, grant: null, ...over };
}

export const anEvent = (kind: AnyEventKind, over: Partial<DomainEvent> = {}): DomainEvent =>
  ({ inboxId: 1, kind, occurredAtMs: NOW_MS, properties: {}, ...over });

let touchNumber = 0;
export function aTouch(atMs: EpochMs, over: Partial<CountedTouch> = {}): CountedTouch {
  touchNumber += 1;
  return { messageId: toMessageId(`other:1/step/${touchNumber}/email`), channel: 'email', purpose: 'marketing', atMs, ...over };
}
