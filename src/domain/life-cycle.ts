import type { CustomerFacts, LifeCycle, Suppression } from './customer.ts';
import { DAY_MS, type EpochMs, HOUR_MS } from './instant.ts';
import type { ShopPolicy } from './policy.ts';

export interface LifeCycleAnswer {
  readonly lifeCycle: LifeCycle;
  /** When silence or age alone will change it next; null: only a fact can. */
  readonly nextChangeAtMs: EpochMs | null;
}

type Silence = Pick<ShopPolicy, 'silence'>;
type OrderedCustomer = Pick<CustomerFacts, 'orderCount' | 'usualGapHours'>;

/** How alive the relationship is. Customers without an order stay new: there is no silence to measure yet. */
export function lifeCycleOf(customer: CustomerFacts, policy: Silence, nowMs: EpochMs): LifeCycleAnswer {
  if (hasLeft(customer)) return { lifeCycle: 'left', nextChangeAtMs: null };
  if (customer.firstOrderAtMs === null || customer.lastOrderAtMs === null) return { lifeCycle: 'new', nextChangeAtMs: null };
  const { atRiskMs, lapsedMs } = silenceLimits(customer, policy);
  const newUntilMs = customer.firstOrderAtMs + policy.silence.newForDays * DAY_MS;
  const atRiskAtMs = Math.max(customer.lastOrderAtMs + atRiskMs, newUntilMs);
  const lapsedAtMs = Math.max(customer.lastOrderAtMs + lapsedMs, newUntilMs);
  if (nowMs >= lapsedAtMs) return { lifeCycle: 'lapsed', nextChangeAtMs: null };
  if (nowMs >= atRiskAtMs) return { lifeCycle: 'at-risk', nextChangeAtMs: lapsedAtMs };
  if (nowMs >= newUntilMs) return { lifeCycle: 'active', nextChangeAtMs: atRiskAtMs };
  return { lifeCycle: 'new', nextChangeAtMs: newUntilMs };
}

/** Silence in milliseconds after which this customer is at risk and lapsed: so many usual gaps, within floor and ceiling. */
export function silenceLimits(customer: OrderedCustomer, policy: Silence): { atRiskMs: number; lapsedMs: number } {
  const { silence } = policy;
  const gapDays = usualGapDays(customer, policy);
  const atRiskDays = within(gapDays * silence.atRiskGaps, silence.atRiskFloorDays, silence.atRiskCeilingDays);
  const lapsedDays = within(gapDays * silence.lapsedGaps, silence.lapsedFloorDays, silence.lapsedCeilingDays);
  return { atRiskMs: Math.round(atRiskDays * DAY_MS), lapsedMs: Math.round(Math.max(atRiskDays, lapsedDays) * DAY_MS) };
}

/** The customer's own usual gap between orders in days; the shop's for customers with fewer than two orders. */
export function usualGapDays(customer: OrderedCustomer, policy: Silence): number {
  const isOwn = customer.orderCount >= 2 && customer.usualGapHours !== null;
  return isOwn ? ((customer.usualGapHours ?? 0) * HOUR_MS) / DAY_MS : policy.silence.usualGapDays;
}

/** When the next order is due by the customer's rhythm: a usual gap after the last one; without an order, the shop's usual gap from now. */
export function nextOrderDueAtMs(customer: OrderedCustomer & Pick<CustomerFacts, 'lastOrderAtMs'>, policy: Silence, nowMs: EpochMs): EpochMs {
  return (customer.lastOrderAtMs ?? nowMs) + Math.round(usualGapDays(customer, policy) * DAY_MS);
}

const within = (value: number, floor: number, ceiling: number) => Math.min(Math.max(value, floor), ceiling);

const FAREWELLS: ReadonlySet<Suppression['reason']> = new Set<Suppression['reason']>(['unsubscribed', 'complained', 'legal', 'erased']);

/** Left: erased, or marketing is refused for good on every channel on which the customer can be reached. */
function hasLeft(customer: CustomerFacts): boolean {
  if (customer.erased) return true;
  const farewells = customer.suppressions.filter(({ purpose, reason }) => purpose !== 'service' && FAREWELLS.has(reason));
  const refused = new Set(farewells.map(({ channel }) => channel));
  if (refused.has('*')) return true;
  const reachableOn = customer.contactPoints.map(({ channel }) => channel);
  return reachableOn.length > 0 && reachableOn.every((channel) => refused.has(channel));
}
