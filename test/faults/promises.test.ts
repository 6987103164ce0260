import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCampaign } from '../../src/store/campaign-control.ts';
import { setClock } from '../../src/store/domain-clock.ts';
import { applyCampaignFile, column, setDomainClock } from '../support/engine.ts';
import { proofSeed, writeEvidence } from '../support/proof.ts';
import { type Downtime, downMsWithin, noteDowntimes } from './support/downtime.ts';
import { evenly, postAll } from './support/event-client.ts';
import { eventLoad } from './support/event-load.ts';
import { addCustomers, type FireCustomer, wakeCustomers } from './support/fire-shop.ts';
import { type Installation, startInstallation } from './support/installation.ts';
import { quantiles } from './support/quantiles.ts';
import { reckonEvents, untilRest, violations } from './support/reckoning.ts';
import { type Dice, diceFrom } from './support/seeded.ts';
import { beStaff } from './support/sleepy-staff.ts';
import { dealStrikes, type Strike, StrikeCount } from './support/strikes.ts';

// Only `npm run proof` runs this: a shop of thirty days is nothing for the suite (vitest.config.ts).
const DAYS = 30;
const CUSTOMERS = 300;
const DELIVERIES = 900;
const STRIKES = 40;
/** A day of the shop takes 48 seconds. */
const CLOCK_FACTOR = 1_800;
const LASTS_MS = (DAYS * 24 * 3_600_000) / CLOCK_FACTOR;
const SEED = proofSeed();
/**
 * How much later than an outage a step may be taken, in system time: the relay takes a wake-up for lost when it is overdue by a minute and looks
 * every few seconds; the run of a killed worker, and the back-off of its calls, take the rest.
 */
const HEALED_WITHIN_MS = 90_000;

let installation: Installation;
beforeAll(async () => { installation = await startInstallation({ firstPort: 24_000, replyDelayMs: 40 }); });
afterAll(async () => { await installation?.close(); });

/** Customers of every level; the two that are promised regular contact, with the campaigns that keep it. */
async function setScene(): Promise<FireCustomer[]> {
  const { pool } = installation;
  await setDomainClock(pool, '2011-11-29T09:30:00Z', 1);
  const customers = await addCustomers(pool, CUSTOMERS, { prefix: 'kept', country: 'GB', orders: 1 });
  await pool.query(
    `insert into level_override (customer_id, level, reason, by, at) select id, 1 + (n % 4), 'of the proof', 'supervisor-1', touchline_now()
     from unnest($1::uuid[]) with ordinality as c(id, n)`, [customers.map(({ id }) => id)]);
  for (const name of ['weekly-contact', 'weekly-order-status']) {
    await applyCampaignFile(installation, `campaigns/${name}.yaml`);
    await startCampaign(pool, name);
  }
  await wakeCustomers(installation, customers.map(({ id }) => id));
  return customers;
}

const planStrikes = (dice: Dice): Strike[] => Array.from({ length: STRIKES }, (_, n) => ({
  afterMs: dice.between(Math.round((LASTS_MS / STRIKES) * 0.2), Math.round((LASTS_MS / STRIKES) * 1.2)),
  restMs: dice.chance(0.5) ? 0 : dice.between(100, 8_000),
  kinds: n % 3 === 2 ? ['worker', 'server'] : n % 3 === 1 ? ['server'] : ['worker'],
}));

interface Step {
  readonly named: string;
  readonly due_ms: number;
  readonly at_ms: number;
}

/** Steps, with the system time at which they were due and taken. A step that was due before its clock was opened was due when it was. */
async function stepsTaken(): Promise<Step[]> {
  const { rows } = await installation.pool.query<Step>(
    `with clock as (select * from domain_clock), taken as (
       select e.customer_id || ' ' || e.kind || ' ' || e.subject || ' ' || e.step as named, greatest(e.due_at, c.opened_at) as due, e.at
       from escalation e join sla_clock c using (customer_id, kind, subject))
     select named, (extract(epoch from clock.anchored_system) * 1000 + (epoch_ms(due) - epoch_ms(clock.anchored_domain)) / clock.factor)::float8 as due_ms,
       (extract(epoch from clock.anchored_system) * 1000 + (epoch_ms(at) - epoch_ms(clock.anchored_domain)) / clock.factor)::float8 as at_ms
     from taken, clock`);
  return rows;
}

