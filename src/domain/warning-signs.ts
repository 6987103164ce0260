import type { CustomerFacts, WarningSign } from './customer.ts';
import { DAY_MS, type EpochMs, HOUR_MS } from './instant.ts';
import { silenceLimits, usualGapDays } from './life-cycle.ts';
import { wordMoney } from './money-words.ts';
import type { ShopPolicy } from './policy.ts';
import { quantile } from './quantile.ts';
import { because, type Reason } from './reason.ts';

/** What signs are judged by. */
export interface SignScene {
  readonly customer: CustomerFacts;
  readonly policy: Pick<ShopPolicy, 'warnings' | 'silence' | 'shop'>;
  readonly nowMs: EpochMs;
}

/** A sign as it stands now: why it holds, or null; and when time alone changes that. */
interface Sign {
  readonly because: Reason | null;
  readonly changesAtMs: EpochMs | null;
}

const ABSENT: Sign = { because: null, changesAtMs: null };
const present = (reason: Reason): Sign => ({ because: reason, changesAtMs: null });

/** Each sign's one rule, in the order in which they are told. */
export const SIGNS: Readonly<Record<WarningSign, (scene: SignScene) => Sign>> = {
  silence,
  'falling-frequency': fallingFrequency,
  'falling-basket': fallingBasket,
  unanswered,
  return: ({ customer, policy, nowMs }) => recently('warned-of-return', customer.lastReturnAtMs, policy.warnings?.returned, nowMs),
  complaint: ({ customer, policy, nowMs }) => recently('warned-of-complaint', customer.lastComplaintAtMs, policy.warnings?.complaint, nowMs),
};

/** Silent for longer than usual, and not yet at risk when it began. Who would be at risk first gets no warning: that says more. */
function silence({ customer, policy, nowMs }: SignScene): Sign {
  const rule = policy.warnings?.silence;
  if (rule === undefined || customer.lastOrderAtMs === null) return ABSENT;
  const usualDays = usualGapDays(customer, policy);
  const warnAfterMs = Math.round(Math.max(rule.gaps * usualDays, rule.floorDays) * DAY_MS);
  if (warnAfterMs >= silenceLimits(customer, policy).atRiskMs) return ABSENT;
  const silentMs = nowMs - customer.lastOrderAtMs;
  if (silentMs < warnAfterMs) return { because: null, changesAtMs: customer.lastOrderAtMs + warnAfterMs };
  const days = silentMs / DAY_MS;
  // Orders within hours of each other are no rhythm to count in.
  const figures = usualDays < 1 ? {} : { gaps: rounded(days / usualDays, 1), usualGapDays: Math.round(usualDays) };
  return present(because('warned-of-silence', { days: Math.floor(days), ...figures }));
}

/** The last gaps are long beside the usual one before them: the customer's own, of the orders that are kept. */
function fallingFrequency({ customer, policy }: SignScene): Sign {
  const rule = policy.warnings?.fallingFrequency;
  if (rule === undefined || customer.orderCount < rule.fromOrders) return ABSENT;
  const instants = customer.recentOrders.map(({ atMs }) => atMs);
  const gaps = instants.slice(1).map((atMs, index) => atMs - (instants[index] ?? atMs));
  const [before, last] = [gaps.slice(0, -rule.lastGaps), gaps.slice(-rule.lastGaps)];
  if (before.length === 0 || last.length < rule.lastGaps) return ABSENT;
  const usualMs = quantile(before, 0.5);
  const shortestMs = Math.min(...last);
  // Orders of one hour are one visit: without a usual gap there is nothing to compare with.
  if (usualMs < HOUR_MS || shortestMs < usualMs * rule.longerThan || shortestMs < rule.floorDays * DAY_MS) return ABSENT;
  return present(because('warned-of-falling-frequency', {
    count: rule.lastGaps, days: Math.floor(shortestMs / DAY_MS), times: rounded(shortestMs / usualMs, 1), usualGapDays: rounded(usualMs / DAY_MS, 1),
  }));
}

/** The last orders are small beside all before them, by their sales. */
function fallingBasket({ customer, policy }: SignScene): Sign {
  const rule = policy.warnings?.fallingBasket;
  if (rule === undefined || customer.orderCount < rule.fromOrders) return ABSENT;
  const last = customer.recentOrders.slice(-rule.lastOrders);
  const ordersBefore = customer.orderCount - last.length;
  if (last.length < rule.lastOrders || ordersBefore === 0) return ABSENT;
  const sum = last.reduce((total, { value }) => total + value, 0);
  const [mean, before] = [sum / last.length, (customer.grossValue - sum) / ordersBefore];
  if (mean >= before * rule.belowShare) return ABSENT;
  const money = (amount: number) => wordMoney(Math.round(amount), customer.currency ?? policy.shop.currency);
  return present(because('warned-of-falling-basket', { count: last.length, mean: money(mean), percent: Math.round((mean / before) * 100), before: money(before), ordersBefore }));
}

function unanswered({ customer, policy }: SignScene): Sign {
  const rule = policy.warnings?.unanswered;
  if (rule === undefined || customer.unansweredTouches < rule.touches) return ABSENT;
  return present(because('warned-of-unanswered', { touches: customer.unansweredTouches }));
}

function recently(code: 'warned-of-return' | 'warned-of-complaint', atMs: EpochMs | null, rule: { readonly withinDays: number } | undefined, nowMs: EpochMs): Sign {
  if (rule === undefined || atMs === null) return ABSENT;
  const untilMs = atMs + rule.withinDays * DAY_MS;
  return nowMs >= untilMs ? ABSENT : { because: because(code, { atMs, withinDays: rule.withinDays }), changesAtMs: untilMs };
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
