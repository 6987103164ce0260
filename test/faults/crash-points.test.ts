import { describe, expect, test } from 'vitest';
import { CRASH_POINTS, type CrashPoint } from '../../src/contracts/crash-point.ts';
import { proofSeed, sized, writeEvidence } from '../support/proof.ts';
import { COMMAND_POINTS, strikeCommands } from './crash-points/commands.ts';
import { IMPORT_POINTS, MIGRATION_POINTS, strikeImport, strikeMigration } from './crash-points/import-and-migrate.ts';
import { INTAKE_POINTS, openShop, repeatAll, strikeIntake } from './crash-points/intake.ts';
import { type Death, type Lane, openLane, type Strike } from './crash-points/lane.ts';
import { mostHitsOfRun, RUN_POINTS, strikeRun } from './crash-points/runs.ts';
import { prepareTouches, strikeTouch, TOUCH_POINTS } from './crash-points/touches.ts';
import { openReceiver, strikeWebhook, WEBHOOK_POINTS } from './crash-points/webhooks.ts';
import { type Dice, diceFrom } from './support/seeded.ts';

const SEED = proofSeed();
const ROUNDS = sized(1, 3);
const LANE_LIMIT_MS = sized(600_000, 40 * 60_000);

const deaths: Death[] = [];
/** From the last start, which nothing kills, until everything of a round is settled. */
const recoveriesMs: number[] = [];

/** Each point at its first hit; the long form also at a later one, in an order that the seed throws. */
function strikesAt(points: readonly CrashPoint[], dice: Dice, mostHits: (point: CrashPoint) => number): Strike[] {
  const first = points.map((point) => ({ point, hit: 1 }));
  const later = points.map((point) => ({ point, hit: dice.between(Math.min(2, mostHits(point)), mostHits(point)) }));
  return sized(first, [...first, ...later].map((strike) => ({ strike, at: dice.share() })).toSorted((a, b) => a.at - b.at).map(({ strike }) => strike));
}

async function inRounds(what: string, round: (dice: Dice) => Promise<readonly Death[]>): Promise<void> {
  for (let nth = 0; nth < ROUNDS; nth += 1) {
    const seed = SEED + nth;
    try {
      deaths.push(...await round(diceFrom(seed)));
    } catch (error) {
      throw new Error(`${what} failed in round ${nth + 1}; replay with PROOF_SEED=${seed}`, { cause: error });
    }
    if (ROUNDS > 1) process.stdout.write(`${what}: round ${nth + 1} of ${ROUNDS}, ${deaths.length} deaths in all\n`);
  }
}

async function inLane(living: Parameters<typeof openLane>[0], work: (lane: Lane) => Promise<number>): Promise<readonly Death[]> {
  const lane = await openLane(living);
  try {
    recoveriesMs.push(await work(lane));
    return lane.deaths;
  } finally {
    await lane.close();
  }
}

describe.concurrent('a process that dies at a crash point loses nothing and sends nothing twice', () => {
  test('a worker that writes to single customers', async () => {
    await inRounds('single touches', (dice) => inLane('no worker', async (lane) => {
      await prepareTouches(lane);
      for (const strike of strikesAt(TOUCH_POINTS, dice, (point) => (point === 'relay-taken' ? 1 : 3))) await strikeTouch(lane, strike);
      const receiver = await openReceiver(lane);
      for (const strike of strikesAt(WEBHOOK_POINTS, dice, () => 2)) await strikeWebhook(lane, receiver, strike);
      await lane.engine.restart();
      return lane.reckon().finally(() => receiver.close());
    }));
  }, LANE_LIMIT_MS);

  test('a worker that runs campaigns', async () => {
    await inRounds('campaign runs', (dice) => inLane('no worker', async (lane) => {
      for (const strike of strikesAt(RUN_POINTS, dice, mostHitsOfRun)) await strikeRun(lane, strike);
      await lane.engine.restart();
      return lane.reckon();
    }));
  }, LANE_LIMIT_MS);

  test('a server that takes events, a command, an import, a migration', async () => {
    await inRounds('events and commands', (dice) => inLane('worker lives', async (lane) => {
      await strikeCommands(lane);
      const shop = await openShop(lane);
      const tags: string[] = [];
      for (const strike of strikesAt(INTAKE_POINTS, dice, () => 1)) tags.push(await strikeIntake(lane, shop, strike));
      for (const strike of strikesAt(IMPORT_POINTS, dice, () => 1)) lane.deaths.push(await strikeImport(strike));
      for (const strike of strikesAt(MIGRATION_POINTS, dice, (point) => (point === 'migration-statement' ? 60 : 1))) lane.deaths.push(await strikeMigration(strike));
      return repeatAll(lane, shop, tags);
    }));
  }, LANE_LIMIT_MS);
});

test('every crash point of the registry was hit', async () => {
  const points = Object.keys(CRASH_POINTS) as CrashPoint[];
  const figures = points.map((point) => ({ point, ...figuresOf(deaths.filter((death) => death.point === point)) }));
  process.stdout.write(`${figures.map(({ point, hits, inDoubt, settledMs }) => `${point.padEnd(26)} ${hits} hits, ${inDoubt} sends in doubt, settled within ${settledMs.max} ms`).join('\n')}\n`);
  expect(figures.filter(({ hits }) => hits === 0).map(({ point }) => point)).toEqual([]);
  expect(deaths.every(({ settledAfterMs }) => settledAfterMs !== null)).toBe(true);
  const known: readonly string[] = [...TOUCH_POINTS, ...WEBHOOK_POINTS, ...RUN_POINTS, ...INTAKE_POINTS, ...COMMAND_POINTS, ...IMPORT_POINTS, ...MIGRATION_POINTS];
  expect(known.toSorted()).toEqual(points.toSorted());
  await writeEvidence('crash-points', SEED, { kills: deaths.length, rounds: ROUNDS, recoveryMs: quantilesOf(recoveriesMs), points: figures });
});

function figuresOf(ofPoint: readonly Death[]) {
  return {
    hits: ofPoint.length,
    inDoubt: ofPoint.reduce((sum, death) => sum + death.inDoubt, 0),
    settledMs: quantilesOf(ofPoint.map(({ settledAfterMs }) => settledAfterMs ?? Number.POSITIVE_INFINITY)),
  };
}

function quantilesOf(values: readonly number[]) {
  const inOrder = values.toSorted((a, b) => a - b);
  return { median: inOrder[Math.floor(inOrder.length / 2)] ?? null, max: inOrder.at(-1) ?? null };
}
