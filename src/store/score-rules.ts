import type { CutPoints, ShopPolicy } from '../domain/policy.ts';
import type { Queryable } from './pool.ts';

/** The active shop policy, or null before the first is applied. */
export async function activePolicy(db: Queryable): Promise<ShopPolicy | null> {
  const { rows } = await db.query<{ definition: ShopPolicy }>('select definition from policy_version where active');
  return rows[0]?.definition ?? null;
}

/** The cut-points of the newest scoring, or null before the first. */
export async function activeCutPoints(db: Queryable): Promise<CutPoints | null> {
  const { rows } = await db.query<{ cut_points: { forDecisions: CutPoints } }>('select cut_points from score_version order by id desc limit 1');
  return rows[0]?.cut_points.forDecisions ?? null;
}
