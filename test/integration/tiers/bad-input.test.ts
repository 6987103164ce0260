import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { recomputeFacts } from '../../../src/store/facts.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { happens, type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';

/** Bad input by the names it goes by, as a whole shop meets it; what files and the core make of it stands in their own bad-input tests. */
let scene: LedgerScene;
let people: CustomerId[];
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, '2011-06-01T10:00:00Z');
  people = [];
  for (let n = 0; n < 40; n += 1) {
    people.push(await addCustomer(scene.pool, { external: `forty${n}`, orders: Array.from({ length: (n % 3) + 1 }, (_, index) => `2011-05-${String(index + 1).padStart(2, '0')}T10:00:00Z`) }));
  }
  await recomputeFacts(scene.pool, people);
});
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const FEW = 'of fewer than 100 a single one moves the cut-points, so scores, tiers and marks say little yet.';

test('a shop with forty customers is scored, and told what that is worth, also where a tier is explained', async () => {
  const scored = await touchline('score', '--as-of', '2011-06-01');
  expect([scored.code, scored.out]).toEqual([0, expect.stringContaining(`Scored from 40 customers with an order: ${FEW}`)]);
  expect(JSON.parse((await touchline('score', '--as-of', '2011-06-01', '--json')).out)).toMatchObject({ customers: 40, notes: [expect.stringContaining(FEW)] });
  expect((await touchline('tier', 'explain', 'forty0')).out).toContain(FEW);
});

test('customers with one order are shown with the shop’s usual gap', async () => {
  const { code, out } = await touchline('customer', 'show', 'forty0');
  expect([code, out]).toEqual([0, expect.stringContaining('roles buyer since 2011-05-01 · zone Europe/London (the country\'s)')]);
  expect(out).toContain('usual gap 47 days');
});

test('returns larger than orders take the contribution below zero, which is explained', async () => {
  const id = people[0]!;
  await scene.pool.query(
    `insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, value, line_count) values ((select id from shop limit 1), 'C-large', 'cancellation', $1, '2011-05-20T10:00:00Z', 'GBP', 130, 1)`, [id]);
  await recomputeFacts(scene.pool, [id]);
  const { code, out } = await touchline('tier', 'explain', 'forty0');
  expect([code, out]).toEqual([0, expect.stringContaining('GBP -30.00 in 180 days')]);
  expect(out).toContain('More came back in these days than was ordered in them, so the contribution is below zero; it counts as it stands.');
  expect((await touchline('score', '--as-of', '2011-06-01')).code).toBe(0);
});

test('two currencies are told of by the scoring that added them', async () => {
  await scene.pool.query(`update orders set currency = 'EUR' where external_id = 'forty1-0'`);
  expect((await touchline('score', '--as-of', '2011-06-01')).out).toContain('Orders are in EUR and GBP, and amounts are added as they stand');
});

test('a policy that was applied by an older version keeps working without the rules that are younger than it', async () => {
  await scene.pool.query(
    `update policy_version set definition = definition - 'warnings' - 'tierReview' - 'promotions' - 'bestHour' - 'capacity' - 'silentFestivals' where active`);
  const [ordinal] = await column<number>(scene.pool, `insert into policy_version (hash, source, definition, active, applied_at)
    select 'older', source, definition, false, applied_at from policy_version where active returning ordinal`);
  await scene.pool.query('update policy_version set active = ordinal = $1', [ordinal]);
  const id = people[3]!;
  await happens(scene, id, 'return.opened');
  await scene.advance(id);
  expect(await column(scene.pool, 'select policy_ordinal from decision where customer_id = $1', [id])).toEqual([ordinal]);
  expect((await touchline('score', '--as-of', '2011-06-01')).code).toBe(0);
  expect((await touchline('customer', 'journey', 'forty3', '--future')).code).toBe(0);
});

test('an empty shop is scored too', async () => {
  const empty = await openLedger();
  const { code, out } = await touchlineOn(empty.pool, 'score', '--as-of', '2011-06-01');
  await empty.close();
  expect([code, out]).toEqual([0, expect.stringContaining('Scored from 0 customers with an order')]);
});
