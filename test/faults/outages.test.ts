import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setClock } from '../../src/store/domain-clock.ts';
import { connectTemporal } from '../../src/platform/temporal-client.ts';
import { missingSearchAttributes } from '../../src/platform/search-attributes.ts';
import { column, eventually, setDomainClock } from '../support/engine.ts';
import { proofSeed, sized, writeEvidence } from '../support/proof.ts';
import { evenly, postAll } from './support/event-client.ts';
import { eventLoad } from './support/event-load.ts';
import { addCustomers, applyCampaignText, type FireCustomer, laterCampaign, startRun, twoStepCampaign } from './support/fire-shop.ts';
import { type Installation, startInstallation } from './support/installation.ts';
import type { PartKind } from './support/kept-part.ts';
import { loseTemporalDatabase } from './support/lives.ts';
import { quantiles } from './support/quantiles.ts';
import { messageKey, reckonEvents, reckonFacts, reckonMails, untilRest, violations } from './support/reckoning.ts';
import { diceFrom } from './support/seeded.ts';
import { smallDisk } from './support/small-disk.ts';

const SEED = proofSeed();
const dice = diceFrom(SEED);
const figures: Record<string, unknown> = {};
/** Every mail that the tests before have led to: all of them share one installation. */
const expected = new Map<string, FireCustomer>();
const MINUTE_MS = 60_000;
let tooLate: readonly FireCustomer[] = [];

// A claim whose commit was cut off by the outage stays in doubt until its lease ends: 100 s, which the short form cannot wait for.
const shorterLease = sized(
  { workerEntry: fileURLToPath(new URL('support/short-lease-worker.ts', import.meta.url)), workerVariables: { LEASE_MS: '20000' } }, {});
let installation: Installation;
beforeAll(async () => { installation = await startInstallation({ firstPort: 23_000, replyDelayMs: 5, ...shorterLease }); });
afterAll(async () => { await installation?.close(); });

const expectMails = (campaign: string, customers: readonly FireCustomer[], steps: readonly string[]) => {
  for (const customer of customers) for (const step of steps) expected.set(messageKey(campaign, customer, step), customer);
};
const expectAllWell = async (kinds = ['worker', 'server', 'postgres', 'temporal'] as readonly PartKind[]) => {
  expect((await reckonMails(installation.pool, expected, await installation.sink.mails())).faults).toEqual([]);
  expect(await violations(installation)).toEqual([]);
  // Nothing but what was taken away has ended.
  expect(kinds.flatMap((kind) => installation.parts[kind].unplanned)).toEqual([]);
};
/**
 * The relay takes a wake-up for lost when it is a minute of system time overdue. No timer exists in the new Temporal that could
 * fire, so for the relay it is the same whether that time passes or the clock is moved on; only the long form waits.
 */
const letItBeOverdue = sized(
  async () => { await installation.pool.query(`update domain_clock set anchored_domain = anchored_domain + interval '95 minutes'`); },
  async () => undefined,
);
/** Goes on to the next segment of PostgreSQL's log until there is no room for one: a few were made or kept beforehand. */
async function useUpTheLog(): Promise<void> {
  for (let segment = 0; segment < 40; segment += 1) {
    const wrote = await installation.pool.query(`select pg_logical_emit_message(false, 'test', 'x'), pg_switch_wal()`).then(() => true, () => false);
    if (!wrote) return;
  }
  throw new Error('the disk is not full');
}
const waiting = (campaign: string) => column<number>(installation.pool, `select count(*)::int from enrolment where campaign = $1 and open and place->>'kind' = 'waiting'`, [campaign]).then(([n]) => n ?? 0);
/** All of the campaign's enrolments wait, and all their runs are awake: what comes next is a timer. */
const allWait = (campaign: string, count: number) => eventually(`${count} wait in ${campaign}`, async () =>
  (await waiting(campaign)) === count && (await column(installation.pool, `select 1 from audience_member where run_id like 'campaign:' || $1 || ':%' and state <> 'awake'`, [campaign])).length === 0, 60_000);
const sentAtMs = async (key: string) => (await installation.sink.mails()).find(({ message }) => message === key)?.atMs ?? Number.NaN;

