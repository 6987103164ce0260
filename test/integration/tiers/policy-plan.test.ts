import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { totalsOf } from '../../../src/domain/policy-plan.ts';
import type { ShopPolicy } from '../../../src/domain/policy.ts';
import { parsePolicy } from '../../../src/policy-file/parse-policy.ts';
import { recomputeFacts } from '../../../src/store/facts.ts';
import { planPolicy } from '../../../src/store/policy-plan.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, '2011-06-01T10:00:00Z');
  const people = [];
  for (let n = 1; n <= 10; n += 1) {
    people.push(await addCustomer(scene.pool, { external: `plan${n}`, orders: Array.from({ length: n }, (_, index) => `2011-05-${String(index + 1).padStart(2, '0')}T10:00:00Z`) }));
  }
  await recomputeFacts(scene.pool, people);
});
afterAll(() => scene.close());

function policyWith(from: string, to: string): ShopPolicy {
  const source = readFileSync('touchline.yaml', 'utf8');
  if (!source.includes(from)) throw new Error(`the example does not contain ${from}`);
  const parsed = parsePolicy(source.replace(from, to), 'touchline.yaml');
  if ('faults' in parsed) throw new Error('faults');
  return parsed.policy;
}
const plan = (after: ShopPolicy) => planPolicy(scene.pool, { before: policyWith('top: 20%', 'top: 20%'), after });
const movesOf = (moves: ReadonlyMap<string, number>) => Object.fromEntries([...moves].filter(([move]) => move.split(' → ')[0] !== move.split(' → ')[1]));

test('an unchanged policy moves nobody', async () => {
  const { customers, plan: planned } = await plan(policyWith('top: 20%', 'top: 20%'));
  expect(customers).toBe(10);
  for (const moves of Object.values(planned.moves())) expect(movesOf(moves)).toEqual({});
});

test('a wider tier takes customers of the one below, by thresholds of the customers as they are', async () => {
  const moves = (await plan(policyWith('top: 20%', 'top: 40%'))).plan.moves();
  expect(movesOf(moves.tier)).toEqual({ 'C → B': 2 });
  expect(Object.fromEntries(totalsOf(moves.tier))).toEqual({ A: { before: 1, after: 1 }, B: { before: 1, after: 3 }, C: { before: 3, after: 1 }, D: { before: 5, after: 5 } });
});

test('a later loyalty moves stages alone, and nothing is written', async () => {
  const moves = (await plan(policyWith('loyal-from-orders: 3', 'loyal-from-orders: 5'))).plan.moves();
  expect(movesOf(moves.stage)).toEqual({ 'loyal → purchasing': 2 });
  expect(movesOf(moves.tier)).toEqual({});
  expect(await column(scene.pool, 'select count(*)::int from policy_version')).toEqual([1]);
});
