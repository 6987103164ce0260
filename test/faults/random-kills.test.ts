import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pauseCampaign, resumeCampaign, startCampaign } from '../../src/store/campaign-control.ts';
import { column, eventually, setDomainClock } from '../support/engine.ts';
import { proofSeed, sized, writeEvidence } from '../support/proof.ts';
import { postAll } from './support/event-client.ts';
import { eventLoad } from './support/event-load.ts';
import { addCustomers, applyCampaignText, type FireCustomer, startRun, twoStepCampaign, welcomeCampaign } from './support/fire-shop.ts';
import { type Installation, startInstallation } from './support/installation.ts';
import type { PartKind } from './support/kept-part.ts';
import { quantiles } from './support/quantiles.ts';
import { messageKey, reckonEvents, reckonFacts, reckonMails, untilRest, violations } from './support/reckoning.ts';
import { type Dice, diceFrom } from './support/seeded.ts';
import { dealStrikes, planStrikes, StrikeCount, type StruckAt } from './support/strikes.ts';

// Countries of the same hour of the day as the shop, one for each wave of pages.
const WAVE_COUNTRIES = ['IE', 'PT', 'FR', 'DE', 'ES', 'IT', 'NL', 'BE', 'AT', 'CH'];
const SIZE = sized(
  { waves: 2, ofEachWave: 20, newcomers: 30, deliveries: 150, strikes: 6, everyMs: 1_500, clockFactor: 60, pauseMs: 200, quietWithinMs: 200_000 },
  { waves: 10, ofEachWave: 70, newcomers: 600, deliveries: 5_000, strikes: 102, everyMs: 4_000, clockFactor: 8, pauseMs: 400, quietWithinMs: 420_000 },
);
const SEED = proofSeed();
const WAIT_MINUTES = 4;
const WELCOME = 'fire-welcome';
const waveName = (wave: number) => `fire-wave-${wave + 1}`;

let installation: Installation;
beforeAll(async () => { installation = await startInstallation({ firstPort: 21_000, replyDelayMs: sized(40, 120) }); });
afterAll(async () => { await installation?.close(); });

interface Scene {
  readonly newcomers: readonly FireCustomer[];
  readonly waves: readonly (readonly FireCustomer[])[];
}

async function setScene(): Promise<Scene> {
  const { pool } = installation;
  await setDomainClock(pool, '2011-11-29T09:30:00Z', SIZE.clockFactor);
  const newcomers = await addCustomers(pool, SIZE.newcomers, { prefix: 'new', country: 'GB', orders: 0 });
  const waves: FireCustomer[][] = [];
  for (let wave = 0; wave < SIZE.waves; wave += 1) {
    waves.push(await addCustomers(pool, SIZE.ofEachWave, { prefix: `wave${wave}x`, country: WAVE_COUNTRIES[wave]!, orders: 1 }));
    await applyCampaignText(installation, twoStepCampaign(waveName(wave), WAVE_COUNTRIES[wave]!, WAIT_MINUTES));
  }
  await applyCampaignText(installation, welcomeCampaign(WELCOME, 'GB', WAIT_MINUTES));
  await startCampaign(pool, WELCOME);
  return { newcomers, waves };
}

function expectedMails({ newcomers, waves }: Scene): Map<string, FireCustomer> {
  return new Map([
    ...newcomers.map((customer) => [messageKey(WELCOME, customer, 'welcome'), customer] as const),
    ...waves.flatMap((wave, n) => wave.flatMap((customer) => ['first', 'second'].map((step) => [messageKey(waveName(n), customer, step), customer] as const))),
  ]);
}

/** Says a command again until the database takes it; one that was taken although the answer was lost says so the second time. */
async function insist(what: string, command: () => Promise<unknown>, done: RegExp): Promise<void> {
  await eventually(what, async () => {
    await command().catch((error: Error) => { if (!done.test(error.message)) throw error; });
    return true;
  }, 60_000);
}

/**
 * Starts one wave of pages after the other. Where Temporal is away just then, the relay starts the run. Every other wave
 * is paused in the middle and resumed, without a word to Temporal: the relay finds those who were held.
 */
async function runWaves(count: StrikeCount, dice: Dice): Promise<void> {
  for (let wave = 0; wave < SIZE.waves; wave += 1) {
    const { pool } = installation;
    const name = waveName(wave);
    await count.reached(wave, SIZE.waves, SIZE.strikes);
    await insist(`${name} is started`, () => startRun(installation, name), /under way/);
    if (wave % 2 === 0) continue;
    await eventually(`${name} sends`, async () => (await column(pool, `select 1 from message where campaign = $1 limit 1`, [name])).length > 0, 120_000);
    await sleep(dice.between(0, 1_500));
    await insist(`${name} is paused`, () => pauseCampaign(pool, name), /is paused, only/);
    await sleep(dice.between(200, 3_000));
    await insist(`${name} is resumed`, () => resumeCampaign(pool, name, 'catch-up', 0), /is running, only/);
  }
}

