import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ContributedDocument, contributionOf } from '../../../src/domain/contribution.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import type { ShopPolicy } from '../../../src/domain/policy.ts';
import { recomputeFacts } from '../../../src/store/facts.ts';
import { scoreCustomers } from '../../../src/store/score.ts';
import { loadSnapshots } from '../../../src/store/snapshot.ts';
import { readTemplateContext } from '../../../src/store/template-context.ts';
import { Chance } from '../../simulation/random.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { told } from '../verify/lively-shop.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';

const USUAL = 0.45;
const MARGIN = { by: 'margin', usualShare: USUAL } as const;
const DAY = '2011-06-01';

let scene: LedgerScene;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, `${DAY}T10:00:00Z`);
  await scene.pool.query(`update policy_version set definition = jsonb_set(definition, '{tierReview,by}', '"margin"') where active`);
  await scene.pool.query(`insert into product (shop_id, sku, cost, currency) values ('online-retail', 'known', 3, 'GBP'), ('online-retail', 'dear', 12, null), ('online-retail', 'foreign', 1, 'USD'), ('online-retail', 'unknown', null, null)`);
});
afterAll(() => scene.close());

const COST: Readonly<Record<string, number | null>> = { known: 3_0000, dear: 12_0000, foreign: null, unknown: null };
interface Line { readonly sku: string; readonly quantity: number; readonly unitPrice: number }

let orders = 0;
async function placed(id: CustomerId, lines: readonly Line[], value: number): Promise<string> {
  const orderId = `margin-${orders += 1}`;
  await told(scene, id, { kind: 'order.placed', change: { does: 'order', orderId, value, currency: 'GBP', country: null, lines: lines.map((line) => ({ ...line, title: null })) } });
  return orderId;
}
/** What a document of these lines is to the core. */
const documentOf = (kind: ContributedDocument['kind'], value: number, lines: readonly Line[], given = 0): ContributedDocument => ({
  kind, value, given,
  lines: lines.map(({ sku, quantity, unitPrice }) => ({ price: quantity * unitPrice, cost: COST[sku] == null ? null : quantity * COST[sku] })),
});
const factsOf = async (id: CustomerId) => (await loadSnapshots(scene.pool, [id], 0)).get(id)!.customer;
/** A promotion that was used, with its true cost. */
const used = (id: CustomerId, over: { cost: number; order: string | null; by?: CustomerId; at?: string }) => scene.pool.query(
  `insert into promotion_grant (id, customer_id, promotion, tool, campaign, state, currency, cost, most_cost, terms, reserved_at, ends_at, ended_at, used_by_order, used_by)
   values (gen_random_uuid()::text, $1, 'p', 'coupon', 'c', 'used', 'GBP', $2, $2, '{}', '2011-05-01', '2011-07-01', $3, $4, $5)`,
  [id, over.cost, over.at ?? '2011-05-20T10:00:00Z', over.order === null ? null : `online-retail/${over.order}`, over.by ?? id]);

