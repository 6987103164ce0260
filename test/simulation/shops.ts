import type { Campaign, Cap, Duration, SendWindow, Target } from '../../src/domain/campaign.ts';
import type { AnyEventKind } from '../../src/domain/event.ts';
import { toContactPointId, toCustomerId } from '../../src/domain/ids.ts';
import { DAY_MS, type EpochMs } from '../../src/domain/instant.ts';
import type { ShopPolicy, WarningRules } from '../../src/domain/policy.ts';
import { aCampaign, aChoice, aPolicy, aSend, aStanding, aWait, exit, step } from '../support/builders.ts';
import type { ConsentRow, CustomerRow, MemoryDatabase, OrderRow, PointRow, ShopSetup } from './memory/tables.ts';
import type { Chance } from './random.ts';

/** A shop at the beginning of a run: plain data, the same for the store in memory and for PostgreSQL. */
export interface Shop extends ShopSetup {
  readonly startMs: EpochMs;
  readonly campaigns: readonly { readonly definition: Campaign; readonly state: 'draft' | 'running' }[];
  readonly customers: readonly CustomerRow[];
  readonly points: readonly PointRow[];
  readonly consents: readonly ConsentRow[];
  readonly orders: readonly OrderRow[];
}

const CHANNELS = { email: { obeysQuietHours: true, staysLocal: false }, letter: { obeysQuietHours: false, staysLocal: false } };
/** A working day, the eve of a night that has an hour twice, the eve of one that lacks an hour. */
const STARTS = [Date.UTC(2011, 11, 6, 11), Date.UTC(2011, 9, 29, 15), Date.UTC(2012, 2, 24, 18)] as const;
const COUNTRIES = ['DE', 'GB', 'US', 'BR', 'NZ', null] as const;
const ZONES = [null, null, null, 'Pacific/Auckland', 'America/Los_Angeles', 'Australia/Lord_Howe'] as const;
const TEMPLATES = { hello: { email: { en: 'hash-email', de: 'hash-email-de' }, letter: { en: 'hash-letter' } } };

const minutes = (count: number): Duration => ({ unit: 'minutes', count });
const hours = (count: number): Duration => ({ unit: 'hours', count });
const days = (count: number): Duration => ({ unit: 'days', count });

/** Draws a shop with its campaigns and customers. */
export function drawShop(chance: Chance): Shop {
  const startMs = chance.among(STARTS) + chance.between(0, 23) * 3_600_000;
  const people = Array.from({ length: chance.between(1, 4) }, (_, index) => drawCustomer(chance, index, startMs));
  return {
    startMs, channels: CHANNELS, policy: drawPolicy(chance),
    campaigns: drawCampaigns(chance),
    customers: people.map(({ customer }) => customer),
    points: people.flatMap(({ points }) => points),
    consents: people.flatMap(({ consents }) => consents),
    orders: people.flatMap(({ orders }) => orders),
  };
}

const WARNINGS: WarningRules = {
  silence: { gaps: 1, floorDays: 1 }, fallingFrequency: { lastGaps: 1, longerThan: 1.2, floorDays: 1, fromOrders: 3 }, fallingBasket: { lastOrders: 1, belowShare: 0.8, fromOrders: 2 },
  unanswered: { touches: 2 }, returned: { withinDays: 2 }, complaint: { withinDays: 1 },
};

