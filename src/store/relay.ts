import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { Pool } from './pool.ts';

/** System seconds that a wake-up may be late before the relay takes it for lost. */
const GRACE_SECONDS = 60;

// Poked in vain: again after 1, 2, 4 … 60 minutes of system time.
const RESTED = `(s.poked_system is null
  or s.poked_system < clock_timestamp() - make_interval(mins => least(60, power(2, least(greatest(s.pokes, 1), 7) - 1)::int)))`;

// A wake-up is lost when its instant lies a minute of system time back, when an event or a message has waited that long,
// or, at once, when it was moved from outside the run (pokes = -1). Each arm reads a small index and stops at the limit:
// this runs every few seconds, however many customers there are.
const OVERDUE_SQL = `
with clock as materialized (
  select touchline_now() as now, touchline_now() - make_interval(secs => $2 * coalesce((select factor from domain_clock where id = 1), 1)) as late
), overdue as (
  (select s.customer_id from customer_state s where s.wake_at < (select late from clock) and ${RESTED} order by s.wake_at limit $1)
  union
  (select s.customer_id from customer_state s where s.pokes = -1 and s.wake_at <= (select now from clock) and ${RESTED} order by s.wake_at limit $1)
  union
  (select s.customer_id from event_inbox e join customer_state s using (customer_id)
    where e.status = 'applied' and e.wakes and e.received_system < clock_timestamp() - make_interval(secs => $2) and ${RESTED} limit $1)
  union
  (select s.customer_id from message m join customer_state s using (customer_id)
    where ((m.state = 'ready' and coalesce(m.not_before, m.created_at) < (select late from clock))
      or (m.state = 'sending' and m.lease_until_system < clock_timestamp() - make_interval(secs => $2))) and ${RESTED} limit $1)
), chosen as (
  select s.customer_id from customer_state s where s.customer_id = any(array(select customer_id from overdue)) and ${RESTED}
  order by s.wake_at nulls last, s.customer_id limit $1 for update of s skip locked
)
update customer_state s set pokes = greatest(s.pokes, 0) + 1, poked_system = clock_timestamp()
from chosen where s.customer_id = chosen.customer_id returning s.customer_id`;

/** Customers whose wake-up seems lost, marked as poked now; at most `limit`, the longest overdue first. */
export async function takeOverdueCustomers(pool: Pool, limit: number): Promise<CustomerId[]> {
  const { rows } = await pool.query<{ customer_id: string }>(OVERDUE_SQL, [limit, GRACE_SECONDS]);
  return rows.map((row) => toCustomerId(row.customer_id));
}

/** Customers with a deadline, in the order of their ids: all of them must look again when the clock has changed. */
export async function customersAwaiting(pool: Pool, after: CustomerId | null, limit: number): Promise<CustomerId[]> {
  const { rows } = await pool.query<{ customer_id: string }>(
    `select customer_id from customer_state where wake_at is not null and ($1::uuid is null or customer_id > $1) order by customer_id limit $2`, [after, limit]);
  return rows.map((row) => toCustomerId(row.customer_id));
}

/**
 * Runs that have to be under way, with whether one has something to do at once: its campaign was cancelled, its audience
 * is still to be taken in and nothing holds it up, or its last enrolment has ended.
 */
export async function unfinishedRuns(pool: Pool): Promise<{ id: string; ready: boolean }[]> {
  const { rows } = await pool.query<{ id: string; ready: boolean }>(
    `select r.id, c.state = 'cancelled'
       or (c.state = 'running' and (r.state in ('freezing', 'sending') or (r.state = 'scheduled' and r.starts_at <= touchline_now())))
       or (c.state <> 'paused' and r.state = 'waiting' and v.definition->'entry'->>'kind' = 'audience'
         and not exists (select 1 from enrolment e where e.run_id = r.id and e.open)) as ready
     from campaign_run r join campaign c on c.name = r.campaign
       join campaign_version v on v.campaign = r.campaign and v.ordinal = r.ordinal
     where r.state not in ('finished', 'cancelled') order by r.id`);
  return rows;
}

/** How often the clock was changed; the relay compares it with the last number it saw. */
export async function clockChanges(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ changes: number }>(`select (value)::int as changes from setting where key = 'clock-changed'`);
  return rows[0]?.changes ?? 0;
}

/** Leaves a sign of life for the status page. */
export async function reportWorkerAlive(pool: Pool): Promise<void> {
  await pool.query(
    `insert into setting (key, value) values ('worker-seen', to_jsonb(epoch_ms(clock_timestamp())))
     on conflict (key) do update set value = excluded.value`);
}
