import { windowsOf } from '../domain/free-words.ts';
import { wordInstant } from '../domain/instant-words.ts';
import { lifeCycleOf } from '../domain/life-cycle.ts';
import { wordMoney } from '../domain/money-words.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { wordReason } from '../domain/reason-words.ts';
import { regionOf } from '../domain/region.ts';
import type { PastOccasion } from '../domain/right-occasion.ts';
import { explainRights } from '../domain/rights-words.ts';
import { rightsOf } from '../domain/rights.ts';
import { rolePeriodsOf } from '../domain/roles.ts';
import { explainScore, explainStanding } from '../domain/score-words.ts';
import { dayOf, whereabouts, zoneOf } from '../domain/zone.ts';
import { numericFromMoney } from '../store/money.ts';
import { valueOf } from '../store/score-facts.ts';
import type { ShownCustomer } from '../store/customers-show.ts';
import { termsOf } from './agreement-words.ts';
import { chargeInWords, levelInWords, newsJson } from './handling-words.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { newestSaid, saidInWords, saidJson } from './said-words.ts';
import { plainAmount } from './number-words.ts';
import { ZONE_FROM } from './zone-words.ts';

/** How shops name the customer. */
export interface CustomerName {
  readonly shopId: string | null;
  readonly externalId: string | null;
}

/** The customer in plain sentences: each value with the cut-points that decided it. Addresses are left out. */
export function customerText(shown: ShownCustomer, name: CustomerName, policy: ShopPolicy): string {
  const { customer } = shown.snapshot;
  const money = (amount: number) => wordMoney(amount, policy.shop.currency);
  const names = name.externalId === null ? '' : ` · ${name.externalId} in shop ${name.shopId ?? ''}`;
  return [
    `customer ${customer.id}${names}`,
    `country ${customer.country ?? 'unknown'} · language ${customer.language ?? 'unknown'} · channels ${channelsOf(shown, zoneOf(customer, policy)).join(', ') || 'none'}`,
    `roles ${rolesInWords(shown, policy) || 'none'} · ${zoneInWords(shown, policy)}`,
    `${counted('order')(customer.orderCount)} · sales ${money(customer.grossValue)} · cancelled ${money(customer.cancelledValue)} · largest order ${money(customer.largestOrder)}`,
    ...regionInWords(customer.country, policy),
    ...chargeLines(shown, policy),
    ...agreementsInWords(shown, policy),
    ...newestSaid(shown.said).map((one) => `said ${dayOf(one.atMs, zoneOf(customer, policy))}, ${saidInWords(one)}`),
    '',
    ...explanations(shown, policy),
    ...levelLines(shown, policy),
  ].join('\n');
}

/** How the level came to be what it is. */
function levelLines({ snapshot: { customer }, levels }: ShownCustomer, policy: ShopPolicy): readonly string[] {
  const zone = zoneOf(customer, policy);
  return levels.length === 0 ? [] : ['', 'levels', ...levels.map((news) => `  ${dayOf(news.atMs, zone)}  ${levelInWords(news, { zone, language: 'en' })}`)];
}

function regionInWords(country: string | null, policy: ShopPolicy): readonly string[] {
  const region = regionOf(country, policy);
  if (region === null) return [];
  const { name, title, team, deliveryDays: days } = region;
  const parts = [`region ${name} (${title['en'] ?? title[policy.languages.fallback] ?? name})`, ...(team === undefined ? [] : [`team ${team}`]), ...(days === undefined ? [] : [`delivery within ${days.from} to ${days.to} days`])];
  return [parts.join(' · ')];
}

/** Who looks after them, and who does it now where that is somebody else. */
function chargeLines({ charge, snapshot: { customer } }: ShownCustomer, policy: ShopPolicy): readonly string[] {
  if (charge === null) return [];
  const now = charge.receiver === charge.person ? '' : ` · ${charge.receiver ?? (charge.team === null ? 'nobody' : `team ${charge.team}`)} sees to what comes in now`;
  return [`in the charge of ${chargeInWords(charge)} since ${dayOf(charge.sinceMs, zoneOf(customer, policy))}, by ${charge.by}${now}`];
}

