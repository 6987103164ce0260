import type { CustomerId } from '../domain/ids.ts';
import { toCustomerId } from '../domain/ids.ts';
import type { Statement, Transaction } from './pool.ts';

/** What stands in `customer_state` while the lock is held. */
export interface LockedCustomer {
  readonly id: CustomerId;
  readonly sequence: number;
  readonly lastCallKey: string | null;
}

interface LockRow {
  customer_id: string;
  sequence: string;
  last_call_key: string | null;
}

// Whoever has waited here sees the locked row anew, but not the customer's: a merge is told in both.
const LOCK: Statement = {
  name: 'lock-customers',
  text: `select s.customer_id, s.sequence, s.last_call_key from customer_state s join customer c on c.id = s.customer_id
where s.customer_id = any($1::uuid[]) and c.id = any($1::uuid[]) and c.merged_into is null and not s.merged
order by s.customer_id for update of s`,
};

/**
 * Takes the customers' locks, always in the order of their ids, so that two batches cannot wait for each other.
 * Customers that were merged away or do not exist are absent from the answer.
 */
export async function lockCustomers(tx: Transaction, ids: readonly CustomerId[]): Promise<Map<CustomerId, LockedCustomer>> {
  const { rows } = await tx.query<LockRow>({ ...LOCK, values: [ids] });
  return new Map(rows.map((row) => {
    const id = toCustomerId(row.customer_id);
    return [id, { id, sequence: Number(row.sequence), lastCallKey: row.last_call_key }];
  }));
}
