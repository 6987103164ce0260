import { expect, test } from 'vitest';
import { proofSeed, sized, writeEvidence } from '../support/proof.ts';
import { playAll } from './batches.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { play, tell } from './play.ts';
import { HONEST } from './simulation.ts';
import { SITUATIONS } from './situations.ts';

const RUNS = sized(2_000, 100_000);
/** The long form takes both cores: processes of their own, slice by slice. */
const LANES = sized(0, 2);
const MOST_RUNS_FOR_A_BUG = 600;

/** A failure is told with the seed and the steps that are needed for it. */
const SIM_SEED = process.env['SIM_SEED'] === undefined ? null : Number(process.env['SIM_SEED']);

async function playAgain(seed: number): Promise<void> {
  const kept = process.env['SIM_KEEP']?.split(',').map(Number) ?? null;
  const played = await play(seed, HONEST, kept);
  expect(played.fault, await tell(played)).toBeNull();
}

test(`${RUNS} lives under crashes, lost answers and late words keep every invariant and meet every situation`, { timeout: sized(300_000, 3_600_000) }, async () => {
  if (SIM_SEED !== null) return playAgain(SIM_SEED);
  const seed = proofSeed();
  const batch = await playAll(seed, RUNS, LANES);
  if (batch.faultAt !== null) expect.fail(await tell(await play(batch.faultAt)));
  expect(SITUATIONS.filter((situation) => batch.seen[situation] === undefined), 'situations that never occurred').toEqual([]);
  await writeEvidence('simulation', seed, {
    runs: batch.runs, steps: batch.steps, simulatedCustomerDays: Math.round(batch.customerDays), messagesTaken: batch.sent, violations: 0,
    sometimes: batch.seen,
  });
});

test('the same seed plays the same run', async () => {
  for (let seed = 1; seed <= 20; seed += 1) expect(await play(seed)).toEqual(await play(seed));
});

test.each(Object.entries(PLANTED_BUGS))('is caught: %s', { timeout: 120_000 }, async (bug, parts) => {
  for (let seed = 1; seed <= MOST_RUNS_FOR_A_BUG; seed += 1) {
    const { fault } = await play(seed, parts);
    if (fault === null) continue;
    console.log(`${bug}: run ${seed} broke “${fault.invariant}”`);
    return;
  }
  expect.fail(`${MOST_RUNS_FOR_A_BUG} runs did not catch it`);
});
