import type { CustomerFacts, Standing } from './customer.ts';
import type { EpochMs } from './instant.ts';
import type { CutPoints, ShopPolicy } from './policy.ts';
import { standingOf } from './standing.ts';
import { tierReached } from './tier.ts';

/** What a standing is made of, one at a time. */
export const PLANNED = ['stage', 'lifeCycle', 'tier', 'marks', 'level'] as const;
export type PlannedPart = (typeof PLANNED)[number];

/** Customers by what they are and what they would be, for each part of the standing: `before → after` and how many. */
export type Moves = Readonly<Record<PlannedPart, ReadonlyMap<string, number>>>;

/** Both policies, each with the thresholds that it would take from the customers as they are now. */
export interface PlannedRules {
  readonly policy: ShopPolicy;
  readonly cutPoints: CutPoints;
}

/** Counts who would move where; give it the customers page by page. */
export class PolicyPlan {
  readonly #counts: Record<PlannedPart, Map<string, number>> = { stage: new Map(), lifeCycle: new Map(), tier: new Map(), marks: new Map(), level: new Map() };
  readonly #before: PlannedRules;
  readonly #after: PlannedRules;
  readonly #nowMs: EpochMs;

  constructor(before: PlannedRules, after: PlannedRules, nowMs: EpochMs) {
    this.#before = before;
    this.#after = after;
    this.#nowMs = nowMs;
  }

  add(customer: CustomerFacts): void {
    const [before, after] = [byRules(customer, this.#before, this.#nowMs), byRules(customer, this.#after, this.#nowMs)];
    for (const part of PLANNED) count(this.#counts[part], `${wordOf(before, part)} → ${wordOf(after, part)}`);
  }

  moves(): Moves {
    return this.#counts;
  }
}

/**
 * The standing that rules alone give: what a customer would come to in the end. Tiers come down late and one at a time, so a plan
 * says where they are heading, not where they stand tomorrow.
 */
function byRules(customer: CustomerFacts, rules: PlannedRules, nowMs: EpochMs): Standing {
  const tier = tierReached(customer.contribution, rules.cutPoints, rules.policy);
  return standingOf({ ...customer, standing: { ...customer.standing, tier } }, rules, nowMs).standing;
}

function wordOf(standing: Standing, part: PlannedPart): string {
  return part === 'marks' ? standing.marks.join(', ') || 'none' : String(standing[part]);
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** How many would have each value, before and after. */
export function totalsOf(moves: ReadonlyMap<string, number>): ReadonlyMap<string, { readonly before: number; readonly after: number }> {
  const totals = new Map<string, { before: number; after: number }>();
  for (const [move, customers] of moves) {
    const [before = '', after = ''] = move.split(' → ');
    const [was, is] = [totals.get(before) ?? { before: 0, after: 0 }, before === after ? null : totals.get(after) ?? { before: 0, after: 0 }];
    totals.set(before, { before: was.before + customers, after: was.after + (is === null ? customers : 0) });
    if (is !== null) totals.set(after, { ...is, after: is.after + customers });
  }
  return totals;
}

/** Staff hours a week that the customers of each level ask for, by the policy's own figures; null where it states none. */
export function staffHours(levels: ReadonlyMap<string, { readonly before: number; readonly after: number }>, { capacity }: Pick<ShopPolicy, 'capacity'>, when: 'before' | 'after'): number | null {
  if (capacity === null) return null;
  const minutes = Object.entries(capacity.minutesByLevel).reduce((sum, [level, each = 0]) => sum + each * (levels.get(level)?.[when] ?? 0), 0);
  return minutes / 60;
}
