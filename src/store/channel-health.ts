import { type HealthFacts, type HealthState, SLOW_CHANNEL } from '../domain/channel-health.ts';
import type { Queryable } from './pool.ts';

/** What the tables say of a channel: its senders, its last attempts, and what waits because of it. */
export interface ChannelTraffic extends Omit<HealthFacts, 'probe'> {
  /** Messages that wait because a sender is halted, or because the provider has put them off. */
  readonly waiting: number;
}

/** Where nothing is known. */
export const noTraffic = (): ChannelTraffic => ({ senders: [], lately: { attempts: 0, troubled: 0, firstTroubleMs: null, newest: null }, waiting: 0 });

// What we have put off ourselves, or laid before a person, says nothing of a provider.
const OWN_CODES = `('pace', 'page-too-slow', 'with-staff', 'not-built', 'not-prepared')`;

// An account that only ever was told well of is no line of its own; names of senders whose domain the policy no longer has are old news.
const TRAFFIC = `
with tried as (
  select m.channel, a.started_system as at, a.code, a.detail, a.outcome in ('deferred', 'unknown') and coalesce(a.code, '') not in ${OWN_CODES} as troubled
  from attempt a join message m on m.id = a.message_id where a.started_system > clock_timestamp() - interval '${SLOW_CHANNEL.withinMinutes} minutes'
), lately as (
  select channel, count(*)::int as attempts, (count(*) filter (where troubled))::int as troubled, epoch_ms(min(at) filter (where troubled)) as first_ms,
    (array_agg(concat_ws(' ', code, detail) order by at desc) filter (where troubled))[1] as newest from tried group by channel
), senders as (
  select s.channel, json_agg(json_build_object('sender', s.sender, 'state', s.state, 'detail', s.detail, 'sinceMs', epoch_ms(s.at_system)) order by s.sender) as senders
  from channel_sender s group by s.channel
), held as (
  select place->'because'->'params'->>'channel' as channel, count(*)::int as count from enrolment
  where open and place->>'kind' = 'held' and place->'because'->>'code' = 'sender-halted' group by 1
), put_off as (
  select channel, count(*)::int as count from message where state = 'ready' and reason->>'code' = 'deferred' and coalesce(reason->'params'->>'code', '') not in ${OWN_CODES} group by channel
)
select c.channel, coalesce(s.senders, '[]') as senders, coalesce(l.attempts, 0) as attempts, coalesce(l.troubled, 0) as troubled, l.first_ms, l.newest,
  coalesce(h.count, 0) + coalesce(p.count, 0) as waiting
from unnest($1::text[]) c(channel) left join senders s on s.channel = c.channel left join lately l on l.channel = c.channel
left join held h on h.channel = c.channel left join put_off p on p.channel = c.channel`;

interface TrafficRow {
  channel: string;
  senders: { sender: string; state: HealthState; detail: string; sinceMs: number }[];
  attempts: number;
  troubled: number;
  first_ms: string | null;
  newest: string | null;
  waiting: number;
}

/** The traffic of each of these channels. */
export async function readChannelTraffic(db: Queryable, channels: readonly string[]): Promise<(channel: string) => ChannelTraffic> {
  const { rows } = await db.query<TrafficRow>(TRAFFIC, [channels]);
  const traffic = new Map(rows.map(({ channel, senders, attempts, troubled, first_ms: firstMs, newest, waiting }): [string, ChannelTraffic] =>
    [channel, { senders, lately: { attempts, troubled, firstTroubleMs: firstMs === null ? null : Number(firstMs), newest }, waiting }]));
  return (channel) => traffic.get(channel) ?? noTraffic();
}

/** The customer who has this address on the channel, unless it was invented for a demo; null: nobody has. */
export async function ownerOfAddress(db: Queryable, channel: string, address: string): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>('select customer_id as id from contact_point where channel = $1 and lower(address) = lower($2) and not sandbox_only limit 1', [channel, address]);
  return rows[0]?.id ?? null;
}

/** By what whoever has this address can be written to, on a channel that they have to open first; null: nothing is known of it. */
export async function referenceOfAddress(db: Queryable, channel: string, address: string): Promise<Readonly<Record<string, unknown>> | null> {
  const { rows } = await db.query<{ reference: Readonly<Record<string, unknown>> }>('select reference from contact_point where channel = $1 and address = $2 and reference is not null limit 1', [channel, address]);
  return rows[0]?.reference ?? null;
}
