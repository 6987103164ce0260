import type { Queryable } from './pool.ts';

/** Counts of one campaign over all its runs and entries. */
export interface CampaignStatus {
  readonly name: string;
  readonly title: string | null;
  readonly state: string;
  readonly version: number;
  readonly audience: number;
  readonly holdout: number;
  readonly open: number;
  readonly held: number;
  readonly ended: number;
  readonly sent: number;
  readonly refused: number;
  readonly unknown: number;
}

export interface ClockStatus {
  readonly domainNow: Date;
  /** Null without a demo clock. */
  readonly factor: number | null;
}

/** What waits or hangs, from the tables alone. */
export interface BacklogStatus {
  readonly customers: number;
  /** Stored, not yet applied. */
  readonly received: number;
  /** Applied, not yet taken in by a decision. */
  readonly unconsumed: number;
  readonly deadLetters: number;
  readonly unknownMessages: number;
  readonly readyMessages: number;
  readonly overdueWakeUps: number;
  /** The longest overdue wake-up; null when none is overdue. */
  readonly oldestOverdue: { readonly customerId: string; readonly wakeAt: Date; readonly waitingFor: string } | null;
}

// Each count reads one table once; the audience is counted from its frozen rows.
const CAMPAIGNS_SQL = `
with audience as (
  select r.campaign, count(*)::int as audience, count(*) filter (where m.state = 'holdout')::int as holdout
  from campaign_run r join audience_member m on m.run_id = r.id group by r.campaign
), entries as (
  select campaign, count(*) filter (where open)::int as open, count(*) filter (where open and place->>'kind' = 'held')::int as held,
    count(*) filter (where not open)::int as ended from enrolment group by campaign
), sends as (
  select campaign, count(*) filter (where state = 'accepted')::int as sent, count(*) filter (where state = 'refused')::int as refused,
    count(*) filter (where state = 'unknown')::int as unknown from message group by campaign
)
select c.name, coalesce(v.definition->'title'->>'en', v.definition->'title'->>(v.definition->>'fallbackLocale')) as title, c.state, c.active_ordinal as version,
  coalesce(a.audience, 0) as audience, coalesce(a.holdout, 0) as holdout, coalesce(e.open, 0) as open, coalesce(e.held, 0) as held,
  coalesce(e.ended, 0) as ended, coalesce(s.sent, 0) as sent, coalesce(s.refused, 0) as refused, coalesce(s.unknown, 0) as unknown
from campaign c left join campaign_version v on v.campaign = c.name and v.ordinal = c.active_ordinal
left join audience a on a.campaign = c.name left join entries e on e.campaign = c.name left join sends s on s.campaign = c.name
order by c.name`;

export async function readCampaignStatus(db: Queryable): Promise<CampaignStatus[]> {
  const { rows } = await db.query<CampaignStatus>(CAMPAIGNS_SQL);
  return rows;
}

export async function readClockStatus(db: Queryable): Promise<ClockStatus> {
  const { rows } = await db.query<{ now: Date; factor: number | null }>(
    'select touchline_now() as now, (select factor from domain_clock where id = 1) as factor');
  const row = rows[0];
  if (row === undefined) throw new Error('the database did not tell its time');
  return { domainNow: row.now, factor: row.factor };
}

interface BacklogRow {
  customers: number;
  received: number;
  unconsumed: number;
  dead_letters: number;
  unknown_messages: number;
  ready_messages: number;
  overdue: number;
  oldest: { customerId: string; wakeAt: string; waitingFor: string } | null;
}

// A wake-up counts as overdue after a minute of system time, the same as for the relay; partial indexes keep these cheap.
const BACKLOG_SQL = `
with due as (
  select touchline_now() - interval '1 minute' * coalesce((select factor from domain_clock where id = 1), 1) as before
)
select (select count(*)::int from customer_facts) as customers,
  (select count(*)::int from event_inbox where status = 'received') as received,
  (select count(*)::int from event_inbox where status = 'applied') as unconsumed,
  (select count(*)::int from event_inbox where status = 'dead_letter') as dead_letters,
  (select count(*)::int from message where state = 'unknown') as unknown_messages,
  (select count(*)::int from message where state = 'ready') as ready_messages,
  (select count(*)::int from customer_state, due where wake_at < due.before) as overdue,
  (select json_build_object('customerId', customer_id, 'wakeAt', wake_at, 'waitingFor', waiting_for)
   from customer_state, due where wake_at < due.before order by wake_at limit 1) as oldest`;

export async function readBacklogStatus(db: Queryable): Promise<BacklogStatus> {
  const { rows } = await db.query<BacklogRow>(BACKLOG_SQL);
  const row = rows[0];
  if (row === undefined) throw new Error('the database did not count');
  return {
    customers: row.customers, received: row.received, unconsumed: row.unconsumed, deadLetters: row.dead_letters,
    unknownMessages: row.unknown_messages, readyMessages: row.ready_messages, overdueWakeUps: row.overdue,
    oldestOverdue: row.oldest === null ? null : { ...row.oldest, wakeAt: new Date(row.oldest.wakeAt) },
  };
}

/** True when the schema is there and answers. */
export async function pingDatabase(db: Queryable): Promise<void> {
  await db.query('select touchline_now()');
}

/** System milliseconds since a worker last left a sign of life; null when none ever did. */
export async function readWorkerSilenceMs(db: Queryable): Promise<number | null> {
  const { rows } = await db.query<{ silence_ms: number }>(
    `select extract(epoch from clock_timestamp()) * 1000 - (value)::float8 as silence_ms from setting where key = 'worker-seen'`);
  const row = rows[0];
  return row === undefined ? null : Math.max(0, Math.round(row.silence_ms));
}
