import { crashPoint } from '../contracts/crash-point.ts';
import { campaignRunId } from '../contracts/lifecycle.ts';
import type { Campaign } from '../domain/campaign.ts';
import { after } from '../domain/duration.ts';
import { nextRunStart } from '../domain/next-run-start.ts';
import { inCampaignChange, type Pool, type Queryable, type Transaction } from './pool.ts';

/** A command on a campaign that its state does not allow. */
export class CampaignStateError extends Error {
  readonly code: 'unknown-campaign' | 'wrong-state' | 'run-under-way';

  constructor(code: CampaignStateError['code'], message: string) {
    super(message);
    this.name = 'CampaignStateError';
    this.code = code;
  }
}

interface LockedCampaign {
  state: 'draft' | 'running' | 'paused' | 'cancelled' | 'finished';
  ordinal: number;
  campaign: Campaign;
  time_zone: string;
}

async function lockCampaign(tx: Transaction, name: string): Promise<LockedCampaign> {
  const { rows } = await tx.query<LockedCampaign>(
    `select c.state, v.ordinal, v.definition as campaign,
       coalesce((select definition->'shop'->>'timeZone' from policy_version where active), 'UTC') as time_zone
     from campaign c join campaign_version v on v.campaign = c.name and v.ordinal = c.active_ordinal where c.name = $1 for update of c`, [name]);
  const row = rows[0];
  if (row === undefined) throw new CampaignStateError('unknown-campaign', `no campaign "${name}" has been applied`);
  return row;
}

/** Opens a run of the active version and answers its id; the caller starts the workflow, and the relay would. */
export async function startCampaign(pool: Pool, name: string): Promise<string> {
  return inCampaignChange(pool, async (tx) => {
    const locked = await lockCampaign(tx, name);
    if (locked.state === 'cancelled') throw new CampaignStateError('wrong-state', `campaign "${name}" was cancelled; cancelling is final`);
    if (locked.state === 'paused') throw new CampaignStateError('wrong-state', `campaign "${name}" is paused: resume it instead`);
    const open = await tx.query<{ id: string }>(`select id from campaign_run where campaign = $1 and state not in ('finished', 'cancelled')`, [name]);
    if (open.rows[0] !== undefined) throw new CampaignStateError('run-under-way', `${open.rows[0].id} is under way`);
    await tx.query(`update campaign set state = 'running' where name = $1`, [name]);
    return openRun(tx, locked, null);
  });
}

/** Inserts the next run of a campaign, to start at `startAtMs` or as its schedule says. */
async function openRun(tx: Transaction, { campaign, ordinal, time_zone }: LockedCampaign, startAtMs: number | null): Promise<string> {
  const { rows } = await tx.query<{ run: number; now_ms: string }>(
    `select coalesce(max(run_number), 0) + 1 as run, epoch_ms(touchline_now()) as now_ms from campaign_run where campaign = $1`, [campaign.name]);
  const run = rows[0]?.run ?? 1;
  const nowMs = Number(rows[0]?.now_ms);
  const startsAtMs = Math.max(nowMs, startAtMs ?? campaign.schedule.startAtMs ?? nowMs);
  const endsAtMs = campaign.schedule.endAfter === null ? null : after(startsAtMs, campaign.schedule.endAfter, time_zone);
  const id = campaignRunId(campaign.name, ordinal, run);
  await tx.query(
    `insert into campaign_run (id, campaign, ordinal, run_number, state, seed, starts_at, ends_at)
     values ($1, $2, $3, $4, 'scheduled', $2, instant($5), instant($6))`,
    [id, campaign.name, ordinal, run, startsAtMs, endsAtMs]);
  return id;
}

/** Holds a campaign: claims and decisions read this at once, deadlines keep running. Answers the open runs. */
export async function pauseCampaign(pool: Pool, name: string): Promise<string[]> {
  return inCampaignChange(pool, async (tx) => {
    const { state } = await lockCampaign(tx, name);
    if (state !== 'running') throw new CampaignStateError('wrong-state', `campaign "${name}" is ${state}, only a running one can be paused`);
    await tx.query(`update campaign set state = 'paused', paused_at = touchline_now() where name = $1`, [name]);
    return openRuns(tx, name);
  });
}

