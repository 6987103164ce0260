import type { Money } from '../domain/customer.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Queryable } from './pool.ts';

/** A promotion that a customer of the demo shop has in hand, as far as an order can show its use. */
export interface GrantInHand {
  /** External id. */
  readonly customer: string;
  readonly code: string | null;
  /** The product whose order is the use, or null. */
  readonly product: string | null;
  /** When the customer got it; orders before that cannot know of it. */
  readonly sinceMs: EpochMs;
  /** Money in 1/10,000 units. */
  readonly minimumSpend: Money;
}

interface GrantRow extends Omit<GrantInHand, 'sinceMs' | 'minimumSpend'> {
  readonly since_ms: string;
  readonly minimum_spend: string;
}

const TERMS = `g.code, epoch_ms(g.committed_at) as since_ms, coalesce((g.terms->>'minimumSpend')::numeric, 0) as minimum_spend`;
const OPEN = `g.state = 'committed' and g.ends_at > touchline_now()`;
const toGrant = ({ since_ms: sinceMs, minimum_spend: minimumSpend, ...row }: GrantRow): GrantInHand => ({ ...row, sinceMs: Number(sinceMs), minimumSpend: Number(minimumSpend) });

/** The open grants that have reached these customers; those for friends left out. */
export async function grantsInHand(db: Queryable, shopId: string, externalIds: readonly string[]): Promise<readonly GrantInHand[]> {
  const { rows } = await db.query<GrantRow>(
    `select i.value as customer, ${TERMS}, case when g.terms->>'usedWhen' = 'product' then g.terms->'products'->>0 end as product
     from promotion_grant g join identity i on i.customer_id = g.customer_id and i.shop_id = $1 and i.kind = 'external'
     where i.value = any($2::text[]) and ${OPEN} and g.terms->>'usedBy' = 'holder' order by g.id`,
    [shopId, externalIds]);
  return rows.map(toGrant);
}

/** Of each tool that nobody has used yet, the grant that has been in somebody's hand longest, at least so long. */
export interface UnusedTool extends GrantInHand {
  readonly tool: string;
  /** Meant for somebody else than its holder. */
  readonly forFriend: boolean;
}

const UNUSED_TOOLS = `
select distinct on (g.tool) g.tool, i.value as customer, g.terms->>'usedBy' = 'friend' as "forFriend", ${TERMS},
  case when g.terms->>'usedWhen' = 'product' then g.terms->'products'->>0 end as product
from promotion_grant g join identity i on i.customer_id = g.customer_id and i.shop_id = $1 and i.kind = 'external'
where ${OPEN} and g.committed_at <= touchline_now() - make_interval(secs => $2) and not exists (select 1 from promotion_grant u where u.tool = g.tool and u.state = 'used')
order by g.tool, g.committed_at, g.id`;

export async function toolsNobodyUsed(db: Queryable, shopId: string, inHandForSeconds: number): Promise<readonly UnusedTool[]> {
  const { rows } = await db.query<GrantRow & { tool: string; forFriend: boolean }>(UNUSED_TOOLS, [shopId, inHandForSeconds]);
  return rows.map((row) => ({ ...toGrant(row), tool: row.tool, forFriend: row.forFriend }));
}

/** What somebody was asked to pass on and nobody has used, the oldest first; null when there is none. Its holder is not told. */
export async function grantForFriend(db: Queryable): Promise<GrantInHand | null> {
  const { rows } = await db.query<GrantRow>(
    `select '' as customer, ${TERMS}, null as product from promotion_grant g
     where ${OPEN} and g.terms->>'usedBy' = 'friend' and g.code is not null order by g.reserved_at, g.id limit 1`);
  return rows[0] === undefined ? null : toGrant(rows[0]);
}
