import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Queryable } from './pool.ts';

/** What tasks are about: a tag for an order, a right that a person carries out, a message that a person passes on through a marketplace, regular contact that no touch has kept, what was asked about a product in a week. */
export const TASK_KINDS = ['order-tag', 'right', 'on-site', 'contact', 'product-questions'] as const;

/** What the origin of a task that passes on a message begins with; its key follows. */
export const MESSAGE_ORIGIN = 'message/';

/** A message to pass on: to whom, where, about which order. */
export interface TaskWords {
  readonly to: string;
  readonly marketplace: string;
  readonly order: string | null;
  readonly text: string;
}

/** Something that a person is to do. */
export interface Task {
  readonly id: number;
  readonly origin: string;
  readonly shopId: string;
  readonly customerId: CustomerId | null;
  readonly kind: string;
  readonly what: string;
  /** Null: whoever looks at tasks. */
  readonly team: string | null;
  /** Who of the staff; null: nobody in particular. */
  readonly person: string | null;
  readonly createdAtMs: EpochMs;
  readonly dueAtMs: EpochMs | null;
  readonly state: 'open' | 'done' | 'cancelled';
  readonly doneBy: string | null;
  readonly doneAtMs: EpochMs | null;
  readonly note: string | null;
  /** Null: nothing is to be passed on, or its customer has been erased. */
  readonly words: TaskWords | null;
}

interface TaskRow extends Omit<Task, 'customerId' | 'createdAtMs' | 'dueAtMs' | 'doneAtMs'> {
  customer_id: string | null;
  created_ms: string;
  due_ms: string | null;
  done_ms: string | null;
}

const COLUMNS = `id, origin, shop_id as "shopId", customer_id, kind, what, team, person, epoch_ms(created_at) as created_ms, epoch_ms(due_at) as due_ms,
  state, done_by as "doneBy", epoch_ms(done_at) as done_ms, note, words`;

function taskOf({ customer_id: customerId, created_ms: createdMs, due_ms: dueMs, done_ms: doneMs, ...row }: TaskRow): Task {
  return {
    ...row, customerId: customerId === null ? null : toCustomerId(customerId), createdAtMs: Number(createdMs),
    dueAtMs: dueMs === null ? null : Number(dueMs), doneAtMs: doneMs === null ? null : Number(doneMs),
  };
}

/** Which tasks; null stands for all. */
export interface TaskSearch {
  readonly openOnly: boolean;
  readonly customerId: CustomerId | null;
  readonly kind: string | null;
  readonly limit: number;
}

/** Tasks: those with a deadline first, the nearest one at the top, then the oldest. */
export async function listTasks(db: Queryable, { openOnly, customerId, kind, limit }: TaskSearch): Promise<Task[]> {
  const { rows } = await db.query<TaskRow>(
    `select ${COLUMNS} from task where (not $1 or state = 'open') and ($2::uuid is null or customer_id = $2) and ($3::text is null or kind = $3)
     order by due_at nulls last, created_at, id limit $4`, [openOnly, customerId, kind, limit]);
  return rows.map(taskOf);
}

/** One task, or null. */
export async function readTask(db: Queryable, id: number): Promise<Task | null> {
  const { rows } = await db.query<TaskRow>(`select ${COLUMNS} from task where id = $1`, [id]);
  return rows[0] === undefined ? null : taskOf(rows[0]);
}

/** Why a message that lay before the staff was not passed on, in words. */
const NOT_PASSED_ON = {
  declined: 'a person has declined it',
  'order-cancelled': 'its order was cancelled',
  'not-in-time': 'nobody has passed it on while it was of use',
} as const;

/** How tasks end. */
export interface TaskEnd {
  readonly state: 'done' | 'cancelled';
  readonly by: string;
  readonly note: string | null;
  /** Of a message to pass on that is cancelled; left out: a person has declined it. */
  readonly notPassedOn?: keyof typeof NOT_PASSED_ON;
}

// What becomes of a message to pass on is news of its carrier, in the same commit: done, it was sent; cancelled, it was refused.
const END = `
with ended as (
  update task set state = $2, done_by = $3, note = $4, done_at = touchline_now() where id = any($1::int[]) and state = 'open' returning id, origin, state
), told as (
  insert into channel_news (channel, id, kind, at_system, received_system, news)
  select m.channel, 'task.' || e.id, outcome->>'kind', clock_timestamp(), clock_timestamp(),
    outcome || jsonb_build_object('id', 'task.' || e.id, 'atMs', epoch_ms(clock_timestamp()), 'message', jsonb_build_object('key', m.id, 'providerId', null))
  from ended e join message m on '${MESSAGE_ORIGIN}' || m.id = e.origin,
    lateral (select case e.state when 'done' then '{"kind": "receipt", "status": "sent"}'::jsonb
      else jsonb_build_object('kind', 'failed', 'to', null, 'failure', 'message-refused', 'code', $5::text, 'detail', $6::text) end as outcome) one
  on conflict (channel, id) do nothing
)
select id from ended`;

/** Ends those of the tasks that are open; answers how many these were. Of a message that one passes on, that is told like the word of a provider. */
export async function endTasks(db: Queryable, ids: readonly number[], { state, by, note, notPassedOn = 'declined' }: TaskEnd): Promise<number> {
  if (ids.length === 0) return 0;
  const { rowCount } = await db.query(END, [ids, state, by, note, notPassedOn, NOT_PASSED_ON[notPassedOn]]);
  return rowCount ?? 0;
}
