import type { RunProgress, RunStep } from '../contracts/campaign-run.ts';
import { crashPoint } from '../contracts/crash-point.ts';
import { inAudience } from '../domain/audience.ts';
import type { Campaign } from '../domain/campaign.ts';
import { toCustomerId, type CustomerId } from '../domain/ids.ts';
import { inDecision, type Pool, type Queryable } from './pool.ts';
import type { RulesInForce, RulesSource } from './rules.ts';
import { loadKnownFacts } from './known-facts.ts';

interface RunRow {
  campaign: string;
  ordinal: number;
  state: 'scheduled' | 'freezing' | 'sending' | 'waiting' | 'finished' | 'cancelled';
  campaign_state: 'draft' | 'running' | 'paused' | 'cancelled' | 'finished';
  wait_for_start_ms: number | null;
  wait_for_end_ms: number | null;
  over: boolean;
  by_event: boolean;
  takes_audience: boolean;
  pending: boolean;
  channel: string | null;
  entered: boolean;
  open: number;
}

const RUN_SQL = `
select r.campaign, r.ordinal, r.state, c.state as campaign_state,
  touchline_wait_ms(r.starts_at) as wait_for_start_ms, touchline_wait_ms(r.ends_at) as wait_for_end_ms,
  coalesce(r.ends_at <= touchline_now(), false) as over, v.definition->'entry'->>'kind' = 'event' as by_event,
  v.definition->'entry'->>'kind' = 'audience' or coalesce((v.definition->'entry'->>'audienceAtStart')::boolean, false) as takes_audience,
  jsonb_path_query_first(v.definition, '$.steps[*] ? (@.kind == "send").channels[0]') #>> '{}' as channel,
  exists (select 1 from audience_member m where m.run_id = r.id and m.state = 'pending') as pending,
  exists (select 1 from audience_member m where m.run_id = r.id and m.state = 'entered') as entered,
  (select count(*)::int from enrolment e where e.run_id = r.id and e.open) as open
from campaign_run r join campaign c on c.name = r.campaign
  join campaign_version v on v.campaign = r.campaign and v.ordinal = r.ordinal
where r.id = $1`;

// The relay pokes a run whose last enrolment has ended, a command pokes the run it changes: this heals pokes that were lost.
const LOOK_AGAIN_MS = 60 * 60 * 1000;

/** What a campaign run does next, read from its rows; moves its state on where nothing has to be done for it. */
export async function nextRunStep(pool: Pool, runId: string, bulkQueueOf: (channel: string) => string): Promise<RunStep> {
  const { rows } = await pool.query<RunRow>(RUN_SQL, [runId]);
  const run = rows[0];
  if (run === undefined) return { kind: 'over' };
  const step = stepOf(run, bulkQueueOf);
  if (step.kind !== 'move') return step;
  await moveRun(pool, runId, run.state, step.to);
  return nextRunStep(pool, runId, bulkQueueOf);
}

type Move = { readonly kind: 'move'; readonly to: RunRow['state'] };

function stepOf(run: RunRow, bulkQueueOf: (channel: string) => string): RunStep | Move {
  if (run.state === 'finished' || run.state === 'cancelled') return { kind: 'over' };
  if (run.campaign_state === 'cancelled' || run.over) return { kind: 'finish' };
  if (run.campaign_state === 'paused') return wait(LOOK_AGAIN_MS, 'paused, until it is resumed');
  switch (run.state) {
    case 'scheduled':
      return beforeStart(run);
    case 'freezing':
      return run.pending ? { kind: 'freeze', pagesOn: bulkQueueOf(run.channel ?? '') } : { kind: 'freeze' };
    case 'sending':
      return run.pending ? { kind: 'page', taskQueue: bulkQueueOf(run.channel ?? '') } : { kind: 'move', to: 'waiting' };
    case 'waiting':
      break;
  }
  return whileWaiting(run);
}

function beforeStart(run: RunRow): RunStep | Move {
  if (run.wait_for_start_ms !== 0) return wait(run.wait_for_start_ms ?? LOOK_AGAIN_MS, 'its scheduled start');
  return { kind: 'move', to: run.takes_audience ? 'freezing' : 'waiting' };
}

/** All of the audience has been taken in: wake those who go on, then wait for the last of them. */
function whileWaiting(run: RunRow): RunStep {
  if (run.entered) return { kind: 'wake' };
  if (!run.by_event && run.open === 0) return { kind: 'finish' };
  const what = run.by_event ? 'events that enter customers' : `${run.open} open enrolments`;
  return wait(Math.min(run.wait_for_end_ms ?? LOOK_AGAIN_MS, LOOK_AGAIN_MS), what);
}

function wait(waitMs: number | null, waitingFor: string): RunStep {
  return { kind: 'wait', waitMs, waitingFor };
}

async function moveRun(db: Queryable, runId: string, from: RunRow['state'], to: RunRow['state']): Promise<void> {
  await db.query('update campaign_run set state = $3 where id = $1 and state = $2', [runId, from, to]);
}

