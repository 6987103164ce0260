import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { storeProducts } from '../../../src/store/import-products.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { tellBackInStock } from '../../../src/store/tell-back-in-stock.ts';
import { addCustomer, column } from '../../support/engine.ts';
import { runCampaign } from '../ledger/ledger-scene.ts';
import { sendsOf } from '../../support/sends.ts';
import { type HindrancesScene, openHindrances } from './hindrance-scene.ts';

let scene: HindrancesScene;
beforeAll(async () => { scene = await openHindrances(); });
afterAll(() => scene.close());

const stock = (sku: string, pieces: number) => inTransaction(scene.pool, async (tx) => {
  const [shopId] = await column<string>(scene.pool, 'select id from shop limit 1');
  await storeProducts(tx, shopId!, [{ sku, told: ['stock'], stock: pieces } as never]);
});

const ROOM = '2012-02-20T12:00:00Z'; // ten days after the parcel, a Monday

async function received(external: string): Promise<CustomerId> {
  await scene.itIs('2012-02-10T10:00:00Z');
  const id = await addCustomer(scene.pool, { external, orders: ['2012-02-06T10:00:00Z'] });
  await scene.tells(id, 'parcel.delivered', { orderId: `${external}-0` });
  await scene.advance(id);
  return id;
}

describe('a product that comes back', () => {
  it('is told to whoever waits for it, once for each time, and shown by name while it can be had', async () => {
    await runCampaign(scene, 'back-in-stock');
    await scene.itIs('2012-01-10T10:00:00Z');
    await stock('LAMP', 0);
    const [looked, bought, longAgo, barred] = [await addCustomer(scene.pool, { external: 'looked' }), await addCustomer(scene.pool, { external: 'bought' }), await addCustomer(scene.pool, { external: 'long-ago' }), await addCustomer(scene.pool, { external: 'barred', country: 'DE' })];
    await scene.pool.query(`update product set countries_not = '{DE}' where sku = 'LAMP'`);
    for (const id of [looked, bought, barred]) await scene.tells(id, 'product.viewed', { sku: 'lamp' });
    await scene.tells(longAgo, 'product.viewed', { sku: 'LAMP' });
    await scene.pool.query(`update customer_interest set at = at - interval '100 days' where customer_id = $1`, [longAgo]);
    await scene.itIs('2012-01-11T10:00:00Z');
    await scene.tells(bought, 'order.placed', { orderId: 'lamp-elsewhere', value: 20, products: [{ sku: 'LAMP', price: 20 }] });
    await scene.advance(bought);
    expect(await tellBackInStock(scene.pool)).toEqual([]);
    await scene.itIs('2012-01-17T10:00:00Z');
    await stock('LAMP', 5);
    await stock('LAMP', 4);
    expect((await tellBackInStock(scene.pool)).toSorted()).toEqual([looked, barred].toSorted());
    expect(await tellBackInStock(scene.pool)).toEqual([]);
    const message = await scene.leaves(looked);
    expect(await column(scene.pool, `select products->0->>'sku' from message where id = $1`, [message])).toEqual(['LAMP']);
    expect((await scene.advance(barred)).commands, 'not sold in their country').toEqual([]);
    expect(await column(scene.pool, 'select 1 from message where customer_id = $1', [barred])).toEqual([]);
  });

  it('is not written about when it is gone again before the mail may leave', async () => {
    await scene.itIs('2012-01-18T23:00:00Z');
    const id = await addCustomer(scene.pool, { external: 'too-late' });
    await scene.tells(id, 'product.viewed', { sku: 'LAMP' });
    await scene.itIs('2012-01-18T23:10:00Z');
    await stock('LAMP', 0);
    await stock('LAMP', 1);
    expect(await tellBackInStock(scene.pool)).toContain(id);
    expect(sendsOf(await scene.advance(id)), 'held by the night').toEqual([]);
    await stock('LAMP', 0);
    await scene.itIs('2012-01-19T12:00:00Z');
    expect(sendsOf(await scene.advance(id))).toEqual([]);
    expect(await column(scene.pool, 'select 1 from message where customer_id = $1', [id])).toEqual([]);
  });
});

