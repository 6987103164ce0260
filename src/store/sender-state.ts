import { isSenderHalted, SENDER_BRAKE } from '../domain/sender-brake.ts';
import { WHOLE_ACCOUNT } from '../contracts/channel-news.ts';
import { storeNews } from './channel-news.ts';
import type { Queryable } from './pool.ts';

/** How a channel's sending domain stands with those it sends to. */
export interface SenderState {
  readonly channel: string;
  readonly sender: string;
  readonly state: 'ok' | 'slow' | 'halted';
  readonly detail: string;
}

/** A code by which a server spoke of the sender, for one message. */
interface PolicyCode {
  readonly message: string;
  readonly code: string;
  readonly detail: string;
}

/** Channels on which our sending domain, or everything we send with, is stopped. What providers say of other senders, they enforce themselves. */
export const HALTED_CHANNELS_SQL = `array(select s.channel from channel_sender s join policy_version p on p.active and s.sender in (p.definition->'sender'->>'domain', '${WHOLE_ACCOUNT}') where s.state = 'halted')`;

const SENDING_DOMAIN = `(select p.definition->'sender'->>'domain' from policy_version p where p.active)`;

/** Keeps codes that came in reports, each once a message. */
export async function reportPolicyCodes(db: Queryable, channel: string, codes: readonly PolicyCode[]): Promise<void> {
  await db.query(
    `insert into sender_report (message_id, code, channel, sender, detail, received_system)
     select c.message, c.code, $1, coalesce(${SENDING_DOMAIN}, ''), c.detail, clock_timestamp() from jsonb_to_recordset($2::jsonb) as c(message text, code text, detail text)
     on conflict (message_id, code) do nothing`, [channel, JSON.stringify(codes)]);
}

const WINDOW = `clock_timestamp() - interval '${SENDER_BRAKE.windowMinutes} minutes'`;

/** A code of an attempt by which a server spoke of the sender: `550 5.7.26`. */
export const POLICY_ANSWER = String.raw`^[45]\d\d [45]\.7\.`;

// What servers said at once stands with the attempts ('550 5.7.26'), what they sent back later in sender_report. Both are found by time.
const TALLY_SQL = `
with tried as (
  select m.channel, a.message_id, a.code, a.detail, a.started_system as at, a.code ~ '${POLICY_ANSWER}' as policy
  from attempt a join message m on m.id = a.message_id where a.started_system > ${WINDOW}
), told as (
  select channel, message_id, code, detail, at from tried where policy
  union all select channel, message_id, code, detail, received_system from sender_report where received_system > ${WINDOW}
)
select channel, coalesce(${SENDING_DOMAIN}, '') as sender, count(distinct message_id)::int as reports, (select count(distinct t.message_id)::int from tried t where t.channel = told.channel) as attempts,
  (array_agg(code || ' ' || coalesce(detail, '') order by at desc))[1] as newest
from told group by channel`;

/**
 * Counts what was heard lately of the sending domain, and tells like any other news how it stands now; answers what has changed.
 * @param channels whose messages are mails
 */
export async function judgeSenders(db: Queryable, channels: readonly string[]): Promise<SenderState[]> {
  const [tallies, standing] = [await tallySenders(db), await senderStates(db)];
  const halted = tallies.filter((one) => channels.includes(one.channel) && isSenderHalted(one));
  const isHalted = ({ channel, sender }: Pick<SenderState, 'channel' | 'sender'>, among: readonly Pick<SenderState, 'channel' | 'sender'>[]) =>
    among.some((one) => one.channel === channel && one.sender === sender);
  const stopped = standing.filter(({ channel, state }) => channels.includes(channel) && state === 'halted');
  const changed: SenderState[] = [
    ...halted.filter((one) => !isHalted(one, stopped)).map(({ channel, sender, reports, attempts, newest }) => ({
      channel, sender, state: 'halted' as const,
      detail: `${reports} of ${Math.max(reports, attempts)} messages in ${SENDER_BRAKE.windowMinutes} minutes were refused or delayed because of the sender, the last: ${newest}`.slice(0, 300),
    })),
    ...stopped.filter((one) => !isHalted(one, halted)).map(({ channel, sender }) => ({ channel, sender, state: 'ok' as const, detail: 'nothing was heard of it for a while' })),
  ];
  for (const { channel, ...one } of changed) {
    const atMs = Date.now();
    await storeNews(db, channel, [{ id: `sender.${one.sender}.${atMs}`, atMs, kind: 'sender', ...one }]);
  }
  return changed;
}

interface SenderRow {
  channel: string;
  sender: string;
  reports: number;
  attempts: number;
  newest: string;
}

async function tallySenders(db: Queryable): Promise<SenderRow[]> {
  const { rows } = await db.query<SenderRow>(TALLY_SQL);
  return rows;
}

/** How senders stand, as far as anything was told of them. */
export async function senderStates(db: Queryable): Promise<SenderState[]> {
  const { rows } = await db.query<SenderState>('select channel, sender, state, detail from channel_sender order by channel, sender');
  return rows;
}

/** Notes that a provider takes nothing of ours on a channel: from the next judgement on its marketing waits. */
export async function haltAccount(db: Queryable, channel: string, detail: string): Promise<void> {
  await db.query(
    `insert into channel_sender (channel, sender, state, detail, at_system) values ($1, $2, 'halted', $3, clock_timestamp())
     on conflict (channel, sender) do update set state = 'halted', detail = excluded.detail, at_system = case when channel_sender.state = 'halted' then channel_sender.at_system else excluded.at_system end`,
    [channel, WHOLE_ACCOUNT, detail.slice(0, 300)]);
}

/** A halted account rests so long before its provider is asked again. */
const REST_MINUTES = 10;

/**
 * Looks again at accounts that an answer has halted; where the provider no longer objects, sending goes on, and is halted again by the next answer
 * that says so. Answers what has changed. What an account's own news has halted, its news lets go on.
 * @param probe null: the provider takes us; undefined: there is no such channel
 */
export async function releaseAccounts(db: Queryable, probe: (channel: string) => Promise<string | null | undefined>): Promise<SenderState[]> {
  const { rows } = await db.query<{ channel: string }>(
    `select channel from channel_sender where sender = $1 and state = 'halted' and detail like $2 and at_system < clock_timestamp() - interval '${REST_MINUTES} minutes'`, [WHOLE_ACCOUNT, `${REFUSED_ATTEMPT}%`]);
  const released: SenderState[] = [];
  for (const { channel } of rows) {
    if (await probe(channel) !== null) continue;
    const state: SenderState = { channel, sender: WHOLE_ACCOUNT, state: 'ok', detail: 'its provider no longer objects' };
    await db.query(`update channel_sender set state = 'ok', detail = $2, at_system = clock_timestamp() where channel = $1 and sender = $3`, [channel, state.detail, WHOLE_ACCOUNT]);
    released.push(state);
  }
  return released;
}

/** What the detail of an account that an attempt has halted begins with. */
export const REFUSED_ATTEMPT = 'an attempt was answered with';