/**
 * A killed worker leaves its leases behind, and a lease lasts 100 s. No worker lives at this instant that could still use one
 * (the only one was just killed), so ending them early changes nothing but the length of the test. The long form waits.
 */
async function endLeasesOfTheDead(): Promise<void> {
  await eventually('the leases of the dead worker are ended', async () => {
    await installation.pool.query(
      `update message set lease_until_system = least(lease_until_system, clock_timestamp() - interval '61 seconds') where state = 'sending'`);
    return true;
  });
}

const measured = (strikes: readonly StruckAt[]) => quantiles(strikes.flatMap(({ recoveryMs }) => recoveryMs ?? []));

function recoveryOf(dealt: readonly StruckAt[]): Record<string, unknown> {
  const alone = (kind: PartKind) => dealt.filter(({ kinds }) => kinds.length === 1 && kinds[0] === kind);
  const several = dealt.filter(({ kinds }) => kinds.length > 1);
  return { worker: measured(alone('worker')), server: measured(alone('server')), postgres: measured(alone('postgres')), temporal: measured(alone('temporal')), together: measured(several) };
}

test(`killed anywhere at any instant: nothing lost, nothing twice (seed ${SEED})`, async () => {
  const { pool, parts, home, sink } = installation;
  const dice = diceFrom(SEED);
  const scene = await setScene();
  const everybody = [...scene.newcomers, ...scene.waves.flat()];
  const load = eventLoad(dice, SIZE.deliveries, { name: 'fire', newcomers: scene.newcomers, everybody });
  const strikes = planStrikes(dice, SIZE.strikes, SIZE.everyMs);
  const count = new StrikeCount();

  const say = sized((_line: string) => undefined, (line: string) => { process.stdout.write(`${new Date().toISOString()} ${line}\n`); });
  const [journal, dealt] = await Promise.all([
    postAll(installation, load.deliveries, async (place) => {
      await count.reached(place, load.deliveries.length, SIZE.strikes);
      await sleep(dice.between(0, SIZE.pauseMs));
    }, path.join(home.root, 'acknowledged.ndjson')),
    dealStrikes(installation, strikes, { count, afterWorkerKill: sized(endLeasesOfTheDead, async () => undefined), told: say }),
    runWaves(count, diceFrom(SEED + 1)),
  ]);
  const struckUntilMs = Date.now();
  say('all strikes dealt, all events acknowledged');
  await untilRest(pool, SIZE.quietWithinMs);

  const mails = await reckonMails(pool, expectedMails(scene), await sink.mails());
  expect(mails.faults).toEqual([]);
  expect(await reckonEvents(pool, journal)).toEqual([]);
  expect(journal.acknowledged.size).toBe(load.events.length);
  expect(await reckonFacts(pool, everybody, load.events, ({ external }) => (external.startsWith('new') ? 0 : 1))).toEqual([]);
  expect(await violations(installation)).toEqual([]);
  expect(Object.values(parts).flatMap(({ unplanned }) => unplanned)).toEqual([]);
  expect(journal.withoutRetryAfter).toBe(0);
  const kills = Object.fromEntries(Object.values(parts).map((part) => [part.kind, part.kills]));
  expect(Object.values(kills).reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(sized(8, 100));
  const figures = {
    strikes: dealt.length, together: dealt.filter(({ kinds }) => kinds.length > 1).length, kills,
    failedStarts: Object.fromEntries(Object.values(parts).map((part) => [part.kind, part.failedStarts])),
    expectedMails: expectedMails(scene).size, accepted: mails.accepted, unknown: mails.unknown, unknownButReceived: mails.unknownButReceived, voidedByPauses: mails.voided,
    receivedBySink: mails.received, receivedTwice: 0,
    events: load.events.length, deliveries: load.deliveries.length, repeated: load.repeated, moved: load.moved, late: load.late,
    acknowledged: journal.acknowledged.size, lost: 0, answersThatWereNoYes: journal.noes,
    recoveryMs: recoveryOf(dealt), withoutRecovery: dealt.filter(({ recoveryMs }) => recoveryMs === null).length,
    restAfterMs: Date.now() - struckUntilMs,
  };
  process.stdout.write(`random kills: ${JSON.stringify(figures)}\n`);
  await writeEvidence('random-kills', SEED, figures);
}, sized(300_000, 2_400_000));
