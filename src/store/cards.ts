import type { LifecycleCard } from '../contracts/lifecycle.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { Queryable } from './pool.ts';

/** What a starting run shows before its first decision: the card of the last one, else the stored standing. */
export async function readCards(db: Queryable, ids: readonly CustomerId[]): Promise<Map<CustomerId, LifecycleCard>> {
  const { rows } = await db.query<{ id: CustomerId; card: LifecycleCard }>(
    `select s.customer_id as id, coalesce(s.card, jsonb_build_object('details', '', 'stage', f.stage, 'tier', f.tier, 'level', f.level::text,
       'state', 'waiting', 'campaigns', '[]'::jsonb)) as card
     from customer_state s join customer_facts f on f.customer_id = s.customer_id where s.customer_id = any($1::uuid[])`, [ids]);
  return new Map(rows.map(({ id, card }) => [id, card]));
}