describe('a review', () => {
  it('is asked for ten days after the parcel, not of whom a return or a complaint is open for', async () => {
    await runCampaign(scene, 'review-request');
    const [happy, returns, hadReturned, complains] = [await received('happy'), await received('returns'), await received('had-returned'), await received('complains')];
    await scene.tells(returns, 'return.opened', { orderId: 'returns-0', reason: 'too small' });
    await scene.tells(hadReturned, 'parcel.delivered');
    await scene.pool.query('update customer_facts set open_returns = 1 where customer_id = $1', [hadReturned]);
    await scene.ask(complains, 'This is a scandal, I want to complain: it arrived broken!', 'complains/1');
    for (const id of [returns, complains]) await scene.advance(id);
    await scene.itIs(ROOM);
    for (const id of [returns, hadReturned, complains]) expect(sendsOf(await scene.advance(id))).toEqual([]);
    expect(await scene.leaves(happy)).toContain('/request/');
  });

  it('is asked for once a return is closed', async () => {
    await scene.itIs('2012-02-10T10:00:00Z');
    const id = await received('returned');
    await scene.pool.query('update customer_facts set open_returns = 1 where customer_id = $1', [id]);
    await scene.tells(id, 'return.closed');
    await scene.tells(id, 'return.closed');
    expect(await column(scene.pool, 'select open_returns from customer_facts where customer_id = $1', [id])).toEqual([0]);
    await scene.advance(id);
    await scene.itIs(ROOM);
    expect(await scene.leaves(id)).toContain('/request/');
  });
});

describe('a complaint', () => {
  it.each([['solved', true], ['answered', false]] as const)('is received with words; closed as %s it is asked after, with a promotion: %s', async (outcome, isPromised) => {
    await runCampaign(scene, 'complaint-received');
    await runCampaign(scene, 'complaint-recovery');
    await scene.itIs('2012-03-05T10:00:00Z');
    const id = await addCustomer(scene.pool, { external: `complaint-${outcome}`, orders: ['2012-02-20T10:00:00Z'] });
    const inquiry = (await scene.ask(id, 'I want to complain: the lantern arrived broken, this is unacceptable.', `complaint-${outcome}`))!;
    expect(await column(scene.pool, 'select kind from inquiry where id = $1', [inquiry])).toEqual(['complaint']);
    const words = await scene.leaves(id);
    expect(words).toContain('complaint-received');
    expect(await column(scene.pool, 'select purpose from message where id = $1', [words])).toEqual(['service']);
    await scene.itIs('2012-03-06T10:00:00Z');
    await scene.closes(inquiry, outcome);
    await scene.advance(id);
    await scene.itIs('2012-03-09T12:00:00Z');
    const recovery = await scene.leaves(id);
    expect(recovery).toContain(`complaint-recovery:${id}:1/${isPromised ? 'made-good' : 'is-it-all-right'}/`);
    const chosen = await column<string[]>(scene.pool, `select array(select e->>'promotion' from jsonb_array_elements(eligible) e) from promotion_choice where customer_id = $1`, [id]);
    expect(chosen.flat().length > 0).toBe(isPromised);
  });

  it('closed without an answer is left alone', async () => {
    await scene.itIs('2012-03-05T10:00:00Z');
    const id = await addCustomer(scene.pool, { external: 'unanswered' });
    const inquiry = (await scene.ask(id, 'I want to complain, this is unacceptable.', 'unanswered'))!;
    await scene.leaves(id);
    await scene.levelOf(id, 4);
    await scene.advance(id);
    await scene.closes(inquiry, 'unanswered');
    await scene.advance(id);
    expect(await scene.endOf(id, 'complaint-recovery')).toEqual([]);
  });
});