/** The agreement in force, and the next one. */
function agreementsInWords({ snapshot: { customer, nowMs } }: ShownCustomer, policy: ShopPolicy): readonly string[] {
  const today = dayOf(nowMs, zoneOf(customer, policy));
  return customer.agreements.filter(({ until }) => until >= today)
    .map((agreement) => `agreement ${agreement.id}, ${agreement.from} to ${agreement.until}: ${termsOf(agreement, policy.shop.currency)}`);
}

/** The same as one object for programs. */
export function customerJson(shown: ShownCustomer, name: CustomerName, policy: ShopPolicy): object {
  const { customer } = shown.snapshot;
  const zone = whereabouts(customer, policy);
  return {
    schemaVersion: 1, id: customer.id, ...name, country: customer.country, language: customer.language, channels: channelsOf(shown, zoneOf(customer, policy)),
    windows: Object.entries(windowsOf(customer.contactPoints, shown.snapshot.nowMs)).map(([channel, untilMs]) => ({ channel, until: isoOf(untilMs) })),
    facts: {
      firstOrderAt: isoOf(customer.firstOrderAtMs), lastOrderAt: isoOf(customer.lastOrderAtMs), orderCount: customer.orderCount,
      grossValue: plainMoney(customer.grossValue), cancelledValue: plainMoney(customer.cancelledValue), largestOrder: plainMoney(customer.largestOrder),
      usualGapHours: customer.usualGapHours,
    },
    scores: { recency: customer.recencyScore, frequency: customer.frequencyScore, monetary: customer.monetaryScore },
    roles: rolePeriodsOf(customer).map(({ role, fromMs, untilMs }) => ({ role, from: isoOf(fromMs), until: isoOf(untilMs) })),
    region: regionOf(customer.country, policy)?.name ?? null,
    charge: shown.charge === null ? null : { person: shown.charge.person, team: shown.charge.team, since: isoOf(shown.charge.sinceMs), by: shown.charge.by, receiver: shown.charge.receiver },
    zone: zone.zones[0], zoneFrom: zone.source, otherZones: zone.zones.slice(1),
    agreements: customer.agreements.map(({ id, from, until, discountShare, rebate }) => ({ id, from, until, discountShare, rebateShare: rebate?.share ?? null })),
    said: newestSaid(shown.said).map(saidJson),
    inquiryQuality: { quality: customer.inquiryQuality, because: shown.asked?.because ?? [] },
    warnings: customer.warnings.map(({ sign, sinceMs, because }) => ({ sign, since: isoOf(sinceMs), because })),
    rights: rightsOf(customer.standing, policy).map(({ rule: { right, carriedOut = null }, because }) => ({ right, because, carriedOut, last: lastOf(shown.occasions, right) })),
    standing: customer.standing, levels: shown.levels.map(newsJson), explained: explanations(shown, policy),
  };
}

/** The last occasion of a right, for programs; null when there was none. */
export function lastOf(past: readonly PastOccasion[], right: string): object | null {
  const last = past.find((one) => one.right === right);
  return last === undefined ? null : { kind: last.kind, orderId: last.orderId, at: isoOf(last.atMs), by: last.errand, state: last.state };
}

/** With until when free words may be sent, and until when the provider lets no marketing through. */
function channelsOf({ snapshot: { customer, nowMs } }: ShownCustomer, zone: string): readonly string[] {
  const until = (ms: number) => `${wordInstant(ms, zone)} in ${zone}`;
  return customer.contactPoints.map(({ channel, state, sandboxOnly, windowUntilMs, restUntilMs }) => {
    const window = windowUntilMs != null && windowUntilMs > nowMs ? [`free words until ${until(windowUntilMs)}`] : [];
    const rest = restUntilMs != null && restUntilMs > nowMs ? [`no marketing until ${until(restUntilMs)}`] : [];
    return `${channel} (${[state, ...(sandboxOnly ? ['invented'] : []), ...window, ...rest].join(', ')})`;
  });
}

