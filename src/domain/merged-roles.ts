import type { KnownFacts, RolePeriod } from './customer.ts';
import { afterRole } from './roles.ts';

type RoleFacts = Pick<KnownFacts, 'rolePeriods' | 'firstOrderAtMs' | 'lastOrderAtMs'>;

/** The told roles of two customers who are one: as if everything that was told of either had been told of one, in the order of time. */
export function mergedRoles(orders: Omit<RoleFacts, 'rolePeriods'>, kept: readonly RolePeriod[], gone: readonly RolePeriod[]): readonly RolePeriod[] {
  const told = [...kept, ...gone].flatMap(({ role, fromMs, untilMs }) => [
    { role, taken: true, atMs: fromMs }, ...(untilMs === null ? [] : [{ role, taken: false, atMs: untilMs }]),
  ]).toSorted((a, b) => a.atMs - b.atMs || Number(b.taken) - Number(a.taken));
  return told.reduce<readonly RolePeriod[]>((rolePeriods, news) => afterRole({ ...orders, rolePeriods }, news), []);
}