test('PostgreSQL away: nothing acknowledged is lost, mails go on by themselves', async () => {
  const { pool, parts, home } = installation;
  const outageMs = sized(5_000, 60_000);
  const factor = 60;
  await setDomainClock(pool, '2011-11-29T10:00:00Z', factor);
  const customers = await addCustomers(pool, sized(30, 60), { prefix: 'pg', country: 'IE', orders: 1 });
  await applyCampaignText(installation, twoStepCampaign('away-pg', 'IE', 5));
  expectMails('away-pg', customers, ['first', 'second']);
  const load = eventLoad(dice, sized(60, 300), { name: 'away-pg', newcomers: [], everybody: customers });
  const posting = postAll(installation, load.deliveries, evenly(load.deliveries.length, outageMs + 4_000), path.join(home.root, 'away-pg.ndjson'));
  await startRun(installation, 'away-pg');
  await sleep(2_000);
  await parts.postgres.takeAway();
  await sleep(outageMs);
  parts.postgres.release();
  await parts.postgres.untilUp();
  const backAtMs = Date.now();
  const journal = await posting;
  await untilRest(pool, sized(90_000, 240_000));
  await expectAllWell();
  expect(await reckonEvents(pool, journal)).toEqual([]);
  expect(await reckonFacts(pool, customers, load.events, () => 1)).toEqual([]);
  expect(journal.noes['503']).toBeGreaterThan(0);
  expect(journal.withoutRetryAfter).toBe(0);
  const lateMs = [];
  for (const customer of customers) {
    const dueAtMs = (await sentAtMs(messageKey('away-pg', customer, 'first'))) + (5 * MINUTE_MS) / factor;
    lateMs.push(Math.max(0, (await sentAtMs(messageKey('away-pg', customer, 'second'))) - Math.max(dueAtMs, backAtMs)));
  }
  // The back-off of an advance ends at most as long after the outage as the outage was long, and a minute at the longest.
  expect(Math.max(...lateMs.filter((ms) => !Number.isNaN(ms)))).toBeLessThan(Math.min(outageMs, 60_000) + 25_000);
  figures['postgres'] = { outageMs, noes: journal.noes, acknowledged: journal.acknowledged.size, lateAfterReturnMs: quantiles(lateMs.filter((ms) => !Number.isNaN(ms))) };
}, sized(180_000, 600_000));

test('Temporal away for an hour of the shop: no burst over caps and quiet hours, what is stale is dropped with a reason', async () => {
  const { pool, parts } = installation;
  const outageMs = sized(10_000, 240_000);
  const factor = (60 * MINUTE_MS) / outageMs;
  const start = '2011-11-30T17:20:00Z';
  await setDomainClock(pool, start, 1);
  const due = await addCustomers(pool, 15, { prefix: 'due', country: 'FR', orders: 1 });
  const stale = await addCustomers(pool, 15, { prefix: 'stale', country: 'DE', orders: 1 });
  const capped = await addCustomers(pool, 15, { prefix: 'capped', country: 'IT', orders: 1 });
  // Where it is an hour later, the send window closes during the outage.
  tooLate = await addCustomers(pool, 15, { prefix: 'evening', country: 'ES', orders: 1, timeZone: 'Europe/Madrid' });
  const campaigns = [
    { name: 'away-due', text: laterCampaign('away-due', ['FR'], 30), count: 15 },
    { name: 'away-stale', text: laterCampaign('away-stale', ['DE'], 30, '20 minutes'), count: 15 },
    { name: 'away-evening', text: laterCampaign('away-evening', ['ES'], 45), count: 15 },
    ...['one', 'two', 'three'].map((word) => ({ name: `away-cap-${word}`, text: laterCampaign(`away-cap-${word}`, ['IT'], 30), count: 15 })),
  ];
  for (const { text } of campaigns) await applyCampaignText(installation, text);
  for (const { name } of campaigns) await startRun(installation, name);
  for (const { name, count } of campaigns) await allWait(name, count);
  await parts.temporal.takeAway();
  const [beganAtMs = 0] = await column<number>(pool, 'select epoch_ms(touchline_now())::float8');
  await setClock(pool, { factor });
  await sleep(outageMs);
  parts.temporal.release();
  await parts.temporal.untilUp();
  const [backAtMs = 0] = await column<number>(pool, 'select epoch_ms(touchline_now())::float8');
  await setClock(pool, { factor: 1 });
  const settled = () => column<{ code?: string; kind: string }>(pool, `select place from enrolment where campaign like 'away-%' and campaign <> 'away-pg' and place->>'kind' in ('waiting', 'sending')`);
  await eventually('nobody waits for what is due any more', async () => (await settled()).length === 0, sized(60_000, 120_000));
  expectMails('away-due', due, ['later']);
  const sentTo = async (customers: readonly FireCustomer[]) => column<string>(pool, `select id from message where state = 'accepted' and customer_id = any($1::uuid[])`, [customers.map(({ id }) => id)]);
  expect(await sentTo(due)).toHaveLength(15);
  expect(await sentTo(stale)).toEqual([]);
  expect(await column(pool, `select distinct e.end_reason from enrolment e where campaign = 'away-stale'`)).toHaveLength(1);
  const reasons = await column<string>(pool, `select distinct line->'because'->>'code' from decision d, jsonb_array_elements(d.reasons) line where d.customer_id = any($1::uuid[])`, [stale.map(({ id }) => id)]);
  expect(reasons).toContain('touch-expired');
  expect(await sentTo(tooLate)).toEqual([]);
  expect(await column(pool, `select distinct place->'because'->>'code' from enrolment where campaign = 'away-evening'`)).toEqual(['send-window']);
  const ofCapped = await sentTo(capped);
  expect(ofCapped).toHaveLength(2 * capped.length);
  for (const key of ofCapped) expected.set(key, capped.find(({ id }) => key.includes(id))!);
  expect(await column(pool, `select place->'because'->>'code' from enrolment where campaign like 'away-cap-%' and open`)).toEqual(capped.map(() => 'frequency-cap'));
  await expectAllWell();
  const acceptedAtMs = await column<number>(pool, `select epoch_ms(accepted_at)::float8 from message where campaign = 'away-due'`);
  figures['temporal'] = {
    outageMs, ofTheShopMinutes: Math.round((backAtMs - beganAtMs) / MINUTE_MS), sentLate: acceptedAtMs.length,
    afterReturnMs: quantiles(acceptedAtMs.map((ms) => Math.max(0, Math.round(ms - backAtMs)))), stale: stale.length, heldByWindow: tooLate.length, heldByCap: capped.length,
  };
  expect(backAtMs - beganAtMs).toBeGreaterThan(58 * MINUTE_MS);
}, sized(180_000, 900_000));

