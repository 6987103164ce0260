import type { Queryable } from './pool.ts';

/** A promotion that a customer of the demo shop has in hand, as far as an order can show its use. */
export interface GrantInHand {
  /** External id. */
  readonly customer: string;
  readonly code: string | null;
  /** The product whose order is the use, or null. */
  readonly product: string | null;
}

/** The open grants that have reached these customers; those for friends left out. */
export async function grantsInHand(db: Queryable, shopId: string, externalIds: readonly string[]): Promise<readonly GrantInHand[]> {
  const { rows } = await db.query<GrantInHand>(
    `select i.value as customer, g.code, case when g.terms->>'usedWhen' = 'product' then g.terms->'products'->>0 end as product
     from promotion_grant g join identity i on i.customer_id = g.customer_id and i.shop_id = $1 and i.kind = 'external'
     where i.value = any($2::text[]) and g.state = 'committed' and g.ends_at > touchline_now() and g.terms->>'usedBy' = 'holder' order by g.id`,
    [shopId, externalIds]);
  return rows;
}

/** A code that somebody was asked to pass on and nobody has used, the oldest first; null when there is none. */
export async function codeForFriend(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ code: string }>(
    `select code from promotion_grant where state = 'committed' and ends_at > touchline_now() and terms->>'usedBy' = 'friend' and code is not null
     order by reserved_at, id limit 1`);
  return rows[0]?.code ?? null;
}
