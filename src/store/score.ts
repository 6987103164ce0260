import type { CustomerFacts, Standing } from '../domain/customer.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { type StandingRules, standingOf } from '../domain/standing.ts';
import { cutPointsFrom } from '../domain/tier-cut-points.ts';
import { netValueOf } from '../domain/tier.ts';
import { lockCustomers } from './customer-lock.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import { type Cells, type ScoredValues, type ScoreRule, type Scoring, scoringBy } from './score-cells.ts';
import { createFactsAsOf, type FactsAsOf, pagesAsOf, type ValueBasis, valueOf } from './score-facts.ts';
import { type Distribution, newDistribution, tally } from './score-distribution.ts';
import { saveScores, type ScoreToSave } from './score-save.ts';
import { nextVersion, saveScoreVersion, type ScoreVersion } from './score-version.ts';
import { loadSnapshots } from './snapshot.ts';

export interface ScoreRequest {
  /** `yyyy-mm-dd` in the shop's zone: orders before that day count. */
  readonly asOf: string;
  /** The instant at which that day begins. */
  readonly asOfMs: EpochMs;
  readonly basis: ValueBasis;
  readonly rule: ScoreRule;
  readonly policy: ShopPolicy;
}

export interface ScoreReport {
  readonly score: ScoreVersion;
  readonly distribution: Distribution;
}

/**
 * Scores every customer as of a date and stores scores, standing and the cut-points that explain them, in one transaction
 * under the customers' locks. Same orders, date, rule and policy give the same answer whatever stood there before.
 */
export function scoreCustomers(pool: Pool, request: ScoreRequest): Promise<ScoreReport> {
  return inTransaction(pool, async (tx) => {
    await createFactsAsOf(tx, request.asOf);
    const { values, nets } = await collectValues(tx, request.basis);
    const scoring = scoringBy(request.rule, values);
    const version = await nextVersion(tx);
    const scoredValues = nets.map((value, index) => ({ value, orderCount: values.frequency[index] ?? 0 }));
    const cutPoints = cutPointsFrom(scoredValues, request.policy, version);
    const { asOf, asOfMs, basis, rule, policy } = request;
    const total = values.monetary.reduce((sum, value) => sum + value, 0);
    const score = { version, asOf, asOfMs, basis, rule, cuts: scoring.cuts, forDecisions: cutPoints, customers: values.ids.length, total };
    await saveScoreVersion(tx, score);
    const distribution = newDistribution();
    for await (const page of pagesAsOf(tx)) await scorePage(tx, page, { score, scoring, rules: { policy, cutPoints }, distribution });
    return { score, distribution };
  });
}

async function collectValues(tx: Transaction, basis: ValueBasis): Promise<{ values: ScoredValues; nets: number[] }> {
  const values: ScoredValues = { ids: [], recencyDays: [], frequency: [], monetary: [] };
  const nets: number[] = [];
  for await (const page of pagesAsOf(tx)) {
    for (const facts of page) {
      if (facts.recencyDays === null) continue;
      values.ids.push(facts.id);
      values.recencyDays.push(facts.recencyDays);
      values.frequency.push(facts.orders.orderCount);
      values.monetary.push(valueOf(facts, basis));
      nets.push(netValueOf(facts.orders));
    }
  }
  return { values, nets };
}

interface PageScoring {
  readonly score: ScoreVersion;
  readonly scoring: Scoring;
  readonly rules: StandingRules;
  readonly distribution: Distribution;
}

async function scorePage(tx: Transaction, page: readonly FactsAsOf[], { score, scoring, rules, distribution }: PageScoring): Promise<void> {
  const ids = page.map(({ id }) => id);
  await lockCustomers(tx, ids);
  const snapshots = await loadSnapshots(tx, ids, 0);
  const scores = page.flatMap((facts): ScoreToSave[] => {
    const customer = snapshots.get(facts.id)?.customer;
    if (customer === undefined) return [];
    const cells = cellsOf(facts, score.basis, scoring);
    return [{ id: facts.id, cells, standing: freshStanding(customer, facts, { cells, rules, asOfMs: score.asOfMs }) }];
  });
  await saveScores(tx, score.version, scores);
  for (const { cells, standing } of scores) tally(distribution, cells, standing);
}

function cellsOf(facts: FactsAsOf, basis: ValueBasis, scoring: Scoring): Cells | null {
  if (facts.recencyDays === null) return null;
  return scoring.cellsOf({ id: facts.id, recencyDays: facts.recencyDays, frequency: facts.orders.orderCount, monetary: valueOf(facts, basis) });
}

/** Judged as if for the first time: a tier given under earlier cut-points must not colour a new scoring. */
function freshStanding(
  customer: CustomerFacts, facts: FactsAsOf, { cells, rules, asOfMs }: { cells: Cells | null; rules: StandingRules; asOfMs: EpochMs },
): Standing {
  const unjudged: Standing = { ...customer.standing, tier: '' };
  const scores = { recencyScore: cells?.recency ?? null, frequencyScore: cells?.frequency ?? null, monetaryScore: cells?.monetary ?? null };
  return standingOf({ ...customer, ...facts.orders, ...scores, standing: unjudged }, rules, asOfMs).standing;
}
