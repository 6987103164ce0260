import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FactChange } from '../../../src/contracts/fact-change.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { importCodes } from '../../../src/store/promotion-codes.ts';
import { revokeGrants } from '../../../src/store/revoke-grants.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { happens, TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { told } from '../verify/lively-shop.ts';
import { ACCEPTED, openPromotions, type PromotionScene } from './promotion-scene.ts';

const SHELF = `
  no-promotion: 0%
  shelf:
    - { name: ten, tool: coupon, title: { en: Ten off }, amount: 10 GBP, valid: 14 days, budget: 10000 GBP }
    - { name: tenth, tool: coupon, title: { en: A tenth off }, percent: 10%, at-most: 20 GBP, valid: 14 days, budget: 10000 GBP }
    - { name: back, tool: rebate, title: { en: Money back }, amount: 5 GBP, minimum-spend: 50 GBP, valid: 14 days }
    - { name: kit, tool: sample, title: { en: A kit to try }, product: KIT-7, cost: 4 GBP, valid: 14 days, limit: 50 }
    - { name: friend, tool: referral, title: { en: For a friend }, reward: 8 GBP, valid: 30 days }
    - { name: pool, tool: coupon, title: { en: From the pool }, amount: 3 GBP, valid: 14 days, codes: pool }
    - { name: race, tool: gift, title: { en: A pen }, product: PEN, cost: 2.50 GBP, valid: 14 days, limit: 50, budget: 1000 GBP }
    - { name: tight, tool: coupon, title: { en: Tight }, amount: 7 GBP, valid: 14 days, budget: 100 GBP }
`;

let scene: PromotionScene;
let orders = 0;

beforeAll(async () => {
  scene = await openPromotions(SHELF, 'ten');
});
afterAll(() => scene.close());

/** A customer who holds a grant of this promotion in hand. */
async function holderOf(promotion: string, external: string): Promise<{ id: CustomerId; code: string }> {
  await scene.offer(promotion);
  const id = await scene.offeredTo(external);
  await scene.send(id, ACCEPTED);
  return { id, code: (await scene.grantsOf(id))[0]?.code ?? '' };
}

/** An order of 100 GBP as the event API would bring it. */
async function orderBy(id: CustomerId, over: Partial<Extract<FactChange, { does: 'order' }>> = {}): Promise<void> {
  const change: FactChange = { does: 'order', orderId: `use-${orders += 1}`, value: 100_0000, currency: 'GBP', country: 'GB', lines: [], ...over };
  await told(scene, id, { kind: 'order.placed', change });
}

const grantOf = async (id: CustomerId) => (await scene.grantsOf(id))[0];

