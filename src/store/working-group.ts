import { type CustomerId, type StaffId, toCustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { StaffRole } from '../domain/staff.ts';
import { GROUP_PARTS, type GroupPartName } from '../domain/working-group.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { inDecision, type Pool, type Queryable, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { roleInForce } from './staff.ts';

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

/** Who may give parts, and who may say that one is done. */
export const PART_GIVERS: readonly StaffRole[] = ['supervisor', 'service', 'marketer'];
export const PART_DOERS: readonly StaffRole[] = [...PART_GIVERS, 'operator'];

/** What is changed of a part; what is left out stays. */
export interface PartChange {
  readonly customerId: CustomerId;
  readonly by: StaffId;
  readonly part: GroupPartName;
  readonly person?: StaffId;
  readonly what?: string;
  readonly dueAtMs?: EpochMs;
}

/** What became of a word on a part. */
export type PartChanged =
  | { readonly kind: 'done'; readonly part: GroupPart }
  /** The customer has become part of another one, or no part is open under this number. */
  | { readonly kind: 'no-part' }
  | { readonly kind: 'no-role' };

/** Names who has a part, what it is and until when, and tells them; opens it where it is not open. */
export async function setPart(pool: Pool, source: RulesSource, { customerId, by, ...change }: PartChange): Promise<PartChanged> {
  return withCustomer(pool, source, { customerId, by, roles: PART_GIVERS }, async (tx) => {
    const { rows: [before] } = await tx.query<{ person: string | null }>('select person from group_part where customer_id = $1 and part = $2 and done_at is null', [customerId, change.part]);
    const part = await writePart(tx, customerId, change);
    const isNews = part?.person != null && part.person !== by && part.person !== before?.person;
    if (isNews) await tellOwner(tx, part);
    return part;
  });
}

async function writePart(tx: Transaction, customerId: CustomerId, { part, person, what, dueAtMs }: Omit<PartChange, 'customerId' | 'by'>): Promise<GroupPart | null> {
  const { rows } = await tx.query<PartRow>(
    `update group_part set person = coalesce($3, person), what = coalesce($4, what), due_at = coalesce(instant($5), due_at) where customer_id = $1 and part = $2 and done_at is null returning ${COLUMNS}`,
    [customerId, part, person ?? null, what ?? null, dueAtMs ?? null]);
  const { rows: opened } = rows.length > 0 ? { rows } : await tx.query<PartRow>(
    `insert into group_part (customer_id, part, person, what, asked_at, due_at) values ($1, $2, $3, $4, touchline_now(), coalesce(instant($5), touchline_now() + interval '7 days')) returning ${COLUMNS}`,
    [customerId, part, person ?? null, what ?? part, dueAtMs ?? null]);
  return opened[0] === undefined ? null : partOf(opened[0]);
}

async function tellOwner(tx: Transaction, { id, customerId, team, dueAtMs }: GroupPart): Promise<void> {
  await tx.query(
    `insert into staff_notice (origin, team, what, customer_id, about, at)
     select 'part/' || $1::text || '/' || epoch_ms(clock_timestamp())::text, $2, 'part', $3, jsonb_build_object('part', $1::bigint, 'dueMs', $4::float8), touchline_now()`, [id, team, customerId, dueAtMs]);
}

/** Says that a part is done. */
export async function endPart(pool: Pool, source: RulesSource, id: number, { by, note }: { readonly by: StaffId; readonly note: string | null }): Promise<PartChanged> {
  const { rows: [found] } = await pool.query<{ customer_id: string }>('select customer_id from group_part where id = $1', [id]);
  if (found === undefined) return { kind: 'no-part' };
  return withCustomer(pool, source, { customerId: toCustomerId(found.customer_id), by, roles: PART_DOERS }, async (tx) => {
    const { rows } = await tx.query<PartRow>(`update group_part set done_at = touchline_now(), done_by = $2, note = $3 where id = $1 and done_at is null returning ${COLUMNS}`, [id, by, note]);
    return rows[0] === undefined ? null : partOf(rows[0]);
  });
}

interface PartHand {
  readonly customerId: CustomerId;
  readonly by: StaffId;
  readonly roles: readonly StaffRole[];
}

/** Changes a part of one customer under their lock, by somebody who may at that instant, and lets the core see it at once. */
async function withCustomer(pool: Pool, source: RulesSource, { customerId, by, roles }: PartHand, change: (tx: Transaction) => Promise<GroupPart | null>): Promise<PartChanged> {
  return inDecision(pool, async (tx): Promise<PartChanged> => {
    if ((await lockCustomers(tx, [customerId])).size === 0) return { kind: 'no-part' };
    if (!await roleInForce(tx, by, ...roles)) return { kind: 'no-role' };
    const part = await change(tx);
    if (part === null) return { kind: 'no-part' };
    await decideCustomers(tx, source, await lockCustomers(tx, [customerId]), { callKey: null, entering: null });
    return { kind: 'done', part };
  });
}
