/**
 * Full decisions of the core a second, on one thread: the real customers, each with a new order, against ten campaigns and the
 * shelf of the example policy. Nothing is read or written.
 *
 *   node --import tsx bench/decide.ts [--rounds 5] [--quick] [--json]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseCampaign } from '../src/campaign-file/parse-campaign.ts';
import type { RunningCampaign } from '../src/domain/campaign.ts';
import type { CustomerFacts } from '../src/domain/customer.ts';
import { NO_HOURS } from '../src/domain/best-hour.ts';
import { decide } from '../src/domain/decide.ts';
import type { Rules, Snapshot } from '../src/domain/decision.ts';
import { toCampaignName, toContactPointId, toCustomerId } from '../src/domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../src/domain/instant.ts';
import type { ShopPolicy } from '../src/domain/policy.ts';
import { NOTHING_STATED } from '../src/domain/stated.ts';
import { NO_OFFERS } from '../src/domain/touch-products.ts';
import { NO_SHOP_PRODUCTS } from '../src/domain/product-offer.ts';
import { NO_RATES } from '../src/domain/promotion-preference.ts';
import { parsePolicy } from '../src/policy-file/parse-policy.ts';
import { realOrders, type ValuedDocument } from './support/real-orders.ts';
import { printReport } from './support/report.ts';
import { spreadOf } from './support/rounds.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
const rounds = values.quick ? 1 : Number(values.rounds);
const NOW_MS = Date.UTC(2011, 11, 9, 13);
const CAMPAIGNS = ['welcome-first-order', 'second-order-nudge', 'win-back', 'thank-you-tier-b', 'come-back-offer'];
const ZONES = ['Europe/London', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Sydney', null];
const TEMPLATES = { email: Object.fromEntries(['welcome', 'second-order', 'second-order-reminder', 'win-back', 'win-back-last-call', 'thank-you', 'offer', 'offer-reminder'].map((name) => [name, ['en']])) };

function examplePolicy(): ShopPolicy {
  const parsed = parsePolicy(readFileSync('touchline.yaml', 'utf8'), 'touchline.yaml');
  if ('faults' in parsed) throw new Error('the example policy has faults');
  return parsed.policy;
}

/** The five example campaigns, and each once more as one that an order enters, with an offer. */
function tenCampaigns(policy: ShopPolicy): readonly RunningCampaign[] {
  const channels = { email: { obeysQuietHours: true, staysLocal: true } };
  return CAMPAIGNS.flatMap((name) => {
    const parsed = parseCampaign(readFileSync(`campaigns/${name}.yaml`, 'utf8'), name, { policy, channels, templates: TEMPLATES });
    if ('faults' in parsed) throw new Error(`${name} has faults`);
    const campaign = { ...parsed.campaign, templates: Object.fromEntries(Object.keys(TEMPLATES.email).map((template) => [template, { email: { en: 'hash' } }])) };
    const onOrder = {
      ...campaign, name: toCampaignName(`${name}-on-order`), entry: { kind: 'event' as const, on: ['order.placed' as const], when: null }, exitWhen: [],
      steps: campaign.steps.map((step) => (step.kind === 'send' ? { ...step, promote: { offer: 'auto' as const, otherwise: 'send' as const } } : step)),
    };
    return [campaign, onOrder].map((one) => ({ campaign: one, ordinal: 1, active: true, state: 'running' as const, lateRule: 'catch-up' as const, resumedAtMs: null }));
  });
}