describe('a grant is used', () => {
  test('by its code in an order, in any case of letters, at what it took off', async () => {
    const { id, code } = await holderOf('tenth', 'by-code');
    expect(await scene.heldBy('tenth')).toEqual({ GBP: 20 });
    await orderBy(id, { coupons: ['OTHER', code.toLowerCase()] });
    expect(await grantOf(id)).toMatchObject({ state: 'used', cost: 10 });
    expect(await scene.heldBy('tenth')).toEqual({ GBP: 10 });
    expect(await column(scene.pool, `select payload->'properties'->>'promotion' from event_inbox where customer_id = $1 and kind = 'order.placed' and source = 'test' order by id desc limit 1`, [id])).toEqual(['tenth']);
  });

  test('at what the shop says it took off, but never at more than was promised', async () => {
    const [small, large] = [await holderOf('tenth', 'told-small'), await holderOf('tenth', 'told-large')];
    await orderBy(small.id, { coupons: [small.code], discount: 4_5000 });
    await orderBy(large.id, { coupons: [large.code], discount: 90_0000 });
    expect([(await grantOf(small.id))?.cost, (await grantOf(large.id))?.cost]).toEqual([4.5, 20]);
  });

  test('once: a second order with the same code changes nothing', async () => {
    const { id, code } = await holderOf('ten', 'twice');
    await orderBy(id, { coupons: [code] });
    await orderBy(id, { coupons: [code], value: 900_0000 });
    expect(await column(scene.pool, 'select used_by_order from promotion_grant where customer_id = $1', [id])).toEqual([`online-retail/use-${orders - 1}`]);
  });

  test('by another customer too: the money is spent, and the record says who did', async () => {
    const { id, code } = await holderOf('ten', 'gave-it-away');
    const other = await addCustomer(scene.pool, { external: 'found-it' });
    await orderBy(other, { coupons: [code] });
    expect(await grantOf(id)).toMatchObject({ state: 'used' });
    expect(await column(scene.pool, 'select used_by from promotion_grant where customer_id = $1', [id])).toEqual([other]);
  });

  test('after its end as well: the word of the order came late, and its cost is booked again', async () => {
    const { id, code } = await holderOf('ten', 'late-word');
    const before = (await scene.heldBy('ten'))['GBP']!;
    await setDomainClock(scene.pool, '2011-12-14T00:00:01Z');
    await scene.advance(id);
    expect(await grantOf(id)).toMatchObject({ state: 'expired', cost: 0 });
    await orderBy(id, { coupons: [code] });
    expect(await grantOf(id)).toMatchObject({ state: 'used', cost: 10 });
    expect((await scene.heldBy('ten'))['GBP']).toBe(before);
    await setDomainClock(scene.pool, TUESDAY_NOON);
  });

  test('a rebate by the first order that spends enough, a sample by an order of its product', async () => {
    const { id: rebated } = await holderOf('back', 'rebated');
    await orderBy(rebated, { value: 49_9900 });
    expect((await grantOf(rebated))?.state).toBe('committed');
    await orderBy(rebated, { value: 50_0000 });
    expect((await grantOf(rebated))?.state).toBe('used');
    const { id: tried } = await holderOf('kit', 'tried');
    await orderBy(tried, { lines: [{ sku: 'LAMP', title: null, quantity: 1, unitPrice: 9_0000 }] });
    expect((await grantOf(tried))?.state).toBe('committed');
    await orderBy(tried, { lines: [{ sku: 'KIT-7', title: null, quantity: 1, unitPrice: 30_0000 }] });
    expect((await grantOf(tried))?.state).toBe('used');
  });

  test('a referral by a friend only: it is credited once, and its holder hears of it', async () => {
    const { id, code } = await holderOf('friend', 'recommends');
    await orderBy(id, { coupons: [code] });
    expect((await grantOf(id))?.state, 'nobody refers themselves').toBe('committed');
    const friends = [await addCustomer(scene.pool, { external: 'friend-1' }), await addCustomer(scene.pool, { external: 'friend-2' })];
    for (const friend of friends) await orderBy(friend, { coupons: [code] });
    expect(await column(scene.pool, 'select used_by from promotion_grant where customer_id = $1', [id])).toEqual([friends[0]]);
    expect(await column(scene.pool, `select count(*)::int from event_inbox where customer_id = $1 and kind = 'promotion.used'`, [id])).toEqual([1]);
  });

  test('by the word of the shop alone, such as a trial that has begun', async () => {
    const { id } = await holderOf('kit', 'asked-for-it');
    await told(scene, id, { kind: 'promotion.used', change: { does: 'promotion-use', code: null, promotion: 'kit' } });
    expect((await grantOf(id))?.state).toBe('used');
  });
});

describe('a grant is not used', () => {
  test('by an order of somebody who does not have it in hand yet', async () => {
    await scene.offer('back');
    const id = await scene.offeredTo('not-yet');
    await orderBy(id);
    expect((await grantOf(id))?.state).toBe('reserved');
  });

  test('and taking a promotion back leaves what was used, with its cost', async () => {
    const { id, code } = await holderOf('ten', 'used-and-open');
    await orderBy(id, { coupons: [code] });
    const copy = `insert into promotion_grant select (jsonb_populate_record(g, jsonb_build_object('id', g.id || '/later', 'state', 'committed', 'code', 'LATER', 'cost', 10))).* from promotion_grant g where customer_id = $1`;
    await scene.pool.query(copy, [id]);
    await scene.pool.query(`update promotion_purse set held = held + 10 where promotion = 'ten' and unit = 'GBP'`);
    expect(await revokeGrants(scene.pool, { promotion: 'ten', customerId: id })).toBe(1);
    expect(await column(scene.pool, `select state || ' ' || cost::float8 from promotion_grant where customer_id = $1 order by id`, [id])).toEqual(['used 10', 'revoked 0']);
  });
});