const lateBeyondOutage = (steps: readonly Step[], downtimes: readonly Downtime[]) => steps
  .map((step) => ({ ...step, lateMs: Math.round(step.at_ms - step.due_ms), downMs: downMsWithin(downtimes, step.due_ms, step.at_ms) }))
  // A back-off lasts at most as long as the outage did.
  .filter(({ lateMs, downMs }) => lateMs > 2 * downMs + HEALED_WITHIN_MS);

/** Clocks that are past their time and say nothing of it, steps that a clock has taken twice, and steps that nobody was told of. */
const unescalated = () => column<string>(installation.pool,
  `select 'unescalated: ' || kind || ' ' || subject from sla_clock where paused_at is null and due_at <= coalesce(ended_at, touchline_now()) and not 'breach' = any(done)
   union all select 'twice: ' || kind || ' ' || subject from sla_clock where cardinality(done) <> (select count(distinct step) from unnest(done) step)
   union all select 'untold: ' || c.kind || ' ' || c.subject || ' ' || step from sla_clock c, unnest(c.done) step where step <> 'prepare' and not exists (
     select 1 from staff_notice where origin = 'escalation/' || c.customer_id || '/' || c.kind || '/' || c.subject || '/' || epoch_ms(c.opened_at)::bigint || '/' || step)`);

const say = (line: string) => { process.stdout.write(`${new Date().toISOString()} ${line}\n`); };
const counts = (sql: string) => column<object>(installation.pool, `select json_object_agg(what, n order by what) from (${sql}) counted`).then(([found]) => found ?? {});

test(`${DAYS} days of ${CUSTOMERS} customers, worker and server killed ${STRIKES} times: every promise is kept or escalated (seed ${SEED})`, async () => {
  const { pool, parts, home } = installation;
  const dice = diceFrom(SEED);
  const customers = await setScene();
  await setClock(pool, { factor: CLOCK_FACTOR });
  const load = eventLoad(dice, DELIVERIES, { name: 'kept', newcomers: [], everybody: customers });
  const over = new AbortController();
  const watched = Promise.all([noteDowntimes(parts.worker, over.signal), beStaff(installation, diceFrom(SEED + 1), over.signal)]);
  const [journal, dealt] = await Promise.all([
    postAll(installation, load.deliveries, evenly(load.deliveries.length, LASTS_MS), path.join(home.root, 'kept.ndjson')),
    dealStrikes(installation, planStrikes(dice), { count: new StrikeCount(), afterWorkerKill: async () => undefined, told: say }),
  ]);
  over.abort();
  const [downtimes, staff] = await watched;
  const steps = await stepsTaken();
  await setClock(pool, { factor: 1 });
  await untilRest(pool, 420_000, ['enrolment waiting', 'enrolment held', 'enrolment draft', 'enrolment approved', 'message planned', 'campaign run scheduled', 'campaign run sending']);

  expect(await violations(installation)).toEqual([]);
  expect(await unescalated()).toEqual([]);
  expect(await reckonEvents(pool, journal)).toEqual([]);
  expect(lateBeyondOutage(steps, downtimes)).toEqual([]);
  expect(Object.values(parts).flatMap(({ unplanned }) => unplanned)).toEqual([]);
  const clocks = await counts(`select kind || ' ' || state as what, count(*)::int as n from sla_clock group by 1`);
  const figures = {
    days: DAYS, customers: CUSTOMERS, strikes: dealt.length, kills: { worker: parts.worker.kills, server: parts.server.kills }, downMs: quantiles(downtimes.map(({ fromMs, untilMs }) => untilMs - fromMs)),
    events: load.events.length, staff, clocks, escalations: await counts(`select kind || ' ' || case when step like 'again-%' then 'again' else step end as what, count(*)::int as n from escalation group by 1`),
    approvals: await counts('select state as what, count(*)::int as n from approval group by 1'), messages: await counts('select state as what, count(*)::int as n from message group by 1'),
    lateMs: quantiles(steps.map(({ at_ms, due_ms }) => at_ms - due_ms)), lateBeyondOutage: 0, unescalated: 0,
  };
  process.stdout.write(`promises: ${JSON.stringify(figures)}\n`);
  for (const word of ['answered', 'approved', 'rejected', 'noted', 'slept'] as const) expect(staff[word], word).toBeGreaterThan(0);
  expect(steps.filter(({ named }) => named.endsWith(' breach')).length).toBeGreaterThan(CUSTOMERS / 10);
  await writeEvidence('promises', SEED, figures);
}, 3 * LASTS_MS + 600_000);