function drawPolicy(chance: Chance): ShopPolicy {
  const caps: Cap[] = chance.oneIn(2) ? [] : [{ count: chance.between(1, 2), per: chance.among([days(2), hours(30), days(1)]), channel: chance.among([null, null, 'email']) }];
  const policy = aPolicy({
    caps,
    quietHours: chance.oneIn(2) ? {} : { '*': { fromMinute: 20 * 60, untilMinute: 8 * 60, days: 'all' }, DE: { fromMinute: 21 * 60, untilMinute: 9 * 60, days: 'all' } },
    sendWindow: { byTier: {}, otherwise: chance.oneIn(4) ? { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, untilMinute: 18 * 60 } : null },
    silence: { newForDays: 1, atRiskGaps: 2, atRiskFloorDays: 3, atRiskCeilingDays: 5, lapsedGaps: 4, lapsedFloorDays: 9, lapsedCeilingDays: 12, usualGapDays: 2 },
    levels: [{ level: 1, when: { fact: 'orderCount', test: { atLeast: 5 } } }, { level: 2, when: { fact: 'orderCount', test: { atLeast: 3 } } }, { level: 4, when: null }],
    enrolments: { longest: days(chance.between(4, 14)) },
    unknownOutcome: { service: chance.among(['resend', 'list']) },
    countryZones: { DE: 'Europe/Berlin', GB: 'Europe/London', BR: 'America/Sao_Paulo', US: 'America/New_York', NZ: 'Pacific/Auckland' },
  });
  // Without a draw of its own: shops that send service mail again stay what they were, for the bugs that only they can show.
  return policy.unknownOutcome.service === 'list' ? { ...policy, warnings: WARNINGS } : policy;
}

/** Of every kind of entry one; how long they wait and what they wait for differs. */
function drawCampaigns(chance: Chance): Shop['campaigns'] {
  const answered = chance.among<readonly AnyEventKind[]>([['clicked'], ['clicked', 'replied'], ['order.placed'], []]);
  const common = () => ({
    templates: TEMPLATES,
    caps: chance.oneIn(4) ? [{ count: 1, per: hours(20), channel: null }] : [],
    exitWhen: chance.oneIn(3) ? [chance.among<AnyEventKind>(['order.placed', 'order.cancelled', 'complained'])] : [],
    goal: chance.oneIn(3) ? { event: 'clicked' as const, within: days(3) } : null,
    audience: { ...aCampaign().audience, holdoutShare: chance.oneIn(6) ? 0.5 : 0 },
    sendWindow: chance.oneIn(5) ? OFFICE_HOURS : null,
  });
  const send = (id: string, next: Target) => aSend(id, next, { channels: chance.among([['email'], ['email', 'letter'], ['letter', 'email']]), goodFor: chance.among([hours(6), days(1), days(3)]) });
  const wait = (id: string, next: Target, over: Parameters<typeof aWait>[2] = {}) => aWait(id, next, { timeout: chance.among([minutes(5), hours(1), hours(26), days(2)]), ...over });
  const again = { after: chance.among([null, hours(2), days(2)]) };
  const welcome = aCampaign({
    ...common(), name: 'welcome', entry: { kind: 'event', on: ['order.placed'], when: null }, reEntry: again,
    steps: [
      wait('rest', step('first')), send('first', step('reaction')),
      wait('reaction', step('bought'), { for: answered, on: answered[0] === undefined ? {} : { [answered[0]]: chance.among([exit('reacted'), step('second')]) } }),
      aChoice('bought', { branches: [{ when: { fact: 'orderCount', test: { atLeast: 3 } }, to: exit('buys') }], otherwise: step('second') }),
      send('second', chance.among([exit(), step('rest')])),
    ],
  });
  const news = aCampaign({ ...common(), name: 'news', reEntry: { after: hours(1) }, steps: [send('news', chance.among([exit(), step('later')])), wait('later', step('reminder'), { for: ['clicked'] }), send('reminder', exit())] });
  const answer = aCampaign({ ...common(), name: 'answer', purpose: 'service', entry: { kind: 'event', on: ['inquiry.received'], when: null }, reEntry: { after: hours(1) }, steps: [send('answer', exit())] });
  const back = aCampaign({ ...common(), name: 'come-back', entry: { kind: 'event', on: ['became-at-risk', 'became-lapsed', 'warned-of-silence', 'warned-of-unanswered', 'warned-of-return'], when: null, ...(chance.oneIn(3) ? { audienceAtStart: true as const } : {}) }, reEntry: again, steps: [send('miss', step('patience')), wait('patience', exit())] });
  return [
    { definition: welcome, state: 'running' }, { definition: news, state: 'draft' },
    { definition: answer, state: 'running' }, { definition: back, state: 'running' },
  ];
}

