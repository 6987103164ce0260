import type { ChannelRule } from '../domain/channel-choice.ts';
import type { MessageId } from '../domain/ids.ts';
import { DAY_MS, type EpochMs } from '../domain/instant.ts';
import { holdDecisions, type Transaction } from './pool.ts';

/** What is stored of a channel's messaging limit: as its provider told it last, and until when it is reached. */
export interface StoredLimits {
  readonly [key: `messaging-limit:${string}`]: { readonly most: number | null; readonly atMs: EpochMs };
  readonly [key: `messaging-full:${string}`]: { readonly untilMs: EpochMs };
}

/** Part of the statement that reads the rules in force. */
export const LIMITS_SQL = `coalesce((select json_object_agg(key, value) from setting where starts_with(key, 'messaging-')), '{}')`;

/** The rules of channels with their limits: what the provider told stands above what is configured. */
export function withMessagingLimits(channels: Readonly<Record<string, ChannelRule>>, stored: StoredLimits): Readonly<Record<string, ChannelRule>> {
  return Object.fromEntries(Object.entries(channels).map(([name, { messagingLimit: configured, ...rule }]): [string, ChannelRule] => {
    const told = stored[`messaging-limit:${name}`];
    const most = told === undefined ? configured : (told.most ?? undefined);
    const full = stored[`messaging-full:${name}`];
    if (most === undefined) return [name, rule];
    return [name, { ...rule, messagingLimit: most, ...(full === undefined ? {} : { fullUntilMs: full.untilMs }) }];
  }));
}

/** Keeps a limit that was told, unless a later one was; whoever waits for room looks again: nobody is being held by the old one meanwhile. */
export async function saveLimit(tx: Transaction, channel: string, limit: { readonly most: number | null; readonly atMs: EpochMs }): Promise<void> {
  await holdDecisions(tx);
  const { rowCount } = await tx.query(
    `insert into setting (key, value) values ('messaging-limit:' || $1, $2) on conflict (key) do update set value = excluded.value
     where (setting.value->>'atMs')::float8 <= (excluded.value->>'atMs')::float8`, [channel, JSON.stringify(limit)]);
  if (rowCount === 0) return;
  await tx.query(`delete from setting where key = 'messaging-full:' || $1`, [channel]);
  // Within ten minutes: all at once would only stand in each other's way.
  await tx.query(
    `update customer_state s set wake_at = touchline_now() + make_interval(secs => abs(hashtext(s.customer_id::text)) % 600), pokes = -1, poked_system = null
     from (select customer_id from customer_state where customer_id in (
       select customer_id from enrolment where open and place->'because'->>'code' = 'messaging-limit' and place->'because'->'params'->>'channel' = $1)
       order by customer_id for update) held
     where s.customer_id = held.customer_id`, [channel]);
}

const LIMIT_LOCK = 7_202;
const UNREACHED = `select m.id, m.channel, p.id as point, lower(p.address) as address, coalesce(p.reached_at > instant($3) - interval '24 hours', false) as counted
  from message m join contact_point p on p.id = m.contact_point_id
  where m.id = any($1::text[]) and m.channel = any($2::text[]) and not coalesce(p.window_until > instant($3) + interval '1 minute', false) order by m.id`;

interface UnreachedRow {
  id: MessageId;
  channel: string;
  point: string;
  address: string;
  counted: boolean;
}

/**
 * Takes room for messages that are about to be claimed, on channels that let a sender write to so many people in 24 hours; answers those for which
 * there is none. Room is taken last of all, under one lock a channel, so that all workers together obey the limit. It is not given back when
 * a send fails: the provider may have counted it.
 */
export async function takeRoom(tx: Transaction, channels: Readonly<Record<string, ChannelRule>>, ids: readonly MessageId[], atMs: EpochMs): Promise<ReadonlySet<MessageId>> {
  const limited = Object.keys(channels).filter((name) => channels[name]?.messagingLimit !== undefined);
  if (limited.length === 0 || ids.length === 0) return new Set();
  const { rows } = await tx.query<UnreachedRow>(UNREACHED, [ids, limited, atMs]);
  const without = new Set<MessageId>();
  for (const channel of limited) {
    const most = channels[channel]?.messagingLimit ?? 0;
    for (const id of await takeRoomOn(tx, { channel, most, rows: rows.filter((row) => row.channel === channel), atMs })) without.add(id);
  }
  return without;
}

async function takeRoomOn(tx: Transaction, { channel, most, rows, atMs }: { channel: string; most: number; rows: readonly UnreachedRow[]; atMs: EpochMs }): Promise<readonly MessageId[]> {
  const fresh = [...new Set(rows.filter(({ counted }) => !counted).map(({ address }) => address))];
  const room = fresh.length === 0 ? 0 : await roomOn(tx, channel, most, atMs);
  const taken = new Set(fresh.slice(0, Math.max(room, 0)));
  const going = rows.filter(({ counted, address }) => counted || taken.has(address));
  await tx.query('update contact_point set reached_at = instant($2) where id = any($1::uuid[])', [going.map(({ point }) => point), atMs]);
  if (taken.size < fresh.length) await noteFull(tx, channel, most, atMs);
  return rows.filter((row) => !going.includes(row)).map(({ id }) => id);
}

async function roomOn(tx: Transaction, channel: string, most: number, atMs: EpochMs): Promise<number> {
  await tx.query('select pg_advisory_xact_lock($1, hashtext($2))', [LIMIT_LOCK, channel]);
  const { rows } = await tx.query<{ reached: number }>(
    `select count(distinct lower(address))::int as reached from contact_point where channel = $1 and reached_at is not null and reached_at > instant($2) - interval '24 hours'`, [channel, atMs]);
  return most - (rows[0]?.reached ?? 0);
}

/** There is room again when the oldest of the last so many is a day old. */
async function noteFull(tx: Transaction, channel: string, most: number, atMs: EpochMs): Promise<void> {
  const { rows } = await tx.query<{ ms: string }>(
    `select epoch_ms(max(reached_at)) as ms from contact_point where channel = $1 and reached_at is not null and reached_at > instant($2) - interval '24 hours'
     group by lower(address) order by 1 desc offset $3 limit 1`, [channel, atMs, Math.max(most - 1, 0)]);
  const untilMs = (rows[0] === undefined || most === 0 ? atMs : Number(rows[0].ms)) + DAY_MS;
  await tx.query(`insert into setting (key, value) values ('messaging-full:' || $1, $2) on conflict (key) do update set value = excluded.value`, [channel, JSON.stringify({ untilMs })]);
}
