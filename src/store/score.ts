import type { CustomerFacts } from '../domain/customer.ts';
import type { Feedback } from '../domain/customer.ts';
import { feedbackScore } from '../domain/feedback.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { type StandingRules, standingOf } from '../domain/standing.ts';
import { cutPointsFrom, type ScoredValue } from '../domain/tier-cut-points.ts';
import { netValueOf } from '../domain/tier.ts';
import { lockCustomers } from './customer-lock.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import { type Cells, type ScoredValues, type ScoreRule, type Scoring, scoringBy } from './score-cells.ts';
import { createFactsAsOf, type FactsAsOf, pagesAsOf, type ValueBasis, valueOf } from './score-facts.ts';
import { type Distribution, newDistribution, tally } from './score-distribution.ts';
import { giveOutParts } from './open-parts.ts';
import { risenToFirst, standingToSave, type StandingToSave } from './save-standings.ts';
import { saveScores, type ScoreToSave } from './score-save.ts';
import { currenciesOfOrders } from './order-currencies.ts';
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
  /** Of the orders that count. */
  readonly currencies: readonly string[];
  readonly distribution: Distribution;
}

/**
 * Scores every customer as of a date and stores scores, standing and the cut-points that explain them, in one transaction
 * under the customers' locks. Same orders, date, rule and policy give the same answer whatever stood there before, but for the
 * tier: it is given by the first scoring and reviewed by later ones, down late.
 */
export function scoreCustomers(pool: Pool, request: ScoreRequest): Promise<ScoreReport> {
  return inTransaction(pool, async (tx) => {
    await createFactsAsOf(tx, { asOf: request.asOf, windowDays: request.policy.tierReview.windowDays });
    const { values, buyers } = await collectValues(tx, request.basis);
    const scoring = scoringBy(request.rule, values);
    const version = await nextVersion(tx);
    const cutPoints = cutPointsFrom({ buyers, feedbackScores: await feedbackScores(tx) }, request.policy, version);
    const { asOf, asOfMs, basis, rule, policy } = request;
    const total = values.monetary.reduce((sum, value) => sum + value, 0);
    const score = { version, asOf, asOfMs, basis, rule, cuts: scoring.cuts, forDecisions: cutPoints, customers: values.ids.length, total };
    await saveScoreVersion(tx, score);
    const distribution = newDistribution();
    for await (const page of pagesAsOf(tx)) await scorePage(tx, page, { score, scoring, rules: { policy, cutPoints }, distribution });
    return { score, currencies: await currenciesOfOrders(tx), distribution };
  });
}

async function collectValues(tx: Transaction, basis: ValueBasis): Promise<{ values: ScoredValues; buyers: ScoredValue[] }> {
  const values: ScoredValues = { ids: [], recencyDays: [], frequency: [], monetary: [] };
  const buyers: ScoredValue[] = [];
  for await (const page of pagesAsOf(tx)) {
    for (const facts of page) {
      if (facts.recencyDays === null) continue;
      values.ids.push(facts.id);
      values.recencyDays.push(facts.recencyDays);
      values.frequency.push(facts.orders.orderCount);
      values.monetary.push(valueOf(facts, basis));
      buyers.push({ value: netValueOf(facts.orders), contribution: facts.orders.contribution, orderCount: facts.orders.orderCount });
    }
  }
  return { values, buyers };
}

/** Of everybody who said or did something for the brand. */
async function feedbackScores(tx: Transaction): Promise<number[]> {
  const { rows } = await tx.query<Feedback>(
    `select review_count as "reviewCount", rating_sum as "ratingSum", activity_count as "activityCount", return_count as "returnCount", satisfaction_count as "satisfactionCount", satisfaction_sum as "satisfactionSum"
     from customer_facts where review_count + activity_count + satisfaction_count > 0`);
  return rows.map(feedbackScore).filter((score) => score > 0);
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
    const asOf = factsAsOf(customer, facts, cells);
    const answer = standingOf(asOf, rules, score.asOfMs, asOf.tierRecord.sinceMs !== null);
    const toSave = standingToSave(asOf, answer, { atMs: score.asOfMs, scoreVersion: score.version });
    return [{ ...toSave, levelChange: byScoring(toSave.levelChange, score.version), cells, contribution: asOf.contribution, contributionParts: asOf.contributionParts }];
  });
  await saveScores(tx, score, scores);
  await giveOutParts(tx, risenToFirst(scores), rules.policy);
  for (const { cells, standing } of scores) tally(distribution, cells, standing);
}

/** A change of a level that a scoring has made, and not a decision. */
function byScoring(change: StandingToSave['levelChange'], version: number): StandingToSave['levelChange'] {
  return change === null ? null : { ...change, because: { ...change.because, params: { ...change.because.params, score: version } } };
}

function cellsOf(facts: FactsAsOf, basis: ValueBasis, scoring: Scoring): Cells | null {
  if (facts.recencyDays === null) return null;
  return scoring.cellsOf({ id: facts.id, recencyDays: facts.recencyDays, frequency: facts.orders.orderCount, monetary: valueOf(facts, basis) });
}

/**
 * The customer as orders and scores say at that date. A tier that no scoring gave is none: the first gives it as if for the first time,
 * later ones review it.
 */
function factsAsOf(customer: CustomerFacts, { orders }: FactsAsOf, cells: Cells | null): CustomerFacts {
  const scores = { recencyScore: cells?.recency ?? null, frequencyScore: cells?.frequency ?? null, monetaryScore: cells?.monetary ?? null };
  const standing = customer.tierRecord.sinceMs === null ? { ...customer.standing, tier: '' } : customer.standing;
  return { ...customer, ...orders, ...scores, standing };
}
