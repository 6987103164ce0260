import type { Purpose } from '../domain/customer.ts';
import type { MessageId } from '../domain/ids.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { because } from '../domain/reason.ts';
import { mostOnDay, type SenderLimits, senderLimitsOf, spacingMs } from '../domain/sender-limits.ts';
import { MAIL_CHANNELS } from './mail-store.ts';
import type { Queryable, Statement, Transaction } from './pool.ts';
import { activePolicy } from './score-rules.ts';

/** Marketing may stand so far ahead in the queue of turns, so that service, which always gets the next one, is not kept waiting. */
const LONGEST_QUEUE_MS = 2_000;

/** The turn of each message that may leave: on the `performance.now()` scale, 0 for at once. Those without one are absent. */
export type Turns = ReadonlyMap<MessageId, number>;

interface Asking {
  readonly id: MessageId;
  readonly channel: string;
}

interface TurnRow {
  id: MessageId | null;
  purpose: Purpose;
  counted: boolean;
  day: number;
  taken: number;
  ahead_ms: number;
}

// One row a sending domain, whatever the number of workers: whoever has it is the next to take turns. The day is read under its lock.
const QUEUE: Statement = { name: 'sender-queue', text: `
with queue as (
  insert into sender_use as u (sender, day, taken, next_system) values ($1, (touchline_now() at time zone $2)::date, 0, clock_timestamp())
  on conflict (sender) do update set day = (touchline_now() at time zone $2)::date,
    taken = case when u.day = (touchline_now() at time zone $2)::date then u.taken else 0 end, next_system = greatest(u.next_system, clock_timestamp())
  returning day, taken, extract(epoch from next_system - clock_timestamp())::float8 * 1000 as ahead_ms
)
select m.id, m.purpose, coalesce((m.claimed_at at time zone $2)::date = queue.day, false) as counted, queue.day - date '1970-01-01' as day, queue.taken, greatest(queue.ahead_ms, 0) as ahead_ms
from queue left join message m on m.id = any($3::text[]) and m.state = 'ready' order by m.purpose = 'service' desc, array_position($3::text[], m.id)` };

const TAKE_TURNS: Statement = { name: 'take-turns', text: `
update sender_use set taken = $2, next_system = clock_timestamp() + make_interval(secs => $3::float8 / 1000) where sender = $1` };

const TOLD_TO_WAIT: Statement = { name: 'told-to-wait', text: `update message set reason = $2 where id = any($1::text[]) and state = 'ready'` };

/**
 * Takes a turn for each message, as far as the limits of the sending domain go; call it last before the messages are taken, for it holds
 * the domain's row until the commit. Messages that are no mails, or of a domain without limits, leave at once: then nothing is asked.
 */
export async function takeTurns(tx: Transaction, policy: ShopPolicy, asking: readonly Asking[]): Promise<Turns> {
  const limits = senderLimitsOf(policy);
  const mails = limits === null ? [] : asking.filter(({ channel }) => MAIL_CHANNELS.includes(channel)).map(({ id }) => id);
  const turns = new Map(asking.filter(({ id }) => !mails.includes(id)).map(({ id }) => [id, 0]));
  if (limits === null || mails.length === 0) return turns;
  const { rows } = await tx.query<TurnRow>({ ...QUEUE, values: [policy.sender.domain, policy.shop.timeZone, mails] });
  const askedMs = performance.now();
  const { given, waiting, taken, aheadMs } = giveTurns(rows, limits);
  await tx.query({ ...TAKE_TURNS, values: [policy.sender.domain, taken, aheadMs] });
  if (waiting.length > 0) await tx.query({ ...TOLD_TO_WAIT, values: [waiting, JSON.stringify(because('sender-pace', { domain: policy.sender.domain }))] });
  return new Map([...turns, ...given.map(({ id, inMs }) => [id, inMs === 0 ? 0 : askedMs + inMs] as const)]);
}