/**
 * Freezes the next slice of the audience into rows, in the order of customer ids; the same core says who belongs.
 * Resumable: where it stands is part of the run. Answers how many belong, and whether that was all.
 */
export async function freezeAudienceSlice(pool: Pool, source: RulesSource, runId: string, size: number): Promise<{ frozen: number; done: boolean }> {
  return inDecision(pool, async (tx) => {
    const { rows } = await tx.query<{ campaign: string; ordinal: number; frozen_through: string | null; state: string }>(
      'select campaign, ordinal, frozen_through, state from campaign_run where id = $1 for update', [runId]);
    const run = rows[0];
    if (run === undefined || run.state !== 'freezing') return { frozen: 0, done: true };
    const rules = await source.load(tx);
    const campaign = rules.campaigns.find((one) => one.campaign.name === run.campaign && one.ordinal === run.ordinal)?.campaign;
    const ids = await customersAfter(tx, run.frozen_through, size);
    const last = ids.at(-1);
    if (campaign === undefined || last === undefined) {
      await moveRun(tx, runId, 'freezing', 'sending');
      return { frozen: 0, done: true };
    }
    const members = await membersOf(tx, ids, campaign, rules);
    await tx.query(
      `with frozen as (insert into audience_member (run_id, customer_id) select $1, unnest($2::uuid[]) on conflict do nothing returning 1)
       update campaign_run set frozen_through = $3, audience_count = audience_count + (select count(*) from frozen) where id = $1`,
      [runId, members, last]);
    crashPoint('freeze-uncommitted');
    return { frozen: members.length, done: false };
  });
}

async function customersAfter(db: Queryable, after: string | null, size: number): Promise<CustomerId[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from customer where ($1::uuid is null or id > $1) and merged_into is null and erased_at is null order by id limit $2`, [after, size]);
  return rows.map(({ id }) => toCustomerId(id));
}

async function membersOf(db: Queryable, ids: readonly CustomerId[], campaign: Campaign, rules: RulesInForce): Promise<CustomerId[]> {
  return (await loadKnownFacts(db, ids))
    .filter(({ customer, nowMs }) => inAudience(campaign, customer, rules.policy, nowMs) === null)
    .map(({ customer }) => customer.id);
}

const SLICE_SQL = `
with members as materialized (
  select customer_id from audience_member where run_id = $1 and state = 'entered' order by customer_id limit $2
), slice as materialized (
  select customer_id, exists (select 1 from enrolment e where e.customer_id = m.customer_id and e.run_id = $1 and e.open) as going from members m
), settled as (
  update audience_member m set state = 'done' from slice where m.run_id = $1 and m.customer_id = slice.customer_id and not slice.going
)
select count(*)::int as looked, coalesce(array_agg(customer_id::text order by customer_id) filter (where going), '{}') as going from slice`;

/** Members whose enrolment is still open after their page: they need a run of their own. Marks the others done, slice by slice. */
export async function membersToWake(pool: Pool, runId: string, size: number): Promise<CustomerId[]> {
  for (;;) {
    const { rows } = await pool.query<{ looked: number; going: string[] }>(SLICE_SQL, [runId, size]);
    const slice = rows[0];
    if (slice === undefined || slice.looked === 0) return [];
    if (slice.going.length > 0) return slice.going.map(toCustomerId);
  }
}

/** Their runs have been poked. */
export async function markAwake(pool: Pool, runId: string, ids: readonly CustomerId[]): Promise<void> {
  await pool.query(`update audience_member set state = 'awake' where run_id = $1 and customer_id = any($2::uuid[])`, [runId, ids]);
}

interface ProgressRow extends RunProgress {
  campaign: string;
  title: string;
  state: string;
}

const PROGRESS_SQL = `
select r.campaign, r.state, coalesce(v.definition->'title'->>'en', r.campaign) as title, r.audience_count as audience,
  (select count(*)::int from audience_member m where m.run_id = r.id and m.state = 'pending') as pending,
  (select count(*)::int from audience_member m where m.run_id = r.id and m.state = 'holdout') as holdout,
  (select count(*)::int from enrolment e where e.run_id = r.id and e.open) as open,
  (select count(*)::int from message m where m.campaign = r.campaign and m.run_id = r.id and m.state = 'accepted') as accepted,
  (select count(*)::int from message m where m.campaign = r.campaign and m.run_id = r.id and m.state = 'unknown') as unknown
from campaign_run r join campaign_version v on v.campaign = r.campaign and v.ordinal = r.ordinal where r.id = $1`;

/** The card of a run for the Temporal UI: counts only. */
export async function describeRun(pool: Pool, runId: string): Promise<string> {
  const { rows } = await pool.query<ProgressRow>(PROGRESS_SQL, [runId]);
  const run = rows[0];
  if (run === undefined) return '';
  return [
    `**${run.title}** · ${run.state}`,
    '',
    `- audience ${run.audience}, of these ${run.pending} still to be taken in, ${run.holdout} held out`,
    `- ${run.accepted} messages accepted, ${run.unknown} of unknown outcome`,
    `- ${run.open} enrolments open`,
  ].join('\n');
}
