import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { tellOverdueParcels } from '../../../src/store/tell-overdue-parcels.ts';
import { addCustomer, column } from '../../support/engine.ts';
import { runCampaign } from '../ledger/ledger-scene.ts';
import { type HindrancesScene, openHindrances } from './hindrance-scene.ts';

let scene: HindrancesScene;
beforeAll(async () => { scene = await openHindrances(); });
afterAll(() => scene.close());

const tell = () => tellOverdueParcels(scene.pool, scene.rules.source);

async function ordered(external: string, country = 'GB'): Promise<CustomerId> {
  const id = await addCustomer(scene.pool, { external, country });
  await scene.tells(id, 'order.placed', { orderId: `order-${external}`, value: 20 });
  await scene.advance(id);
  return id;
}

describe('what goes wrong on the way', () => {
  it.each([
    { campaign: 'parcel-late', language: 'zh-CN', event: 'parcel.delayed', properties: { orderId: '7', trackingUrl: 'https://post.example/7' }, says: '您的订单所需时间比预计更长', link: 'https://post.example/7' },
    { campaign: 'parcel-held', language: 'en', event: 'parcel.held', properties: { orderId: '8', trackingUrl: 'https://post.example/8' }, says: 'your parcel is with the customs office', link: 'https://post.example/8' },
    { campaign: 'parcel-held', language: 'fr', event: 'parcel.held', properties: {}, says: 'au bureau de douane', link: 'https://shop.example/c/sample-0' },
    { campaign: 'return-open', language: 'de', event: 'return.opened', properties: { orderId: '9', labelUrl: 'https://shop.example/label/9.pdf' }, says: 'Drucken Sie das Etikett', link: 'https://shop.example/label/9.pdf' },
  ] as const)('$campaign: told in $language, with the link that the shop has told, else with the way to the order', async ({ campaign, language, event, properties, says, link }) => {
    await runCampaign(scene, campaign);
    await scene.itIs('2011-09-06T12:00:00Z');
    const id = await addCustomer(scene.pool, { external: `${campaign}-${language}`, orders: ['2011-09-01T10:00:00Z'] });
    await scene.pool.query('update customer set language = $2 where id = $1', [id, language]);
    await scene.tells(id, event, properties);
    const mail = await scene.mailOf(await scene.leaves(id));
    expect(mail['html']).toContain(says);
    expect(mail['html']).toContain(`href="${link}"`);
    await scene.pool.query(`update campaign set state = 'paused' where name = $1`, [campaign]);
  });
});

describe('a payment that failed', () => {
  it('is answered with the methods of the country, less the one that failed, unless the order comes meanwhile', async () => {
    await runCampaign(scene, 'payment-failed');
    await scene.itIs('2011-11-29T12:00:00Z');
    const [dutch, nowhere, quick] = [await addCustomer(scene.pool, { external: 'dutch', country: 'NL' }), await addCustomer(scene.pool, { external: 'kenyan', country: 'KE' }), await addCustomer(scene.pool, { external: 'quick', country: 'NL' })];
    for (const id of [dutch, nowhere, quick]) {
      await scene.tells(id, 'payment.failed', { orderId: 'P1', method: 'Card', payUrl: 'https://shop.example/pay/P1' });
      expect((await scene.advance(id)).commands).toEqual([]);
    }
    await scene.tells(quick, 'order.placed', { orderId: 'P1', value: 10 });
    await scene.itIs('2011-11-29T12:30:00Z');
    expect(await scene.saysOf(await scene.leaves(dutch))).toMatchObject({ event: { orderNumber: 'P1', payUrl: 'https://shop.example/pay/P1' }, shop: { paymentMethods: 'PayPal, iDEAL, invoice, bank transfer' } });
    expect(await scene.saysOf(await scene.leaves(nowhere))).toMatchObject({ shop: { paymentMethods: 'bank transfer' } });
    expect((await scene.advance(quick)).commands).toEqual([]);
    expect(await scene.endOf(quick, 'payment-failed')).toEqual(['exit-condition']);
  });
});