const OFFICE_HOURS: SendWindow = { clock: 'customer', byTier: {}, otherwise: { days: [1, 2, 3, 4, 5], fromMinute: 8 * 60, untilMinute: 17 * 60 } };

function drawCustomer(chance: Chance, index: number, startMs: EpochMs) {
  const id = toCustomerId(`0b5c7a52-3f6e-4a8a-9d20-00000000000${index + 1}`);
  const point = (channel: string, number: number): PointRow => ({
    id: toContactPointId(`0b5c7a52-3f6e-4a8a-9d2${number}-00000000000${index + 1}`), customerId: id, channel, address: `c${index}-${number}@example.com`,
    state: chance.among(['valid', 'valid', 'unverified']), sandboxOnly: false, softBounces: 0,
  });
  const consent = (channel: string): ConsentRow => ({ customerId: id, channel, purpose: 'marketing', granted: !chance.oneIn(6), atMs: startMs - 30 * DAY_MS });
  const placed = Array.from({ length: chance.among([0, 0, 1, 2, 4]) }, (_, number): OrderRow =>
    ({ customerId: id, externalId: `before-${index}-${number}`, kind: 'order', placedAtMs: startMs - (2 + 3 * number) * DAY_MS, value: 100_0000, state: 'placed' }));
  const gaps = placed.length < 2 ? null : 3 * 24;
  const customer: CustomerRow = {
    id, external: `c${index}`, country: chance.among(COUNTRIES), language: chance.among(['de', 'en', null]), timeZone: chance.among(ZONES), erased: chance.oneIn(25),
    facts: {
      firstOrderAtMs: placed.at(-1)?.placedAtMs ?? null, lastOrderAtMs: placed[0]?.placedAtMs ?? null, orderCount: placed.length,
      grossValue: placed.length * 100_0000, cancelledValue: 0, largestOrder: placed.length === 0 ? 0 : 100_0000, contribution: 0, contributionParts: null, usualGapHours: gaps, recentOrders: placed.map(({ placedAtMs, value }) => ({ atMs: placedAtMs, value })).toReversed(), inquiryCount: 0,
      lastInquiryAtMs: null, lastComplaintAtMs: null, lastReturnAtMs: null, lastReplyAtMs: null, lastClickAtMs: null, lastContactAtMs: null, recencyScore: null, frequencyScore: null, monetaryScore: null,
      unansweredTouches: 0, warnings: [], rolePeriods: [],
      tierRecord: { sinceMs: null, misses: 0, missedAtMs: null },
      standing: aStanding({ stage: placed.length === 0 ? 'aware' : 'purchasing', lifeCycle: placed.length === 0 ? 'new' : 'active', tier: 'D' }),
    },
    state: { sequence: 0, lastCallKey: null, wakeAtMs: null, awaits: [], waitingFor: '', card: null, pokes: 0, pokedSystemMs: null },
  };
  const points = chance.oneIn(3) ? [point('email', 0)] : [point('email', 0), point('letter', 1)];
  return { customer, points, consents: chance.oneIn(10) ? [] : [consent('email'), consent('letter')], orders: placed };
}

/** Puts a shop into empty tables and sets their clock. */
export function openShop(db: MemoryDatabase, shop: Shop, factor: number): void {
  db.clock = { anchoredSystemMs: db.systemMs, anchoredDomainMs: shop.startMs, factor, changes: 0 };
  for (const row of shop.customers) db.customers.put(row.id, row);
  for (const row of shop.points) db.points.put(row.id, row);
  for (const [index, row] of shop.consents.entries()) db.consents.put(`n${index + 1}`, row);
  for (const row of shop.orders) db.orders.put(row.externalId, row);
  for (const { definition, state } of shop.campaigns) {
    const { name } = definition;
    db.campaigns.put(name, { name, state, activeOrdinal: 1, lateRule: 'catch-up', resumedAtMs: null });
    db.versions.put(`${name}:1`, { campaign: name, ordinal: 1, definition });
  }
}
