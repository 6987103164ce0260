import type { CustomerId } from '../domain/ids.ts';
import type { PlannedPart } from '../domain/working-group.ts';
import type { Transaction } from './pool.ts';

/** Gives the parts that are not open yet to whoever the policy names. Call it under the customer's lock. */
export async function openParts(tx: Transaction, customers: readonly CustomerId[], parts: readonly PlannedPart[]): Promise<void> {
  await tx.query(
    `insert into group_part (customer_id, part, team, what, asked_at, due_at)
     select c.id, p.part, p.team, p.what, touchline_now(), touchline_now() + make_interval(days => p."withinDays")
     from unnest($1::uuid[]) c(id), jsonb_to_recordset($2::jsonb) as p(part text, team text, what text, "withinDays" int)
     where not exists (select 1 from group_part g where g.customer_id = c.id and g.part = p.part and g.done_at is null)`, [customers, JSON.stringify(parts)]);
}