/** Service goes first, is counted, and waits for nothing but its turn. What was counted today is not counted again. */
function giveTurns(rows: readonly TurnRow[], { pace, warmUp }: SenderLimits) {
  const given: { readonly id: MessageId; readonly inMs: number }[] = [];
  const waiting: MessageId[] = [];
  let [taken, aheadMs] = [rows[0]?.taken ?? 0, rows[0]?.ahead_ms ?? 0];
  for (const { id, purpose, counted, day } of rows) {
    if (id === null) continue;
    const isFull = !counted && warmUp !== undefined && taken >= mostOnDay(warmUp, day);
    if (purpose !== 'service' && (isFull || aheadMs > LONGEST_QUEUE_MS)) {
      waiting.push(id);
      continue;
    }
    given.push({ id, inMs: aheadMs });
    aheadMs += spacingMs(pace);
    if (!counted) taken += 1;
  }
  return { given, waiting, taken, aheadMs };
}

/** What a page may take now at the pace of the sending domain: so many at most, or none for so long. */
export interface PageRoom {
  readonly size: number;
  readonly waitMs: number;
}

/** The room of a page of this campaign's version that would take `size` customers; without a pace nothing is asked. */
export async function pageRoom(db: Queryable, policy: ShopPolicy, { campaign, ordinal }: { readonly campaign: string; readonly ordinal: number }, size: number): Promise<PageRoom> {
  const spacing = spacingMs(senderLimitsOf(policy)?.pace);
  if (spacing === 0) return { size, waitMs: 0 };
  const { rows } = await db.query<{ is_mail: boolean | null; ahead_ms: number | null }>(
    `select jsonb_path_query_first(definition, '$.steps[*] ? (@.kind == "send").channels[0]') #>> '{}' = any($4::text[]) as is_mail,
       (select extract(epoch from next_system - clock_timestamp())::float8 * 1000 from sender_use where sender = $1) as ahead_ms
     from campaign_version where campaign = $2 and ordinal = $3`, [policy.sender.domain, campaign, ordinal, MAIL_CHANNELS]);
  if (rows[0]?.is_mail !== true) return { size, waitMs: 0 };
  const waitMs = (rows[0].ahead_ms ?? 0) - LONGEST_QUEUE_MS;
  return waitMs > 0 ? { size: 0, waitMs } : { size: Math.max(1, Math.min(size, Math.floor(LONGEST_QUEUE_MS / spacing))), waitMs: 0 };
}

/** How a sending domain with limits stands. */
export interface SenderUse {
  readonly sender: string;
  /** Messages counted today, by the shop's clock. */
  readonly takenToday: number;
  /** What the warm-up allows today; null: as many as come. */
  readonly mostToday: number | null;
  /** The day of the warm-up, from 1; null: none is under way. */
  readonly warmUpDay: number | null;
  /** System milliseconds between two mails; 0: no pace is stated. */
  readonly spacingMs: number;
}

/** How the sending domain of the policy stands today; null when it has no limits. */
export async function senderUse(db: Queryable, policy: Pick<ShopPolicy, 'sender' | 'sending' | 'shop'>): Promise<SenderUse | null> {
  const limits = senderLimitsOf(policy);
  if (limits === null) return null;
  const { rows } = await db.query<{ today: number; taken: number; first: number | null }>(
    `select d.today - date '1970-01-01' as today, coalesce((select taken from sender_use where sender = $1 and day = d.today), 0) as taken, $3::date - date '1970-01-01' as first
     from (select (touchline_now() at time zone $2)::date as today) d`, [policy.sender.domain, policy.shop.timeZone, limits.warmUp?.from ?? null]);
  const { today = 0, taken = 0, first = null } = rows[0] ?? {};
  const most = limits.warmUp === undefined ? Infinity : mostOnDay(limits.warmUp, today);
  return {
    sender: policy.sender.domain, takenToday: taken, mostToday: most === Infinity ? null : most,
    warmUpDay: most === Infinity || first === null ? null : today - first + 1, spacingMs: spacingMs(limits.pace),
  };
}

/** The same for the policy in force. */
export async function senderUseInForce(db: Queryable): Promise<SenderUse | null> {
  const policy = await activePolicy(db);
  return policy === null ? null : senderUse(db, policy);
}