describe('a limit that comes later', () => {
  test('counts what was given before it', async () => {
    await scene.applyShelf(SHELF.replace('valid: 14 days, budget: 10000 GBP }\n    - { name: tenth', 'valid: 14 days, budget: 10000 GBP, limit: 4 }\n    - { name: tenth'));
    const given = (await column<number>(scene.pool, `select sum(pieces)::int from promotion_grant where promotion = 'ten'`))[0]!;
    expect((await scene.heldBy('ten'))['pieces']).toBe(given);
    await scene.offer('ten');
    for (let left = 4 - given; left >= 0; left -= 1) {
      const id = await scene.offeredTo(`limited${left}`);
      expect((await scene.grantsOf(id)).length).toBe(left > 0 ? 1 : 0);
    }
  });
});

describe('codes of a pool', () => {
  test('are given in the order of import, never twice, and end in the middle of a campaign', async () => {
    expect(await importCodes(scene.pool, 'pool', ['P-1', 'P-2', 'P-1', 'P-3'])).toEqual({ added: 3, known: [] });
    expect(await importCodes(scene.pool, 'pool', ['P-3', 'P-4'])).toEqual({ added: 1, known: ['P-3'] });
    await scene.offer('pool');
    const people: CustomerId[] = [];
    for (let n = 0; n < 5; n += 1) people.push(await scene.offeredTo(`pooled${n}`));
    expect(await Promise.all(people.map(async (id) => (await grantOf(id))?.code ?? null))).toEqual(['P-1', 'P-2', 'P-3', 'P-4', null]);
    expect(await scene.reasonsOf(people[4]!)).toEqual(['promotion-stock', 'promotion-none']);
    await revokeGrants(scene.pool, { promotion: 'pool', customerId: people[0]! });
    expect(await scene.heldBy('pool'), 'a code that was given is not given again').toEqual({ GBP: 9, pieces: 4 });
  });
});

// As the worker does: no more at once than there are connections.
const CONNECTIONS = 10;

/** Everybody is decided for at the same time, by ten connections. */
async function rush(promotion: string, name: string): Promise<CustomerId[]> {
  await scene.offer(promotion);
  const people: CustomerId[] = [];
  for (let n = 0; n < 200; n += 1) {
    const id = await addCustomer(scene.pool, { external: `${name}${n}`, orders: ['2011-11-28T10:59:00Z'] });
    await happens(scene, id, 'order.placed');
    people.push(id);
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, async (_, lane) => {
    for (let n = lane; n < people.length; n += CONNECTIONS) await scene.advance(people[n]!);
  }));
  return people;
}

describe('two hundred decisions at once', () => {
  test('give away fifty pieces to fifty customers, and every mail leaves', async () => {
    await rush('race', 'rush');
    expect(await scene.heldBy('race')).toEqual({ GBP: 125, pieces: 50 });
    expect(await column(scene.pool, `select count(*)::int from promotion_grant where promotion = 'race'`)).toEqual([50]);
    expect(await column(scene.pool, `select count(*)::int from message where customer_id in (select customer_id from identity where value like 'rush%')`)).toEqual([200]);
    expect(await column(scene.pool, `select count(*)::int from promotion_choice c where chosen = 'race' and not exists (select 1 from promotion_grant g where starts_with(g.id, c.touch || '@'))`)).toEqual([0]);
  });

  test('spend a budget of a hundred at seven each: fourteen, and not a cent above', async () => {
    await rush('tight', 'tight');
    expect(await scene.heldBy('tight')).toEqual({ GBP: 98 });
    expect(await column(scene.pool, `select min(left_after)::float8 from promotion_grant where promotion = 'tight'`)).toEqual([2]);
    expect(await column(scene.pool, `select count(distinct code)::int from promotion_grant where promotion = 'tight'`)).toEqual([14]);
  });

  test('taking all of them back frees what they held, and wakes their customers', async () => {
    expect(await revokeGrants(scene.pool, { promotion: 'tight', customerId: null })).toBe(14);
    expect(await scene.heldBy('tight')).toEqual({ GBP: 0 });
    expect(await column(scene.pool, `select count(*)::int from customer_state s join promotion_grant g on g.customer_id = s.customer_id
      where g.promotion = 'tight' and s.wake_at > touchline_now()`)).toEqual([0]);
  });
});
