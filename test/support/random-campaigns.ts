import fc from 'fast-check';
import { type Campaign, type Duration, type LocalWindow, NEXT_ORDER_DUE, type RunningCampaign, type Step, type Target } from '../../src/domain/campaign.ts';
import { type CustomerFacts, WARNING_SIGNS } from '../../src/domain/customer.ts';
import { type AnyEventKind, type DomainEvent, EVENT_KINDS } from '../../src/domain/event.ts';
import { toContactPointId, toCustomerId } from '../../src/domain/ids.ts';
import { DAY_MS } from '../../src/domain/instant.ts';
import type { ShopPolicy, WarningRules } from '../../src/domain/policy.ts';
import { because } from '../../src/domain/reason.ts';
import type { Region } from '../../src/domain/region.ts';
import { aCampaign, aChoice, aCustomer, aPolicy, aRunning, aSend, aStanding, aWait, exit, NOW_MS, step } from './builders.ts';

const kinds = fc.subarray<AnyEventKind>(['order.placed', 'clicked', 'replied', 'inquiry.received', 'became-at-risk', 'warned-of-silence', 'warned-of-unanswered'], { maxLength: 3 });
const duration: fc.Arbitrary<Duration> = fc.record({
  unit: fc.constantFrom('minutes', 'hours', 'days', 'weeks'), count: fc.integer({ min: 0, max: 5 }),
});
const target = (count: number): fc.Arbitrary<Target> =>
  fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: count - 1 }).map((index) => step(`s${index}`)) }, { weight: 1, arbitrary: fc.constant(exit()) });

function aStep(id: string, count: number): fc.Arbitrary<Step> {
  const to = target(count);
  return fc.oneof(
    fc.record({ next: to, goodFor: fc.record({ unit: fc.constantFrom('hours', 'days'), count: fc.integer({ min: 1, max: 5 }) }) }).map(({ next, goodFor }) => aSend(id, next, { goodFor, channels: ['email', 'outbox'] })),
    fc.record({ next: to, timeout: fc.oneof({ weight: 4, arbitrary: duration }, { weight: 1, arbitrary: fc.constant(NEXT_ORDER_DUE) }), awaited: kinds, other: to }).map(({ next, timeout, awaited, other }) =>
      aWait(id, next, { timeout, for: awaited, on: awaited[0] === undefined ? {} : { [awaited[0]]: other } })),
    fc.record({ to, otherwise: to, orders: fc.integer({ min: 0, max: 5 }) }).map(({ to: branch, otherwise, orders }) =>
      aChoice(id, { branches: [{ when: { fact: 'orderCount', test: { atLeast: orders } }, to: branch }], otherwise })),
  );
}

/** Campaigns with any steps in any order, loops included. */
function anyCampaign(name: string): fc.Arbitrary<Campaign> {
  return fc.integer({ min: 1, max: 5 }).chain((count) => fc.record({
    steps: fc.tuple(...Array.from({ length: count }, (_, index) => aStep(`s${index}`, count))),
    exitWhen: kinds,
    purpose: fc.constantFrom('marketing', 'service'),
    entry: fc.oneof(
      fc.constant({ kind: 'audience' as const }),
      fc.record({ kind: fc.constant('event' as const), on: kinds, when: fc.constant(null) }),
    ),
    reEntry: fc.record({ after: fc.option(duration) }),
    holdoutShare: fc.constantFrom(0, 0, 0, 0.3, 1),
  })).map(({ holdoutShare, ...rest }) => aCampaign({
    name, ...rest, audience: { ...aCampaign().audience, holdoutShare },
    templates: { hello: { email: { en: 'e' }, outbox: { en: 'o' } } },
  }));
}

export const anyRunning = (name: string): fc.Arbitrary<RunningCampaign> => fc.record({
  campaign: anyCampaign(name),
  state: fc.oneof({ weight: 8, arbitrary: fc.constant('running' as const) }, { weight: 2, arbitrary: fc.constantFrom('paused', 'cancelled', 'finished', 'draft') }),
  lateRule: fc.constantFrom('catch-up', 'skip'),
  resumedAtMs: fc.option(fc.integer({ min: NOW_MS - 9 * DAY_MS, max: NOW_MS })),
}).map(({ campaign, ...over }) => aRunning(campaign, over));

/** Once in six times something else than the usual. */
const seldom = <Value>(other: fc.Arbitrary<Value>, usual: Value): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 1, arbitrary: other }, { weight: 5, arbitrary: fc.constant(usual) });

/** Rules for every sign, low enough to be raised. */
export const ALL_WARNINGS: WarningRules = {
  silence: { gaps: 1.5, floorDays: 10 }, fallingFrequency: { lastGaps: 2, longerThan: 1.5, floorDays: 5, fromOrders: 4 },
  fallingBasket: { lastOrders: 3, belowShare: 0.6, fromOrders: 4 }, unanswered: { touches: 2 }, returned: { withinDays: 14 }, complaint: { withinDays: 30 },
};

