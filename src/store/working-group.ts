import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import { GROUP_PARTS, type GroupPartName } from '../domain/working-group.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { inDecision, type Pool, type Queryable, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';

/** A part of the working group of a customer. */
export interface GroupPart {
  readonly id: number;
  readonly customerId: CustomerId;
  readonly part: GroupPartName;
  /** Null: nobody is named. */
  readonly person: string | null;
  readonly team: string | null;
  readonly what: string;
  readonly dueAtMs: EpochMs;
  readonly doneAtMs: EpochMs | null;
  readonly doneBy: string | null;
  readonly note: string | null;
}

interface PartRow extends Omit<GroupPart, 'id' | 'customerId' | 'dueAtMs' | 'doneAtMs' | 'part'> {
  id: string;
  customer_id: string;
  part: string;
  due_ms: string;
  done_ms: string | null;
}

const COLUMNS = 'id, customer_id, part, person, team, what, epoch_ms(due_at) as due_ms, epoch_ms(done_at) as done_ms, done_by as "doneBy", note';

function partOf({ id, customer_id: customerId, part, due_ms: dueMs, done_ms: doneMs, ...row }: PartRow): GroupPart {
  return {
    ...row, id: Number(id), customerId: toCustomerId(customerId), part: GROUP_PARTS.find((known) => known === part) ?? 'service',
    dueAtMs: Number(dueMs), doneAtMs: doneMs === null ? null : Number(doneMs),
  };
}

/** Parts of working groups, the nearest first; null stands for all. */
export async function listParts(db: Queryable, of: { readonly customerId: CustomerId | null; readonly person: string | null; readonly openOnly: boolean; readonly limit: number }): Promise<GroupPart[]> {
  const { rows } = await db.query<PartRow>(
    `select ${COLUMNS} from group_part where ($1::uuid is null or customer_id = $1) and ($2::text is null or person = $2) and (not $3 or done_at is null) order by done_at is not null, due_at, id limit $4`,
    [of.customerId, of.person, of.openOnly, of.limit]);
  return rows.map(partOf);
}

/** What is changed of a part; what is left out stays. */
export interface PartChange {
  readonly part: GroupPartName;
  readonly person?: string;
  readonly what?: string;
  readonly dueAtMs?: EpochMs;
}

/** Names who has a part, what it is and until when; opens it where it is not open. Null: there is no such customer. */
export async function setPart(pool: Pool, source: RulesSource, customerId: CustomerId, change: PartChange): Promise<GroupPart | null> {
  return withCustomer(pool, source, customerId, async (tx) => {
    const { rows } = await tx.query<PartRow>(
      `update group_part set person = coalesce($3, person), what = coalesce($4, what), due_at = coalesce(instant($5), due_at) where customer_id = $1 and part = $2 and done_at is null returning ${COLUMNS}`,
      [customerId, change.part, change.person ?? null, change.what ?? null, change.dueAtMs ?? null]);
    const { rows: opened } = rows.length > 0 ? { rows } : await tx.query<PartRow>(
      `insert into group_part (customer_id, part, person, what, asked_at, due_at) values ($1, $2, $3, $4, touchline_now(), coalesce(instant($5), touchline_now() + interval '7 days')) returning ${COLUMNS}`,
      [customerId, change.part, change.person ?? null, change.what ?? change.part, change.dueAtMs ?? null]);
    return opened[0] === undefined ? null : partOf(opened[0]);
  });
}

/** Says that a part is done; null: there is none that is open under this number. */
export async function endPart(pool: Pool, source: RulesSource, id: number, { by, note }: { readonly by: string; readonly note: string | null }): Promise<GroupPart | null> {
  const { rows: [found] } = await pool.query<{ customer_id: string }>('select customer_id from group_part where id = $1', [id]);
  if (found === undefined) return null;
  return withCustomer(pool, source, toCustomerId(found.customer_id), async (tx) => {
    const { rows } = await tx.query<PartRow>(`update group_part set done_at = touchline_now(), done_by = $2, note = $3 where id = $1 and done_at is null returning ${COLUMNS}`, [id, by, note]);
    return rows[0] === undefined ? null : partOf(rows[0]);
  });
}

/** Changes facts of one customer under their lock, and lets the core see them at once. */
async function withCustomer<Result>(pool: Pool, source: RulesSource, id: CustomerId, change: (tx: Transaction) => Promise<Result | null>): Promise<Result | null> {
  return inDecision(pool, async (tx) => {
    if ((await lockCustomers(tx, [id])).size === 0) return null;
    const result = await change(tx);
    if (result !== null) await decideCustomers(tx, source, await lockCustomers(tx, [id]), { callKey: null, entering: null });
    return result;
  });
}
