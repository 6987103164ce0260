import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Chance } from '../../simulation/random.ts';
import { drawShop } from '../../simulation/shops.ts';
import { freshDatabase } from '../../support/database.ts';
import { proofSeed, sized, writeEvidence } from '../../support/proof.ts';
import { ModelStore, openRealShop, RealStore } from './both-stores.ts';
import { ANY_COMMANDS } from './commands.ts';
import { observeModel, observeTables } from './observed.ts';

const SEQUENCES = sized(40, 2_000);
const COMMANDS = sized(14, 50);

/** In how many sequences messages and events stood in which state: a batch that never sent anything would compare empty tables. */
const reached = new Map<string, number>();
let comparisons = 0;

function count(model: ModelStore): void {
  comparisons += model.compared;
  for (const state of model.reached) reached.set(state, (reached.get(state) ?? 0) + 1);
}

const MUST_BE_REACHED = ['message accepted', 'message unknown', 'message refused', 'message void', 'message ready', 'message planned', 'event consumed', 'event applied', 'event ignored'];

// The model is what the simulation runs on: what is proven there holds for the real store as far as both do the same.
test(`${SEQUENCES} sequences of commands leave the same state in PostgreSQL and in the model`, { timeout: sized(180_000, 3_600_000) }, async () => {
  const seed = proofSeed();
  let sequences = 0;
  await fc.assert(fc.asyncProperty(fc.noShrink(fc.nat()), fc.commands(ANY_COMMANDS, { maxCommands: COMMANDS, size: 'max' }), async (shopSeed, sequence) => {
    const shop = drawShop(new Chance(shopSeed));
    const database = await freshDatabase();
    try {
      await openRealShop(database.pool, shop);
      const model = new ModelStore(shop);
      const real = new RealStore(database.pool, shop);
      expect(await observeTables(database.pool)).toEqual(observeModel(model.db));
      await fc.asyncModelRun(() => ({ model, real }), sequence);
      count(model);
    } finally {
      await database.drop();
    }
    sequences += 1;
    if (sequences % 100 === 0) console.log(`the model against PostgreSQL: ${sequences} of ${SEQUENCES} sequences`);
  }), { seed, numRuns: SEQUENCES });
  console.log(`the model against PostgreSQL: ${sequences} sequences, compared ${comparisons} times; ${[...reached].map(([state, times]) => `${times} ${state}`).join(', ')}`);
  expect(MUST_BE_REACHED.filter((state) => !reached.has(state)), 'states that no sequence reached').toEqual([]);
  await writeEvidence('advance-model', seed, { sequences, comparisons, differences: 0, reached: Object.fromEntries([...reached].toSorted(([a], [b]) => (a < b ? -1 : 1))) });
});
