import type { FactChangeOf } from '../contracts/fact-change.ts';
import type { RolePeriod } from '../domain/customer.ts';
import { afterRole } from '../domain/roles.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import type { Transaction } from './pool.ts';

interface Row {
  roles: RolePeriod[];
  first_ms: string | null;
  last_ms: string | null;
  at_ms: string;
}

/** Notes since when, or until when, the customer has a role; false when that is known. Call it under the customer's lock. */
export async function recordRole(tx: Transaction, { customerId }: LockedOwner, { role, taken }: FactChangeOf<'role'>, inboxId: number): Promise<boolean> {
  const { rows: [row] } = await tx.query<Row>(
    `select f.roles, epoch_ms(f.first_order_at) as first_ms, epoch_ms(f.last_order_at) as last_ms, epoch_ms(e.occurred_at) as at_ms
     from customer_facts f, event_inbox e where f.customer_id = $1 and e.id = $2`, [customerId, inboxId]);
  if (row === undefined) return false;
  const [firstOrderAtMs, lastOrderAtMs] = [row.first_ms, row.last_ms].map((text) => (text === null ? null : Number(text)));
  const after = afterRole({ rolePeriods: row.roles, firstOrderAtMs: firstOrderAtMs ?? null, lastOrderAtMs: lastOrderAtMs ?? null }, { role, taken, atMs: Number(row.at_ms) });
  if (after === row.roles) return false;
  await tx.query('update customer_facts set roles = $2 where customer_id = $1', [customerId, JSON.stringify(after)]);
  return true;
}
