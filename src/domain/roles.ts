import type { KnownFacts, Role, RolePeriod } from './customer.ts';
import type { EpochMs } from './instant.ts';

type RoleFacts = Pick<KnownFacts, 'rolePeriods' | 'firstOrderAtMs' | 'lastOrderAtMs'>;

/** Roles with when they began and ended: those that were told, and buyer since the first order, which needs no telling. */
export function rolePeriodsOf({ rolePeriods, firstOrderAtMs, lastOrderAtMs }: RoleFacts): readonly RolePeriod[] {
  const asBuyer = rolePeriods.filter(({ role }) => role === 'buyer');
  // Who was said to buy no more, and has ordered since, buys again.
  const isTold = asBuyer.some(({ untilMs }) => untilMs === null || (lastOrderAtMs !== null && untilMs >= lastOrderAtMs));
  if (firstOrderAtMs === null || isTold) return rolePeriods;
  const lastEndMs = Math.max(firstOrderAtMs, ...asBuyer.map(({ untilMs }) => untilMs ?? firstOrderAtMs));
  const since: RolePeriod = { role: 'buyer', fromMs: asBuyer.length === 0 ? firstOrderAtMs : lastEndMs, untilMs: null };
  return [...rolePeriods, since].toSorted((a, b) => a.fromMs - b.fromMs);
}

/** The roles at an instant. */
export function rolesOf(customer: RoleFacts, nowMs: EpochMs): readonly Role[] {
  const held = rolePeriodsOf(customer).filter(({ fromMs, untilMs }) => fromMs <= nowMs && (untilMs === null || nowMs < untilMs));
  return [...new Set(held.map(({ role }) => role))].toSorted();
}

/** So many are kept at most; the oldest are forgotten first. */
const MOST_PERIODS = 20;

/** The told periods after a role was taken or left at an instant, in whatever order the news comes; the same ones when it says nothing new. */
export function afterRole(customer: RoleFacts, { role, taken, atMs }: { readonly role: Role; readonly taken: boolean; readonly atMs: EpochMs }): readonly RolePeriod[] {
  return taken ? afterTaking(customer, role, atMs) : afterLeaving(customer, role, atMs);
}

function afterTaking({ rolePeriods }: RoleFacts, role: Role, atMs: EpochMs): readonly RolePeriod[] {
  const reaching = rolePeriods.find((period) => period.role === role && (period.untilMs === null || atMs < period.untilMs));
  if (reaching === undefined) return kept([...rolePeriods, { role, fromMs: atMs, untilMs: null }]);
  return reaching.fromMs <= atMs ? rolePeriods : rolePeriods.map((period) => (period === reaching ? { ...period, fromMs: atMs } : period));
}

/** Ends what is told, or what the orders say. A leaving that is told before its taking waits for it, as a period without length. */
function afterLeaving(customer: RoleFacts, role: Role, atMs: EpochMs): readonly RolePeriod[] {
  const { rolePeriods } = customer;
  if (rolePeriods.some((period) => period.role === role && period.untilMs === atMs)) return rolePeriods;
  const open = rolePeriodsOf(customer).find((period) => period.role === role && period.untilMs === null && period.fromMs <= atMs);
  const ended = { role, fromMs: open?.fromMs ?? atMs, untilMs: atMs };
  return kept([...rolePeriods.filter((period) => period !== open), ended]);
}

function kept(periods: readonly RolePeriod[]): readonly RolePeriod[] {
  return periods.toSorted((a, b) => a.fromMs - b.fromMs).slice(-MOST_PERIODS);
}
