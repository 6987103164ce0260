import type { GrantState } from '../domain/grant.ts';
import type { EpochMs } from '../domain/instant.ts';
import { PIECES } from '../domain/promotion.ts';
import type { Reason } from '../domain/reason.ts';
import type { Queryable } from './pool.ts';

/** How far a promotion has come: money as decimal text, what is counted as numbers. */
export interface PromotionCount {
  readonly promotion: string;
  readonly states: Readonly<Partial<Record<GrantState, number>>>;
  /** By currency, and `pieces`. */
  readonly purses: readonly { readonly unit: string; readonly held: string; readonly most: string | null }[];
  /** Codes of a pool that nobody has yet. */
  readonly freeCodes: number;
}

/** Every promotion that has or had a purse or a grant, by name. */
export async function countPromotions(db: Queryable): Promise<PromotionCount[]> {
  const { rows } = await db.query<{ count: PromotionCount }>(
    `select json_build_object('promotion', name, 'freeCodes', (select count(*) from promotion_code c where c.promotion = name and c.grant_id is null),
       'states', coalesce((select json_object_agg(state, n) from (select state, count(*) as n from promotion_grant g where g.promotion = name group by state) s), '{}'),
       'purses', coalesce((select json_agg(json_build_object('unit', unit, 'held', held::text, 'most', most::text) order by unit = '${PIECES}', unit)
         from promotion_purse p where p.promotion = name), '[]')) as count
     from (select promotion as name from promotion_purse union select promotion from promotion_grant) named order by name`);
  return rows.map(({ count }) => count);
}

export interface ListedGrant {
  readonly id: string;
  readonly customerId: string;
  readonly promotion: string;
  readonly state: GrantState;
  readonly code: string | null;
  readonly cost: string;
  readonly currency: string;
  readonly reservedAtMs: EpochMs;
  readonly endsAtMs: EpochMs;
  readonly usedByOrder: string | null;
  readonly reason: Reason | null;
}

/** Grants, the newest first; each filter is left out by null. */
export async function listGrants(
  db: Queryable, filter: { readonly promotion: string | null; readonly state: GrantState | null; readonly customerId: string | null; readonly limit: number },
): Promise<ListedGrant[]> {
  const { rows } = await db.query<{ listed: ListedGrant }>(
    `select json_build_object('id', id, 'customerId', customer_id, 'promotion', promotion, 'state', state, 'code', code, 'cost', cost::text, 'currency', trim(currency),
       'reservedAtMs', epoch_ms(reserved_at), 'endsAtMs', epoch_ms(ends_at), 'usedByOrder', used_by_order, 'reason', reason) as listed
     from promotion_grant where ($1::text is null or promotion = $1) and ($2::text is null or state = $2) and ($3::uuid is null or customer_id = $3)
     order by reserved_at desc, id limit $4`, [filter.promotion, filter.state, filter.customerId, filter.limit]);
  return rows.map(({ listed }) => listed);
}
