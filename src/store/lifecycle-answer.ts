import type { LifecycleAnswer, LifecycleCard, LifecycleCommand } from '../contracts/lifecycle.ts';
import type { CustomerId, MessageId } from '../domain/ids.ts';
import type { Level } from '../domain/customer.ts';
import { TO_SCREEN } from './inquiry-to-screen.ts';
import type { Queryable, Statement } from './pool.ts';

interface AnswerRow {
  sequence: string;
  wait_ms: number | null;
  wake_set: boolean;
  waiting_for: string;
  more: boolean;
  card: LifecycleCard | null;
  level: Level;
  due: { messageId: MessageId; channel: string; campaign: string; step: string }[];
  to_screen: number[];
}

// A clock that stands still must not end the run: it looks again after a day, and a change of the clock pokes it.
const STANDSTILL_MS = 24 * 60 * 60 * 1000;

const ANSWER: Statement = { name: 'lifecycle-answer', text: `
with due as materialized (
  select id, channel, campaign, step, created_at from message
  where customer_id = $1 and state in ('ready', 'sending')
    and ((state = 'ready' and (not_before is null or not_before <= touchline_now())) or (state = 'sending' and lease_until_system < clock_timestamp()))
), unscreened as materialized (
  select i.id from inquiry i where i.customer_id = $1 and ${TO_SCREEN}
)
select s.sequence, touchline_wait_ms(s.wake_at) as wait_ms, s.wake_at is not null as wake_set, s.waiting_for, s.card, f.level,
  exists (select 1 from event_inbox e where e.customer_id = s.customer_id and e.status = 'applied') as more,
  coalesce((select json_agg(json_build_object('messageId', id, 'channel', channel, 'campaign', campaign, 'step', step) order by created_at, id)
    from due), '[]') as due,
  coalesce((select json_agg(id order by id) from unscreened), '[]') as to_screen
from customer_state s join customer_facts f on f.customer_id = s.customer_id where s.customer_id = $1 and not s.merged` };

const EMPTY_CARD: LifecycleCard = { details: '', stage: 'aware', tier: 'D', level: '4', state: 'waiting', campaigns: [] };

/** An answer for a customer who was merged away or erased: nothing is awaited. It is the last word, newer than any decision. */
export const NOTHING_AWAITED: LifecycleAnswer = { sequence: Number.MAX_SAFE_INTEGER, waitMs: null, waitingFor: '', commands: [], more: false, card: EMPTY_CARD };

/**
 * The answer of the run, read from committed (or this transaction's own) state: it is right also for a repeated call.
 * @param taskQueueOf the queue of single touches of a channel
 */
export async function readAnswer(db: Queryable, id: CustomerId, taskQueueOf: (channel: string) => string): Promise<LifecycleAnswer> {
  const { rows } = await db.query<AnswerRow>({ ...ANSWER, values: [id] });
  const row = rows[0];
  if (row === undefined) return NOTHING_AWAITED;
  return {
    sequence: Number(row.sequence),
    waitMs: row.wait_ms === null ? (row.wake_set ? STANDSTILL_MS : null) : Math.ceil(row.wait_ms),
    waitingFor: row.waiting_for,
    more: row.more,
    card: row.card ?? EMPTY_CARD,
    commands: [...row.to_screen.map((inquiry) => toScreen(inquiry, row)), ...row.due.map((due) => toSend(due, row, taskQueueOf))],
  };
}

function toScreen(inquiry: number, { level }: AnswerRow): LifecycleCommand {
  return { kind: 'screen', inquiry, level, summary: `inquiry ${inquiry}: is this a real buyer?` };
}

function toSend({ messageId, channel, campaign, step }: AnswerRow['due'][number], { level }: AnswerRow, taskQueueOf: (channel: string) => string): LifecycleCommand {
  return { kind: 'send', messageId, taskQueue: taskQueueOf(channel), level, summary: `${channel}: ${campaign}, ${step}` };
}