type Consents = CustomerFacts['consents'];
const AGREED: Consents = [{ channel: 'email', purpose: 'marketing', granted: true, atMs: 1 }, { channel: 'outbox', purpose: 'marketing', granted: true, atMs: 1 }];
const REFUSED: Consents = [{ channel: 'email', purpose: 'marketing', granted: false, atMs: 2 }, { channel: 'email', purpose: 'service', granted: false, atMs: 2 }];
const SUPPRESSIONS: CustomerFacts['suppressions'] = [
  { channel: 'email', purpose: 'marketing', reason: 'unsubscribed' }, { channel: 'email', purpose: '*', reason: 'bounced' }, { channel: '*', purpose: '*', reason: 'legal' },
];

/** Customers with every kind of reason not to be contacted, and some without. */
export const anyCustomer: fc.Arbitrary<CustomerFacts> = fc.record({
  id: fc.uuid(),
  country: fc.constantFrom(null, 'DE', 'US', 'BR'),
  orderCount: fc.integer({ min: 0, max: 14 }),
  silentDays: fc.integer({ min: 0, max: 500 }),
  erased: seldom(fc.constant(true), false),
  unansweredTouches: fc.integer({ min: 0, max: 6 }),
  lastReturnAtMs: fc.constantFrom(null, NOW_MS - 3 * DAY_MS, NOW_MS - 40 * DAY_MS),
  lastComplaintAtMs: fc.constantFrom(null, null, NOW_MS - 20 * DAY_MS),
  warned: fc.subarray([...WARNING_SIGNS]),
  baskets: fc.array(fc.integer({ min: 1, max: 500_0000 }), { maxLength: 8 }),
  consents: seldom(fc.subarray([...AGREED, ...REFUSED]), AGREED),
  suppressions: seldom(fc.subarray([...SUPPRESSIONS], { minLength: 1 }), []),
  points: fc.array(fc.record({
    channel: fc.constantFrom('email', 'outbox'), state: fc.constantFrom('valid', 'valid', 'unverified', 'bounced', 'gone'), sandboxOnly: seldom(fc.constant(true), false),
  }), { minLength: 1, maxLength: 3 }),
}).map(({ id, orderCount, silentDays, points, warned, baskets, ...rest }) => aCustomer({
  ...rest, id: toCustomerId(id), orderCount,
  firstOrderAtMs: orderCount === 0 ? null : NOW_MS - (silentDays + 50) * DAY_MS,
  lastOrderAtMs: orderCount === 0 ? null : NOW_MS - silentDays * DAY_MS,
  usualGapHours: orderCount < 2 ? null : 24 * 20,
  standing: aStanding(),
  warnings: warned.map((sign) => ({ sign, sinceMs: NOW_MS - 9 * DAY_MS, because: because(`warned-of-${sign}`) })),
  recentOrders: baskets.map((value, index) => ({ atMs: NOW_MS - (silentDays + 7 * (baskets.length - 1 - index)) * DAY_MS, value })),
  contactPoints: points.map((point, index) => ({ ...point, id: toContactPointId(`point-${index}`) })),
}));

export const anyEvents: fc.Arbitrary<DomainEvent[]> = fc.array(fc.record({
  inboxId: fc.integer({ min: 1 }),
  kind: fc.constantFrom(...EVENT_KINDS),
  occurredAtMs: fc.integer({ min: NOW_MS - 5 * DAY_MS, max: NOW_MS + 1000 }),
  properties: fc.constant({}),
}), { maxLength: 4 });

const LONG_DAY: LocalWindow = { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, untilMinute: 17 * 60 };

const anyRegion: fc.Arbitrary<Region | null> = fc.record({ channels: fc.subarray(['outbox', 'letter', 'email']), speaks: fc.boolean(), ownWindow: fc.boolean() })
  .map(({ channels, speaks, ownWindow }) => ({
    name: 'near', title: { en: 'Near' }, countries: ['DE', 'BR'], channels,
    ...(speaks ? { languageHours: [{ languages: ['de'], window: LONG_DAY, zone: 'Europe/Berlin' }] } : {}),
    ...(ownWindow ? { sendWindow: { byTier: {}, otherwise: LONG_DAY } } : {}),
  }));

export const anyPolicy: fc.Arbitrary<ShopPolicy> = fc.record({
  quiet: seldom(fc.constant(true), false), windowed: seldom(fc.constant(true), false), capped: fc.boolean(), warns: fc.boolean(),
  region: seldom(anyRegion, null),
}).map(({ quiet, windowed, capped, warns, region }) => aPolicy({
  ...(region === null ? {} : { regions: [region] }),
  quietHours: quiet ? { '*': { fromMinute: 20 * 60, untilMinute: 8 * 60, days: 'all' } } : {},
  sendWindow: { byTier: {}, otherwise: windowed ? { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, untilMinute: 17 * 60 } : null, spreadMinutes: 45 },
  ...(warns ? { warnings: ALL_WARNINGS } : {}),
  caps: capped ? [{ count: 2, per: { unit: 'days', count: 7 }, channel: null }] : [],
}));