test('the database of Temporal lost: the relay brings every run back, and no mail goes twice', async () => {
  const { pool, parts, home, temporal } = installation;
  await setDomainClock(pool, '2011-12-01T10:00:00Z', 60);
  const customers = await addCustomers(pool, sized(30, 200), { prefix: 'lost', country: 'NL', orders: 1 });
  // All have to wait at the same time: the first must not go on before the last has been written to and woken.
  await applyCampaignText(installation, twoStepCampaign('away-lost', 'NL', sized(30, 120)));
  expectMails('away-lost', customers, ['first', 'second']);
  // It is the morning after: those whom the evening held back are written to.
  expectMails('away-evening', tooLate, ['later']);
  const run = await startRun(installation, 'away-lost');
  await allWait('away-lost', customers.length);
  await parts.temporal.takeAway();
  await loseTemporalDatabase(home);
  parts.temporal.release();
  await parts.temporal.untilUp();
  const backAtMs = Date.now();
  await letItBeOverdue();
  const access = await connectTemporal(temporal);
  try {
    expect(await access.client.workflow.count()).toMatchObject({ count: 0 });
    await eventually('every mail is out', async () => (await waiting('away-lost')) === 0, sized(150_000, 300_000));
    await eventually('the run of the campaign is back', async () => (await access.client.workflow.getHandle(run).describe()).status.name !== 'FAILED', 60_000);
    expect(await missingSearchAttributes(access.connection, access.namespace)).toEqual([]);
  } finally {
    await access.close();
  }
  figures['temporalDatabaseLost'] = { customers: customers.length, allSentAfterMs: Date.now() - backAtMs };
  await untilRest(pool, 60_000, ['enrolment held']);
  await expectAllWell();
}, sized(240_000, 600_000));

test('a full disk under PostgreSQL: what is acknowledged stays, the rest is told to come again', async () => {
  const { pool, home } = installation;
  const disk = await smallDisk(installation);
  try {
    const customers = await addCustomers(pool, 20, { prefix: 'disk', country: 'BE', orders: 1 });
    const load = eventLoad(dice, sized(60, 400), { name: 'full-disk', newcomers: [], everybody: customers });
    const posting = postAll(installation, load.deliveries, evenly(load.deliveries.length, sized(6_000, 30_000)), path.join(home.root, 'disk.ndjson'));
    await sleep(1_000);
    await disk.fill();
    await useUpTheLog();
    await sleep(sized(4_000, 30_000));
    await disk.makeRoom();
    const roomAtMs = Date.now();
    await installation.parts.postgres.untilUp();
    const journal = await posting;
    const backAfterMs = Date.now() - roomAtMs;
    await untilRest(pool, 90_000, ['enrolment held']);
    expect(await reckonEvents(pool, journal)).toEqual([]);
    expect(await reckonFacts(pool, customers, load.events, () => 1)).toEqual([]);
    expect(journal.noes['503']).toBeGreaterThan(0);
    expect(journal.withoutRetryAfter).toBe(0);
    await expectAllWell(['worker', 'server', 'temporal']);
    // PostgreSQL gave up, as it must when its log cannot grow, and was started again until there was room.
    const gaveUp = installation.parts.postgres.unplanned;
    expect(gaveUp.join('')).toMatch(/(PANIC|FATAL): .*(No space left|File too large)/);
    figures['fullDisk'] = { how: disk.how, panics: gaveUp.length, failedStarts: installation.parts.postgres.failedStarts, noes: journal.noes, acknowledged: journal.acknowledged.size, lost: 0, backAfterMs };
  } finally {
    await disk.remove();
  }
  process.stdout.write(`outages: ${JSON.stringify(figures)}\n`);
  await writeEvidence('outages', SEED, figures);
}, sized(180_000, 600_000));