/**
 * Lets a paused campaign go on. Every open enrolment's customer is woken, spread over `windowMinutes` of domain time by hash.
 * @param late what becomes of touches that fell due meanwhile
 */
export async function resumeCampaign(pool: Pool, name: string, late: 'catch-up' | 'skip', windowMinutes: number): Promise<{ runs: string[]; woken: number }> {
  return inCampaignChange(pool, async (tx) => {
    const { state } = await lockCampaign(tx, name);
    if (state !== 'paused') throw new CampaignStateError('wrong-state', `campaign "${name}" is ${state}, only a paused one can be resumed`);
    await tx.query(`update campaign set state = 'running', late_rule = $2, resumed_at = touchline_now() where name = $1`, [name, late]);
    return { runs: await openRuns(tx, name), woken: await wakeEnrolled(tx, name, windowMinutes) };
  });
}

/** Ends a campaign for good: its enrolments end and unsent messages become void as their customers are woken. */
export async function cancelCampaign(pool: Pool, name: string): Promise<{ runs: string[]; woken: number }> {
  return inCampaignChange(pool, async (tx) => {
    const { state } = await lockCampaign(tx, name);
    if (state === 'cancelled') throw new CampaignStateError('wrong-state', `campaign "${name}" is cancelled already`);
    await tx.query(`update campaign set state = 'cancelled' where name = $1`, [name]);
    return { runs: await openRuns(tx, name), woken: await wakeEnrolled(tx, name, 0) };
  });
}

/** Closes a run. A repeating schedule opens the next one; else the campaign is finished with its last run. */
export async function finishRun(pool: Pool, runId: string): Promise<void> {
  await inCampaignChange(pool, async (tx) => {
    const { rows } = await tx.query<{ campaign: string; starts_ms: string }>(
      `select campaign, epoch_ms(starts_at) as starts_ms from campaign_run where id = $1 and state not in ('finished', 'cancelled') for update`, [runId]);
    const run = rows[0];
    if (run === undefined) return;
    const locked = await lockCampaign(tx, run.campaign);
    const cancelled = locked.state === 'cancelled';
    await tx.query(`update campaign_run set state = $2, finished_at = touchline_now() where id = $1`, [runId, cancelled ? 'cancelled' : 'finished']);
    crashPoint('run-finish-uncommitted');
    if (cancelled) return;
    const { repeat } = locked.campaign.schedule;
    if (repeat !== null) {
      await openRun(tx, locked, nextRunStart(Number(run.starts_ms), repeat, locked.campaign.schedule.timeZone ?? locked.time_zone));
      return;
    }
    await tx.query(`update campaign set state = 'finished' where name = $1`, [run.campaign]);
    await wakeEnrolled(tx, run.campaign, 0);
  });
}

async function openRuns(db: Queryable, name: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`select id from campaign_run where campaign = $1 and state not in ('finished', 'cancelled')`, [name]);
  return rows.map(({ id }) => id);
}

// pokes = -1 tells the relay that the wake-up was moved from outside the run, whose own timer does not know.
async function wakeEnrolled(tx: Transaction, name: string, windowMinutes: number): Promise<number> {
  const { rowCount } = await tx.query(
    // Locks are taken in the order of ids, as everywhere.
    `with locked as (
       select customer_id from customer_state where customer_id in (select customer_id from enrolment where campaign = $1 and open)
       order by customer_id for update)
     update customer_state s set wake_at = touchline_now() + make_interval(secs => 60 * $2::float8 * abs(hashtext(s.customer_id::text) % 1000) / 1000),
       pokes = -1, poked_system = null
     from locked where s.customer_id = locked.customer_id`, [name, windowMinutes]);
  return rowCount ?? 0;
}
