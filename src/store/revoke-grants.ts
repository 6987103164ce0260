import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import { because } from '../domain/reason.ts';
import { lockCustomers } from './customer-lock.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import { countedPurses, PIECES_BACK, purseAmounts } from './purses.ts';

/** Which open grants to take back: those of a promotion, of one customer, or both. */
export interface Revocation {
  readonly promotion: string;
  readonly customerId: CustomerId | null;
}

/** Grants that one transaction takes back: their customers are locked meanwhile. */
const PER_TRANSACTION = 500;

// Grants first, then purses, as decisions do (move-grants.ts). The run of each customer is due at once: its deadline has gone.
const REVOKE_SQL = `
with ending as materialized (
  select g.id, g.customer_id, g.promotion, g.currency, g.cost, ${PIECES_BACK} as pieces
  from promotion_grant g where g.promotion = $1 and g.customer_id = any($2::uuid[]) and g.state in ('reserved', 'committed') order by g.id for update
), back as (
  ${purseAmounts('ending', '-cost', '-pieces')}
), counted as (${countedPurses('table back')}
), due as (
  update customer_state s set wake_at = touchline_now(), pokes = -1, poked_system = null from ending e where s.customer_id = e.customer_id
)
update promotion_grant g set state = 'revoked', cost = 0, pieces = g.pieces - e.pieces, ended_at = touchline_now(), reason = $3
from ending e where g.id = e.id`;

/** Takes open grants back, with their codes; what is on its way to the customer does not leave any more. Answers how many. */
export async function revokeGrants(pool: Pool, { promotion, customerId }: Revocation): Promise<number> {
  let revoked = 0;
  for (let after: string | null = null; ;) {
    const ids = await holders(pool, promotion, { customerId, after });
    if (ids.length === 0) return revoked;
    revoked += await inTransaction(pool, (tx) => revokeOf(tx, promotion, ids));
    after = ids.at(-1) ?? null;
  }
}

async function holders(pool: Pool, promotion: string, { customerId, after }: { customerId: CustomerId | null; after: string | null }): Promise<CustomerId[]> {
  const { rows } = await pool.query<{ customer_id: string }>(
    `select distinct customer_id from promotion_grant where promotion = $1 and state in ('reserved', 'committed')
       and ($2::uuid is null or customer_id = $2) and ($3::uuid is null or customer_id > $3) order by customer_id limit $4`,
    [promotion, customerId, after, PER_TRANSACTION]);
  return rows.map((row) => toCustomerId(row.customer_id));
}

async function revokeOf(tx: Transaction, promotion: string, ids: readonly CustomerId[]): Promise<number> {
  await lockCustomers(tx, ids);
  const { rowCount } = await tx.query(REVOKE_SQL, [promotion, ids, JSON.stringify(because('promotion-revoked', { promotion }))]);
  return rowCount ?? 0;
}