/** One real customer as a decision finds them, a moment after an order. */
function snapshotOf(customer: string, index: number, documents: readonly ValuedDocument[]): Snapshot {
  const orders = documents.filter(({ value }) => value > 0);
  const times = orders.map(({ date }) => Date.parse(date));
  const gross = orders.reduce((sum, { value }) => sum + value, 0);
  const cancelled = -documents.reduce((sum, { value }) => sum + Math.min(0, value), 0);
  const facts: CustomerFacts = {
    id: toCustomerId(`00000000-0000-4000-8000-${customer.padStart(12, '0')}`), country: 'GB', language: 'en', timeZone: ZONES[index % ZONES.length] ?? null, phoneCountry: null, preferredChannel: null, lastReplyChannel: null,
    firstOrderAtMs: times.length === 0 ? null : Math.min(...times), lastOrderAtMs: NOW_MS - HOUR_MS, orderCount: orders.length, currency: 'GBP',
    grossValue: gross, cancelledValue: cancelled, largestOrder: Math.max(0, ...orders.map(({ value }) => value)), contribution: gross - cancelled, contributionParts: null,
    usualGapHours: times.length < 2 ? null : (Math.max(...times) - Math.min(...times)) / HOUR_MS / (times.length - 1),
    inquiryCount: 0, inquiryQuality: 'none', feedback: { reviewCount: 0, ratingSum: 0, activityCount: 0, returnCount: 0, satisfactionCount: 0, satisfactionSum: 0 }, openReturns: 0, openInquiries: [], agreements: [], lastInquiryAtMs: null, lastComplaintAtMs: null, lastReturnAtMs: null, lastReplyAtMs: null, lastClickAtMs: null, lastContactAtMs: null, unansweredTouches: index % 5, warnings: [], rolePeriods: [],
    recentOrders: orders.slice(-8).map(({ date, value }) => ({ atMs: Date.parse(date), value })), recencyScore: 3, frequencyScore: 3, monetaryScore: 3,
    standing: { stage: 'purchasing', lifeCycle: 'active', tier: 'D', marks: [], level: 4 }, tierRecord: { sinceMs: NOW_MS - 100 * DAY_MS, misses: 0, missedAtMs: null },
    contactPoints: [{ id: toContactPointId('point'), channel: 'email', state: 'valid', sandboxOnly: false }],
    consents: [{ channel: 'email', purpose: 'marketing', granted: true, atMs: 0 }], suppressions: [], stated: NOTHING_STATED, erased: false,
  };
  return {
    nowMs: NOW_MS + index * 1_000, customer: facts, enrolments: [], pastEntries: [], messages: [], touches: [], grants: [], pastGrants: [], hours: {}, products: NO_OFFERS,
    events: [{ inboxId: index + 1, kind: 'order.placed', occurredAtMs: NOW_MS - HOUR_MS, properties: { value: 100, 'first-order': orders.length === 1 } }],
  };
}

const policy = examplePolicy();
const byCustomer = new Map<string, ValuedDocument[]>();
for (const document of await realOrders()) byCustomer.set(document.customer, [...(byCustomer.get(document.customer) ?? []), document]);
const snapshots = [...byCustomer].map(([customer, documents], index) => snapshotOf(customer, index, documents));
const rules: Rules = {
  policy, campaigns: tenCampaigns(policy), channels: { email: { obeysQuietHours: true, staysLocal: true } }, purses: [], rates: NO_RATES, hours: NO_HOURS, products: NO_SHOP_PRODUCTS,
  cutPoints: { version: 1, tierFromValue: { A: 5_000_0000, B: 1_500_0000, C: 600_0000, D: 0 }, vipFromValue: 10_000_0000, coreFromOrders: 20 },
};

function round(): { perSecond: number; messages: number; wishes: number } {
  const startedMs = performance.now();
  let [messages, wishes] = [0, 0];
  for (const snapshot of snapshots) {
    const decision = decide(snapshot, rules, null);
    messages += decision.messages.length;
    wishes += decision.wishes.length;
  }
  return { perSecond: snapshots.length / ((performance.now() - startedMs) / 1000), messages, wishes };
}

round();
const played = Array.from({ length: rounds }, round);
printReport({
  bench: 'decide', seed: 0, rounds, size: { customers: snapshots.length, campaigns: rules.campaigns.length, quick: values.quick }, raw: played,
  figures: [
    { what: 'full decisions on one thread', unit: '1/s', value: spreadOf(played.map(({ perSecond }) => perSecond)), goal: { atLeast: 10_000 } },
    { what: 'messages decided a round', unit: 'count', value: played[0]?.messages ?? 0 },
    { what: 'offers made a round', unit: 'count', value: played[0]?.wishes ?? 0 },
  ],
}, values.json);
