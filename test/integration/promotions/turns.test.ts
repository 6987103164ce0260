import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GrantWish } from '../../../src/domain/grant.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import type { Promotion } from '../../../src/domain/promotion.ts';
import { moveGrants } from '../../../src/store/move-grants.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { openPurses } from '../../../src/store/purses.ts';
import type { DecisionToSave } from '../../../src/store/save-decisions.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { NOW_MS } from '../../support/builders.ts';

const NAMES = ['one', 'two', 'three', 'four', 'five', 'six'];
const ROUNDS = 40;
const CONNECTIONS = 10;

const promotion = (name: string): Promotion => ({
  name, tool: 'coupon', title: { en: name }, percent: null, mostCost: { GBP: 10_000 }, cutsPrice: true, minimumSpend: {}, validFor: { unit: 'days', count: 14 }, endsAtMs: null,
  remindBefore: null, products: [], codes: 'generated', usedWhen: 'code', usedBy: 'holder', budget: { GBP: 10_000 * 10_000 }, pieces: 10_000, oncePerCustomer: false, isRight: false, when: null, countriesNot: [],
});

/** A decision that promises these, one after the other, as far as the reservation reads it. */
function promising(names: readonly string[]): DecisionToSave {
  const id = randomUUID();
  const wishes = names.map((name, index): GrantWish => ({
    id: `c:${id}:1/s${index}/1`, promotion: promotion(name), currency: 'GBP', mostCost: 10_000, endsAtMs: NOW_MS + DAY_MS, remindAtMs: null, endsOn: '2011-12-07',
  }));
  return { locked: { id }, snapshot: { nowMs: NOW_MS }, decision: { wishes, grantMoves: [], choices: [] } } as unknown as DecisionToSave;
}

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await inTransaction(database.pool, (tx) => openPurses(tx, NAMES.map(promotion)));
});
afterAll(() => database.drop());

test('decisions that promise several promotions, each in another order, wait for each other in turn and never for ever', async () => {
  const before = (await database.pool.query<{ deadlocks: number }>('select deadlocks::int from pg_stat_database where datname = current_database()')).rows[0]?.deadlocks;
  await Promise.all(Array.from({ length: CONNECTIONS }, async (_, lane) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const from = (lane + round) % NAMES.length;
      const names = [...NAMES.slice(from), ...NAMES.slice(0, from)];
      const refused = await inTransaction(database.pool, (tx) => moveGrants(tx, [promising(lane % 2 === 0 ? names : names.toReversed())]));
      expect(refused).toEqual([]);
    }
  }));
  const { rows } = await database.pool.query<{ held: number }>('select held::float8 as held from promotion_purse order by promotion, unit');
  // Of each promotion its money and its pieces.
  expect(rows.map(({ held }) => held)).toEqual(NAMES.flatMap(() => [ROUNDS * CONNECTIONS, ROUNDS * CONNECTIONS]));
  await database.pool.query('select pg_stat_force_next_flush()');
  expect((await database.pool.query<{ deadlocks: number }>('select deadlocks::int from pg_stat_database where datname = current_database()')).rows[0]?.deadlocks).toBe(before);
});