describe('a parcel', () => {
  it('is overdue once the promised day has passed, counted in working days from the order; told once, and not of one that came or was spoken of', async () => {
    await scene.itIs('2011-11-24T10:00:00Z'); // a Thursday: three working days end on Tuesday the 29th
    const [late, came, spoken, called, far] = [await ordered('late'), await ordered('came'), await ordered('spoken'), await ordered('called'), await ordered('far', 'US')];
    await scene.tells(late, 'parcel.shipped', { orderId: 'order-late', trackingUrl: 'https://post.example/late', carrier: 'Post' });
    await scene.tells(came, 'parcel.delivered', { orderId: 'order-came' });
    await scene.tells(spoken, 'parcel.delayed', { orderId: 'order-spoken' });
    await scene.tells(called, 'order.cancelled', { orderId: 'order-called' });
    await scene.itIs('2011-11-30T09:00:00Z');
    expect(await tell(), 'nobody is told while no campaign waits for it').toEqual([]);
    await runCampaign(scene, 'parcel-late');
    await scene.itIs('2011-11-29T23:59:00Z');
    expect(await tell()).toEqual([]);
    await scene.itIs('2011-11-30T00:01:00Z');
    expect(await tell()).toEqual([late]);
    expect(await tell()).toEqual([]);
    await scene.itIs('2011-12-01T09:00:00Z');
    expect(await tell(), 'once for each order').toEqual([]);
    expect(await scene.saysOf(await scene.leaves(late))).toMatchObject({ event: { orderNumber: 'order-late', promisedOn: '2011-11-29', trackingUrl: 'https://post.example/late', carrier: 'Post' }, order: { shippedOn: '2011-11-24' } });
    // Fourteen working days for overseas.
    await scene.itIs('2011-12-15T09:00:00Z');
    expect(await tell()).toEqual([far]);
    for (const id of [came, spoken, called]) expect(await column(scene.pool, `select 1 from event_inbox where customer_id = $1 and kind = 'parcel-overdue'`, [id])).toEqual([]);
  });

  it('of a shop that has told of no delivery for a month is never overdue: perhaps it tells of none', async () => {
    await scene.itIs('2011-10-03T10:00:00Z');
    const id = await ordered('silent-shop');
    await scene.itIs('2011-10-07T10:00:00Z');
    expect(await tell()).toEqual([]);
    expect(await column(scene.pool, `select 1 from event_inbox where customer_id = $1 and kind = 'parcel-overdue'`, [id])).toEqual([]);
  });

  it('that comes before the mail has left needs no apology, and that of another order changes nothing', async () => {
    await scene.itIs('2011-12-16T22:00:00Z'); // the mail waits for the morning
    const id = await ordered('overnight');
    await scene.tells(id, 'parcel.delayed', { orderId: 'order-overnight', trackingUrl: 'https://post.example/1' });
    expect((await scene.advance(id)).commands).toEqual([]);
    await scene.tells(id, 'parcel.delivered', { orderId: 'another' });
    await scene.advance(id);
    expect(await scene.endOf(id, 'parcel-late')).toEqual([null]);
    await scene.tells(id, 'parcel.delivered', { orderId: 'order-overnight' });
    await scene.itIs('2011-12-17T09:00:00Z');
    expect((await scene.advance(id)).commands).toEqual([]);
    expect(await scene.endOf(id, 'parcel-late')).toEqual(['exit-condition']);
  });

  it('without an order belongs to the newest that has not come, and the first word of each kind stays', async () => {
    await scene.itIs('2011-12-18T10:00:00Z');
    const id = await ordered('nameless');
    await scene.tells(id, 'parcel.shipped');
    await scene.itIs('2011-12-19T10:00:00Z');
    await scene.tells(id, 'parcel.shipped', { orderId: 'order-nameless' });
    await scene.tells(id, 'parcel.delivered');
    expect(await column(scene.pool, `select array[shipped_at::date::text, delivered_at::date::text, held_up_at::text] from orders where customer_id = $1`, [id])).toEqual([['2011-12-18', '2011-12-19', null]]);
  });
});
