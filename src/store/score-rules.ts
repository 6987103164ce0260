import type { CutPoints, ShopPolicy } from '../domain/policy.ts';
import { USUAL_TIER_REVIEW } from '../domain/tier-review.ts';
import type { Queryable } from './pool.ts';
import { completePolicy, type StoredPolicy } from './stored-policy.ts';

/** The active shop policy, or null before the first is applied. */
export async function activePolicy(db: Queryable): Promise<ShopPolicy | null> {
  const { rows } = await db.query<{ definition: StoredPolicy }>('select definition from policy_version where active');
  return rows[0] === undefined ? null : completePolicy(rows[0].definition);
}

/** The number of the active policy, or null before the first is applied. */
export async function activePolicyOrdinal(db: Queryable): Promise<number | null> {
  const { rows } = await db.query<{ ordinal: number }>('select ordinal from policy_version where active');
  return rows[0]?.ordinal ?? null;
}

/** Over how many days orders count as contribution. */
export async function windowDaysInForce(db: Queryable): Promise<number> {
  return (await activePolicy(db) ?? { tierReview: USUAL_TIER_REVIEW }).tierReview.windowDays;
}

/** The cut-points of the newest scoring, or null before the first. */
export async function activeCutPoints(db: Queryable): Promise<CutPoints | null> {
  const { rows } = await db.query<{ cut_points: { forDecisions: CutPoints } }>('select cut_points from score_version order by id desc limit 1');
  return rows[0]?.cut_points.forDecisions ?? null;
}
