import type { CustomerId } from '../domain/ids.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { type PlannedPart, USUAL_PARTS } from '../domain/working-group.ts';
import type { Transaction } from './pool.ts';

/** Whoever comes to level 1 gets a working group, where the policy promises anything; its clocks open at the next look, which is due at once. Call it under the customers' locks. */
export async function giveOutParts(tx: Transaction, risen: readonly CustomerId[], { sla, workingGroup = USUAL_PARTS }: Pick<ShopPolicy, 'sla' | 'workingGroup'>): Promise<void> {
  if (sla === undefined || risen.length === 0) return;
  await openParts(tx, risen, workingGroup);
  await tx.query('update customer_state set wake_at = least(wake_at, touchline_now()) where customer_id = any($1::uuid[])', [risen]);
}

/** Gives the parts that are not open yet to whoever the policy names. */
async function openParts(tx: Transaction, customers: readonly CustomerId[], parts: readonly PlannedPart[]): Promise<void> {
  await tx.query(
    `insert into group_part (customer_id, part, team, what, asked_at, due_at)
     select c.id, p.part, p.team, p.what, touchline_now(), touchline_now() + make_interval(days => p."withinDays")
     from unnest($1::uuid[]) c(id), jsonb_to_recordset($2::jsonb) as p(part text, team text, what text, "withinDays" int)
     where not exists (select 1 from group_part g where g.customer_id = c.id and g.part = p.part and g.done_at is null)`, [customers, JSON.stringify(parts)]);
}