describe('a contribution by margin', () => {
  test('is in the database what the core says it is, for whatever orders, returns and promotions', async () => {
    const chance = new Chance(7);
    for (let person = 0; person < 25; person += 1) {
      const id = await addCustomer(scene.pool, { external: `margin-of-${person}` });
      const documents: ContributedDocument[] = [];
      for (let count = chance.between(0, 4); count > 0; count -= 1) {
        const lines = Array.from({ length: chance.between(0, 3) }, (): Line =>
          ({ sku: chance.among(['known', 'dear', 'foreign', 'unknown']), quantity: chance.between(1, 5), unitPrice: chance.between(1, 30) * 10_000 }));
        const price = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
        const value = Math.max(10_000, price + chance.among([0, 0, -5_0000, 4_0000]));
        const orderId = await placed(id, lines, value);
        const given = chance.among([0, 0, 3]);
        if (given > 0) await used(id, { cost: given, order: orderId });
        documents.push(documentOf('order', value, lines, given * 10_000));
        if (!chance.oneIn(3)) continue;
        const back = Math.round(value / 2);
        await told(scene, id, { kind: 'order.refunded', change: { does: 'cancellation', orderId, amount: back, newState: 'refunded' } });
        documents.push(documentOf('cancellation', back, lines));
      }
      await recomputeFacts(scene.pool, [id]);
      const { contribution, contributionParts } = await factsOf(id);
      const wanted = contributionOf(documents, MARGIN);
      expect(Math.abs(contribution - wanted.contribution), `customer ${person}`).toBeLessThanOrEqual(1);
      expect(contributionParts, `customer ${person}`).toEqual({ ...wanted.parts!, knownShare: wanted.parts!.knownShare === null ? null : expect.closeTo(wanted.parts!.knownShare, 9) });
    }
  });

  test('bears what a promotion cost that was used by somebody else or without an order, once, within the window', async () => {
    const [holder, friend] = [await addCustomer(scene.pool, { external: 'referrer' }), await addCustomer(scene.pool, { external: 'friend' })];
    const orderId = await placed(friend, [], 100_0000);
    await used(holder, { cost: 8, order: orderId, by: friend });
    await used(holder, { cost: 5, order: null });
    await used(holder, { cost: 90, order: null, at: '2010-11-01T10:00:00Z' });
    await recomputeFacts(scene.pool, [holder, friend]);
    expect((await factsOf(holder))).toMatchObject({ contribution: -13_0000, contributionParts: { net: 0, promotions: 13_0000, knownShare: null } });
    expect((await factsOf(friend)).contribution, 'the reward is not the friend’s').toBe(45_0000);
  });

  test('of a returned import counts by the lines that came back', async () => {
    const id = await addCustomer(scene.pool, { external: 'returner' });
    await scene.pool.query(
      `with o as (insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, value, line_count) values
         ('online-retail', 'M1', 'order', $1, '2011-05-10T10:00:00Z', 'GBP', 50, 1), ('online-retail', 'CM1', 'cancellation', $1, '2011-05-12T10:00:00Z', 'GBP', 20, 1))
       insert into order_line (shop_id, order_id, line_no, sku, kind, quantity, unit_price) values ('online-retail', 'M1', 1, 'known', 'sale', 10, 5), ('online-retail', 'CM1', 1, 'known', 'cancelled', -4, 5)`, [id]);
    await recomputeFacts(scene.pool, [id]);
    expect((await factsOf(id)).contribution).toBe((20 - 8) * 10_000);
  });
});

test('scoring measures everybody by the same definition, and its thresholds say so', async () => {
  const ids = await column<CustomerId>(scene.pool, `select customer_id from identity where value like 'margin-of-%'`);
  // Yesterday's orders count; those of the day itself do not.
  await scene.pool.query(`update orders set placed_at = '2011-05-20T10:00:00Z'`);
  await recomputeFacts(scene.pool, ids);
  const before = await column<string>(scene.pool, `select contribution::text || contribution_parts::text from customer_facts where customer_id = any($1) order by customer_id`, [ids]);
  const [policy] = await column<ShopPolicy>(scene.pool, 'select definition from policy_version where active');
  const { score } = await scoreCustomers(scene.pool, { asOf: DAY, asOfMs: Date.parse(`${DAY}T00:00:00Z`), basis: 'net', rule: 'cut-points', policy: policy! });
  expect(score.forDecisions.by).toBe('margin');
  expect(await column(scene.pool, `select contribution::text || contribution_parts::text from customer_facts where customer_id = any($1) order by customer_id`, [ids])).toEqual(before);
});

test('templates say what is missing in what the customer would have to buy', async () => {
  const id = (await column<CustomerId>(scene.pool, `select customer_id from identity where value = 'friend'`))[0]!;
  await scene.pool.query(`update customer_facts set tier = 'B', contribution = 10 where customer_id = $1`, [id]);
  await scene.pool.query(`update score_version set cut_points = jsonb_set(cut_points, '{forDecisions,tierFromValue}', '{"A": 1000000, "B": 50000, "C": 40000}')`);
  expect((await readTemplateContext(scene.pool, { id, locale: 'en', products: [] }))?.data['tier'], '90 of margin are 200 of goods').toMatchObject({ missingToNext: 200_0000, missingToKeep: null });
  await scene.pool.query(`update score_version set cut_points = cut_points #- '{forDecisions,by}'`);
  expect((await readTemplateContext(scene.pool, { id, locale: 'en', products: [] }))?.data['tier'], 'thresholds of another measure say nothing').toMatchObject({ missingToNext: null });
});