function explanations(shown: ShownCustomer, policy: ShopPolicy): readonly string[] {
  const { snapshot: { customer }, occasions, scored } = shown;
  const standing = explainStanding({ customer, policy, cutPoints: scored?.score.forDecisions ?? null, nowMs: judgedAtMs(shown, policy) });
  const all = [...standing, ...qualitySentences(shown, policy), ...explainRights(customer.standing, policy, occasions), ...warningSentences(shown, policy)];
  return scored === null ? ['Scores: nothing has been scored yet; run `npx touchline score`.', ...all] : [...scoreSentences(shown, scored, policy), ...all];
}

/** How serious the inquiries are, and by what. */
function qualitySentences({ asked, snapshot: { customer } }: ShownCustomer, policy: ShopPolicy): readonly string[] {
  if (asked === null || asked.quality === 'none') return [];
  return [`Inquiry quality ${asked.quality}: ${asked.because.map((one) => wordReason(one, 'en', zoneOf(customer, policy))).join('; ')}.`];
}

/** What speaks of a slope, with the figures of the day on which it was raised. */
function warningSentences({ snapshot: { customer } }: ShownCustomer, policy: ShopPolicy): readonly string[] {
  const zone = zoneOf(customer, policy);
  return customer.warnings.map(({ sinceMs, because }) => `${capital(wordReason(because, 'en', zone))}; since ${dayOf(sinceMs, zone)}.`);
}

function rolesInWords({ snapshot: { customer } }: ShownCustomer, policy: ShopPolicy): string {
  const day = (ms: number) => dayOf(ms, zoneOf(customer, policy));
  return rolePeriodsOf(customer).map(({ role, fromMs, untilMs }) => (untilMs === null ? `${role} since ${day(fromMs)}` : `${role} ${day(fromMs)} to ${day(untilMs)}`)).join(', ');
}

function zoneInWords({ snapshot: { customer } }: ShownCustomer, policy: ShopPolicy): string {
  const { zones: [zone, ...others], source } = whereabouts(customer, policy);
  return `zone ${zone} (${ZONE_FROM[source]}${others.length === 0 ? '' : `, one of ${others.length + 1}`})`;
}

/** Life cycles move with time: the instant that explains the stored one is now, or else the date of the scoring that gave it. */
function judgedAtMs({ snapshot: { customer, nowMs }, scored }: ShownCustomer, policy: ShopPolicy): number {
  const explainsStored = (ms: number) => lifeCycleOf(customer, policy, ms).lifeCycle === customer.standing.lifeCycle;
  return scored !== null && !explainsStored(nowMs) && explainsStored(scored.score.asOfMs) ? scored.score.asOfMs : nowMs;
}

function scoreSentences({ snapshot: { customer } }: ShownCustomer, { score, facts }: Scored, policy: ShopPolicy): readonly string[] {
  const { recencyScore, frequencyScore, monetaryScore } = customer;
  const head = `Scored as of ${score.asOf} by ${score.basis} value, rule ${score.rule}, version ${score.version}.`;
  if (facts.recencyDays === null || recencyScore === null || frequencyScore === null || monetaryScore === null) {
    return [head, 'No order before that day, so no score.'];
  }
  const money = (value: number) => wordMoney(value, policy.shop.currency);
  return [
    head,
    explainScore('Recency', { score: recencyScore, value: facts.recencyDays, cuts: score.cuts.recencyDays, better: 'low', word: counted('day') }),
    explainScore('Frequency', { score: frequencyScore, value: facts.orders.orderCount, cuts: score.cuts.frequency, better: 'high', word: counted('order') }),
    explainScore('Monetary', { score: monetaryScore, value: valueOf(facts, score.basis), cuts: score.cuts.monetary, better: 'high', word: money }),
  ];
}

type Scored = NonNullable<ShownCustomer['scored']>;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const plainMoney = (amount: number) => plainAmount(numericFromMoney(amount));
const counted = (unit: string) => (value: number) => `${Number(value.toFixed(3))} ${unit}${value === 1 ? '' : 's'}`;
