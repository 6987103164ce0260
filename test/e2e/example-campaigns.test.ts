import { simpleParser } from 'mailparser';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customerWorkflowId } from '../../src/contracts/lifecycle.ts';
import type { CustomerId } from '../../src/domain/ids.ts';
import { nextOrderDueAtMs } from '../../src/domain/life-cycle.ts';
import { addAgreement, type Agreed, renewAgreement } from '../../src/store/agreements.ts';
import { classifyProducts } from '../../src/store/classify-products.ts';
import { startCampaign } from '../../src/store/campaign-control.ts';
import { recomputeFacts } from '../../src/store/facts.ts';
import { loadKnownFacts } from '../../src/store/known-facts.ts';
import { activePolicy } from '../../src/store/score-rules.ts';
import { endTasks } from '../../src/store/tasks.ts';
import { answerSuggestion, listSuggestions } from '../../src/store/suggestions.ts';
import { aShopWithKey, basic, createTestApp, post, type TestApp } from '../integration/api/test-app.ts';
import type { SandboxConnector } from '../../src/channels/skype/sandbox/connector.ts';
import { BOT_PASSWORD, referenceOf, startConnector } from '../support/skype.ts';
import { addCustomer, applyCampaignFile, column, eventually, setDomainClock, startTestEngine, type TestEngine } from '../support/engine.ts';
import { haveBeenAnswered, withSupervisor } from '../support/staff.ts';

let touchline: TestEngine;
let api: TestApp;
let key: string;
let teams: SandboxConnector;
beforeAll(async () => {
  ({ connector: teams } = await startConnector());
  touchline = await startTestEngine({ sandboxSkypeUrl: `http://sandbox:${BOT_PASSWORD}@127.0.0.1:${teams.port}` });
  api = createTestApp(touchline.pool);
  const [shop] = await column<string>(touchline.pool, 'select id from shop');
  key = await aShopWithKey(touchline.pool, shop);
});
afterAll(async () => { await touchline.close(); await teams.close(); });

const mailsTo = (external: string) => column<Buffer>(touchline.pool, `select raw from sandbox_mail where envelope_to = $1 || '@example.com' order by id`, [external]);
const endOf = (id: CustomerId, campaign: string) => column<string>(touchline.pool, 'select end_reason from enrolment where customer_id = $1 and campaign = $2 and not open', [id, campaign]);
const placeOf = async (id: CustomerId, campaign: string) =>
  (await column<{ kind: string; step?: string; because?: { code: string } }>(touchline.pool, 'select place from enrolment where customer_id = $1 and campaign = $2', [id, campaign]))[0];
async function start(name: string): Promise<void> {
  await applyCampaignFile(touchline, `campaigns/${name}.yaml`);
  await touchline.lifecycle.startCampaignRun(await startCampaign(touchline.pool, name));
}
async function itIs(iso: string, ...customers: CustomerId[]): Promise<void> {
  await setDomainClock(touchline.pool, iso);
  for (const id of customers) await touchline.lifecycle.poke(id, 'clock');
}
async function told(body: object): Promise<void> {
  const answer = await post(api.app, '/v1/track', body, basic(key));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ ok: true });
  await api.applied();
  for (const { customerId, kind } of api.pokes.splice(0)) await touchline.lifecycle.poke(customerId as CustomerId, kind);
}
const orderOf = (external: string, number: string) =>
  told({ event: 'Order Completed', userId: external, messageId: number, properties: { orderId: number, total: 50, currency: 'GBP' } });
/** The mail's n-th link through the real redirect: what a reader's click does. */
async function clicks(external: string): Promise<string | null> {
  const mail = await simpleParser((await mailsTo(external)).at(-1)!);
  const link = /href="(http:\/\/127\.0\.0\.1:4400\/c\/[^"]+)"/.exec(mail.html || '')?.[1];
  const answer = await api.app.request(new URL(link!).pathname);
  await api.applied();
  for (const { customerId, kind } of api.pokes.splice(0)) await touchline.lifecycle.poke(customerId as CustomerId, kind);
  expect(answer.status).toBe(302);
  return answer.headers.get('location');
}

const draftOf = (id: CustomerId, campaign: string) => column<string>(touchline.pool, `select id from message where customer_id = $1 and campaign = $2 and state = 'draft'`, [id, campaign]);

function agreementOf(agreed: Agreed) {
  if (agreed.kind !== 'agreed') throw new Error(agreed.kind);
  return agreed.agreement;
}

const saysYes = (messageId: string) => told({ event: 'consent.given', userId: 'asks', messageId, properties: { channel: 'email', purpose: 'marketing', wording: 'Neuigkeiten, bitte', language: 'de' } });

describe('the example campaigns, each on the real engine', () => {
  test('every example campaign has its story here', async () => {
    const files = (await readdir('campaigns')).filter((name) => name.endsWith('.yaml')).map((name) => name.replace('.yaml', '')).toSorted();
    // That of stop-confirmation stands in test/integration/news/whatsapp-news.test.ts, those of the promises and of what goes wrong in test/integration/promises.
    expect(files).toEqual([
      'agreement-renewal', 'back-in-stock', 'birthday', 'checkout-left', 'co-creation', 'come-back-offer', 'complaint-received', 'complaint-recovery', 'confirm-subscription',
      'festival-greeting', 'how-was-it', 'member-days', 'new-for-you', 'order-on-site', 'order-received', 'parcel-held', 'parcel-late', 'partner-anniversary', 'payment-failed',
      'reorder-when-due', 'return-open', 'review-request', 'sample-for-interested', 'second-order-nudge', 'slipping', 'stop-confirmation', 'thank-you-tier-b', 'tier-notice',
      'tier-up', 'trial-for-aware', 'weekly-contact', 'weekly-order-status', 'welcome-first-order', 'win-back',
    ]);
  });

  test('come-back-offer: whoever lapses gets an offer of their own, is reminded of it, and uses it in an order', async () => {
    await setDomainClock(touchline.pool, '2011-09-06T12:00:00Z');
    await start('come-back-offer');
    const withCode = `select i.value from promotion_grant g join identity i on i.customer_id = g.customer_id where g.code is not null and g.remind_at is not null and g.state = 'committed' order by i.value`;
    // One in twenty is left without by the draw, and some get an offer without a code.
    for (let n = 0; (await column(touchline.pool, withCode)).length < 2 && n < 30; n += 2) {
      const pair = [`lapsed-${n}`, `lapsed-${n + 1}`];
      const ids = await Promise.all(pair.map((external) => addCustomer(touchline.pool, { external, orders: ['2010-12-01T10:00:00Z'] })));
      for (const id of ids) await touchline.lifecycle.poke(id, 'clock');
      await eventually('both mails are there', async () => (await mailsTo(pair[0]!)).length + (await mailsTo(pair[1]!)).length === 2);
      await eventually('both outcomes are known', async () => (await column(touchline.pool, `select 1 from message where customer_id = any($1::uuid[]) and state = 'accepted'`, [ids])).length === 2);
    }
    const [user, waiter] = await column<string>(touchline.pool, withCode);
    const idOf = async (external: string) => (await column<CustomerId>(touchline.pool, 'select customer_id from identity where value = $1', [external]))[0]!;
    const [code] = await column<string>(touchline.pool, 'select code from promotion_grant where customer_id = $1', [await idOf(user!)]);
    expect((await simpleParser((await mailsTo(user!))[0]!)).text).toContain(code);

    await told({ event: 'Order Completed', userId: user, messageId: 'come-back-1', properties: { orderId: 'come-back-1', total: 120, currency: 'GBP', coupon: code } });
    await eventually('the offer has done its work', async () => (await endOf(await idOf(user!), 'come-back-offer'))[0] === 'exit-condition');
    expect(await column(touchline.pool, 'select state from promotion_grant where code = $1', [code])).toEqual(['used']);

    // Five days before the end of its twenty-one.
    await itIs('2011-09-23T12:00:00Z', await idOf(waiter!));
    await eventually('the reminder is there', async () => (await mailsTo(waiter!)).length === 2);
    const [own] = await column<string>(touchline.pool, 'select code from promotion_grant where customer_id = $1', [await idOf(waiter!)]);
    expect((await simpleParser((await mailsTo(waiter!))[1]!)).text).toContain(own);
    await itIs('2011-09-28T12:00:00Z', await idOf(waiter!));
    await eventually('the offer has ended', async () => (await column(touchline.pool, 'select state from promotion_grant where customer_id = $1', [await idOf(waiter!)]))[0] === 'expired');
  });

  test('welcome-first-order: an order through the API brings one thank-you a day later, in office hours', async () => {
    await setDomainClock(touchline.pool, '2011-11-28T12:00:00Z');
    await start('welcome-first-order');
    const id = await addCustomer(touchline.pool, { external: 'fresh' });
    const order = { event: 'Order Completed', userId: 'fresh', messageId: 'o-1', properties: { order_id: '900001', currency: 'GBP', total: 42.5, products: [{ sku: '85123A', price: 42.5, quantity: 1 }] } };
    await told(order);
    await eventually('the day of settling runs', async () => (await placeOf(id, 'welcome-first-order'))?.kind === 'waiting');
    await told(order);
    await itIs('2011-11-29T12:05:00Z', id);
    await eventually('the mail is out', async () => (await mailsTo('fresh')).length === 1);
    const mail = await simpleParser((await mailsTo('fresh'))[0]!);
    expect(mail.headers.get('list-unsubscribe-post') ?? mail.headerLines.map(({ line }) => line).join('\n')).toMatch(/One-Click/i);
    await eventually('the enrolment has ended', async () => (await endOf(id, 'welcome-first-order')).length === 1);
    expect(await mailsTo('fresh')).toHaveLength(1);
  });

  test('second-order-nudge: a click leaves the reader in peace, silence brings one reminder', async () => {
    await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
    const ids = [];
    for (let n = 0; n < 12; n += 1) ids.push(await addCustomer(touchline.pool, { external: `one${n}`, orders: ['2011-10-20T10:00:00Z'] }));
    await start('second-order-nudge');
    await eventually('all are taken in', async () => (await column(touchline.pool, `select 1 from audience_member where run_id like 'campaign:second%' and state in ('awake', 'holdout')`)).length === 12);
    const [reader, silent] = (await column<string>(touchline.pool, `select i.value from message m join identity i using (customer_id) where m.campaign = 'second-order-nudge' order by 1`));
    const idOf = async (external: string) => (await column<CustomerId>(touchline.pool, 'select customer_id from identity where value = $1', [external]))[0]!;
    expect(await clicks(reader!)).toMatch(/^https:\/\/shop\.example\//);
    const [readerId, silentId] = [await idOf(reader!), await idOf(silent!)];
    await eventually('the reader has time to decide', async () => (await placeOf(readerId, 'second-order-nudge'))?.step === 'time-to-decide');
    await itIs('2011-12-05T12:30:00Z', readerId, silentId);
    await eventually('the silent one is reminded', async () => (await mailsTo(silent!)).length === 2);
    expect(await mailsTo(reader!)).toHaveLength(1);
    await told({ event: 'Order Completed', userId: silent, messageId: 'o-2', properties: { order_id: '900002', currency: 'GBP', total: 10 } });
    await eventually('an order ends it', async () => (await endOf(silentId, 'second-order-nudge')).length === 1);
  });

  test('win-back: silence makes a customer at-risk and enters the campaign; two mails at most', async () => {
    await setDomainClock(touchline.pool, '2011-09-06T12:00:00Z');
    const ids: CustomerId[] = [];
    for (let n = 0; n < 8; n += 1) {
      const id = await addCustomer(touchline.pool, { external: `habit${n}`, orders: ['2011-05-03T10:00:00Z', '2011-06-07T10:00:00Z', '2011-07-05T10:00:00Z', '2011-08-02T10:00:00Z'] });
      await touchline.pool.query('update customer_facts set usual_gap_hours = 30 * 24 where customer_id = $1', [id]);
      ids.push(id);
    }
    const asleep = await addCustomer(touchline.pool, { external: 'asleep', orders: ['2011-01-04T10:00:00Z', '2011-02-01T10:00:00Z'] });
    await touchline.pool.query(`update customer_facts set life_cycle = 'at-risk', usual_gap_hours = 70 * 24 where customer_id = $1`, [asleep]);
    await start('win-back');
    await eventually('who is at risk already is taken in at the start', async () => (await placeOf(asleep, 'win-back')) !== undefined);
    for (const id of ids) await touchline.lifecycle.poke(id, 'test');
    await eventually('their runs sleep until silence says something', async () =>
      (await column(touchline.pool, `select 1 from customer_state where customer_id = any($1) and waiting_for like 'silence%'`, [ids])).length === 8);
    // Two usual gaps and more of silence; a Tuesday at noon.
    await itIs('2011-11-08T12:00:00Z', ...ids);
    await eventually('they are at risk', async () => (await column(touchline.pool, `select 1 from customer_facts where customer_id = any($1) and life_cycle = 'at-risk'`, [ids])).length === 8);
    const written = () => column<CustomerId>(touchline.pool, `select customer_id from message where campaign = 'win-back' and state = 'accepted' and step = 'we-miss-you' and customer_id = any($1)`, [ids]);
    await eventually('those not held out are written to', async () => (await written()).length + (await column(touchline.pool, `select 1 from enrolment where campaign = 'win-back' and end_reason = 'holdout' and customer_id = any($1)`, [ids])).length === 8);
    const [id] = await written();
    await itIs('2011-11-22T12:00:00Z', id!);
    await eventually('the last call is out', async () => (await column(touchline.pool, `select 1 from message where customer_id = $1 and campaign = 'win-back' and state = 'accepted'`, [id])).length === 2);
    await itIs('2011-12-20T12:00:00Z', id!);
    await eventually('nothing more comes', async () => (await endOf(id!, 'win-back')).length === 1);
  });

  test('thank-you-tier-b: tier B is thanked once, a customer of level 1 only once a second person has read it, and next year is planned', async () => {
    await setDomainClock(touchline.pool, '2011-12-13T12:00:00Z');
    const plain = await addCustomer(touchline.pool, { external: 'silver', orders: ['2011-11-20T10:00:00Z', '2011-12-01T10:00:00Z'] });
    const careful = await addCustomer(touchline.pool, { external: 'key-account', orders: ['2011-11-20T10:00:00Z', '2011-12-01T10:00:00Z'] });
    await touchline.pool.query(`update customer_facts set tier = 'B' where customer_id = any($1)`, [[plain, careful]]);
    await touchline.pool.query(
      `insert into score_version (as_of, basis, rule, cut_points, customers, total, created_at)
       values (touchline_now(), 'net', 'cut-points', '{"asOf": "2011-12-13", "cells": {}, "forDecisions": {"version": 1, "tierFromValue": {"A": 90000000000, "B": 50000000000, "C": 40000000000}, "vipFromValue": 50000000, "coreFromOrders": 1000}}', 2, 0, touchline_now())`);
    await touchline.pool.query(`update customer_facts set gross_value = 6000 where customer_id = $1`, [careful]);
    await start('thank-you-tier-b');
    await eventually('the thanks are out', async () => (await mailsTo('silver')).length === 1);
    await eventually('the mail to the key account is a draft', async () => (await draftOf(careful, 'thank-you-tier-b')).length === 1);
    expect(await mailsTo('key-account')).toEqual([]);
    await itIs('2012-01-04T12:00:00Z', careful);
    await touchline.lifecycle.pokeCampaignRun((await column<string>(touchline.pool, `select id from campaign_run where campaign = 'thank-you-tier-b'`))[0]!, 'clock');
    await eventually('the next run is planned for next December', async () =>
      (await column<string>(touchline.pool, `select to_char(starts_at, 'YYYY-MM') from campaign_run where campaign = 'thank-you-tier-b' and run_number = 2`))[0] === '2012-12');
  });

  test('member-days: everybody gets something that is good for three days, or the mail alone', async () => {
    await setDomainClock(touchline.pool, '2011-11-07T12:00:00Z');
    const monthly = ['05', '06', '07', '08', '09', '10'].map((month) => `2011-${month}-04T10:00:00Z`);
    const regulars = await Promise.all(['regular-1', 'regular-2', 'regular-3'].map((external) => addCustomer(touchline.pool, { external, orders: monthly })));
    const others = await Promise.all(['member-1', 'member-2', 'member-3'].map((external) => addCustomer(touchline.pool, { external, orders: ['2011-10-04T10:00:00Z'] })));
    const everybody = [...regulars, ...others];
    await start('member-days');
    await eventually('all mails are out', async () =>
      (await column(touchline.pool, `select 1 from message where campaign = 'member-days' and state = 'accepted' and customer_id = any($1::uuid[])`, [everybody])).length === 6);
    // One in twenty is left without by the draw, but all could have been chosen.
    const couldBe = (ids: readonly CustomerId[]) => column<string>(touchline.pool,
      `select distinct e->>'promotion' from promotion_choice, jsonb_array_elements(eligible) e where campaign = 'member-days' and customer_id = any($1::uuid[]) order by 1`, [ids]);
    expect(await couldBe(regulars)).toEqual(['bring-a-friend']);
    expect(await couldBe(others)).toEqual(['free-delivery']);
    const [left] = await column<number>(touchline.pool, `select count(*)::int from promotion_choice where campaign = 'member-days' and chosen is null and customer_id = any($1::uuid[])`, [everybody]);
    expect(await column(touchline.pool, 'select 1 from promotion_grant where customer_id = any($1::uuid[])', [everybody])).toHaveLength(6 - (left ?? 0));
    expect(await column(touchline.pool, `select 1 from promotion_grant where customer_id = any($1::uuid[]) and ends_at <> '2011-11-11T00:00Z'`, [everybody])).toEqual([]);
    expect((await simpleParser((await mailsTo('regular-1'))[0]!)).subject).toMatch(/friend|somebody/);
    await itIs('2011-11-11T12:00:00Z', ...everybody);
    await eventually('nothing of it is good any more', async () =>
      (await column(touchline.pool, `select 1 from promotion_grant where customer_id = any($1::uuid[]) and state <> 'expired'`, [everybody])).length === 0);
  });

  test('new-for-you: the mail, or in Teams the chat, shows what fits this customer and what the shop knows of it, with an offer, and the decision says why', async () => {
    await setDomainClock(touchline.pool, '2011-09-06T12:00:00Z');
    const id = await addCustomer(touchline.pool, { external: 'chooser', orders: ['2011-07-05T10:00:00Z', '2011-08-09T10:00:00Z'] });
    const nothing = await addCustomer(touchline.pool, { external: 'nothing-fits', orders: ['2011-08-09T10:00:00Z'] });
    const [chatter, teamsUser] = [await addCustomer(touchline.pool, { external: 'chatter', orders: ['2011-07-05T10:00:00Z', '2011-08-09T10:00:00Z'] }), '29:1chatter'];
    await touchline.pool.query(`update contact_point set channel = 'skype', address = $2, reference = $3 where customer_id = $1`, [chatter, `msteams/${teamsUser}`, JSON.stringify(referenceOf(teamsUser))]);
    await touchline.pool.query(`insert into consent (customer_id, channel, purpose, granted, source, wording, at) values ($1, 'skype', 'marketing', true, 'test', 'test', touchline_now())`, [chatter]);
    await touchline.pool.query(`insert into product (shop_id, sku, title, tags, price, currency, stock, url, pictures, countries_not, reviews)
      select id, v.* from shop, (values
        ('LAMP-1', 'Paper <lantern>', '{}'::text[], 12.50, 'GBP', 5, 'https://shop.example/lamp?a=1&b=2', '{https://shop.example/lamp.jpg}'::text[], '{}'::text[], '[{"rating": 5, "source": "own shop", "text": "Lovely light"}]'::jsonb),
        ('SOLD-OUT', 'Gone', '{}', 1, 'GBP', 0, null, '{}', '{}', '[]'),
        ('NOT-HERE', 'Barred', '{}', 1, 'GBP', 9, null, '{}', '{GB}', '[]'),
        ('PLAIN', 'Plain cushion', '{}', null, 'GBP', null, null, '{}', '{}', '[]')) v`);
    const [shop] = await column<string>(touchline.pool, 'select id from shop');
    const fresh = ['SOLD-OUT', 'LAMP-1', 'NOT-HERE'].map((sku, index) => ({ shopId: shop, sku, score: 1 - index / 10, because: [{ code: 'product-also-bought', params: { with: 'candles' } }] }));
    const again = [{ shopId: shop, sku: 'PLAIN', dueAtMs: Date.parse('2011-09-20T00:00:00Z'), times: 2, because: [{ code: 'product-due-again', params: { times: 2, gapDays: 30 } }] }];
    await start('new-for-you');
    await Promise.all([orderOf('chooser', 'chosen-1'), orderOf('nothing-fits', 'chosen-2'), orderOf('chatter', 'chosen-3')]);
    for (const one of [id, nothing, chatter]) await eventually('three weeks pass', async () => (await placeOf(one, 'new-for-you'))?.step === 'three-weeks');
    // What the day's reckoning finds is another test's matter: it has just been made, with this outcome.
    await touchline.pool.query(`insert into setting (key, value) select 'product-advice', jsonb_build_object('atMs', epoch_ms(touchline_now()), 'madeSystemMs', epoch_ms(clock_timestamp()))
      on conflict (key) do update set value = setting.value || excluded.value`);
    await touchline.pool.query(`insert into customer_products (customer_id, again, fresh, made_at) select one, $2, $3, touchline_now() from unnest($1::uuid[]) one
      on conflict (customer_id) do update set again = excluded.again, fresh = excluded.fresh, made_at = excluded.made_at, made_of = customer_products.news`, [[id, chatter], JSON.stringify(again), JSON.stringify(fresh)]);
    await itIs('2011-09-27T12:00:00Z', id, nothing, chatter);
    for (const one of [id, nothing, chatter]) await eventually('three weeks are over', async () => (await placeOf(one, 'new-for-you'))?.step !== 'three-weeks');
    // The usual hour is tomorrow's; one in ten is given an hour at random, which may be this one.
    const held = await column<number>(touchline.pool, `select (place->>'untilMs')::float8 from enrolment where campaign = 'new-for-you' and customer_id = any($1::uuid[]) and place->>'kind' = 'held'`, [[id, nothing, chatter]]);
    if (held.length > 0) await itIs(new Date(Math.max(...held)).toISOString(), id, nothing, chatter);
    await eventually('the mail is there', async () => (await mailsTo('chooser')).length === 1);
    const mail = await simpleParser((await mailsTo('chooser'))[0]!);
    const html = mail.html || '';
    expect(html).toContain('Paper &lt;lantern&gt;');
    expect(html).toMatch(/<img [^>]*src="https:\/\/shop\.example\/lamp\.jpg" alt="Paper &lt;lantern&gt;" width="96"/);
    expect(html).toMatch(/Lovely light.*own shop/);
    expect(html.indexOf('Plain cushion'), 'what is due again stands first').toBeLessThan(html.indexOf('Paper'));
    expect(html.match(/<img/g), 'a product without a picture shows none').toHaveLength(1);
    expect(mail.text).toContain('£12.50');
    for (const never of ['Gone', 'Barred']) expect(html).not.toContain(never);
    await eventually('the chat is written to', async () => teams.people.find(teamsUser)?.lines.length === 1);
    const chat = teams.requests.at(-1)!.body as { attachments: { content: { body: { text: string }[]; actions: { url?: string }[] } }[] };
    expect(chat.attachments[0]!.content.body[0]!.text).toContain('- Plain cushion\n- Paper &lt;lantern&gt;, £12.50');
    expect(chat.attachments[0]!.content.actions[0]!.url).toMatch(/^http:\/\/127\.0\.0\.1:4400\/c\//);
    const [reasons] = await column<{ because: { code: string; params: Record<string, unknown> } }[]>(touchline.pool,
      `select reasons from decision where customer_id = $1 and reasons @> '[{"because": {"code": "products-chosen"}}]'`, [id]);
    expect(reasons!.map(({ because }) => because)).toEqual(expect.arrayContaining([
      expect.objectContaining({ code: 'products-chosen', params: { count: 2, skus: 'PLAIN, LAMP-1' } }),
      expect.objectContaining({ code: 'product-also-bought', params: { with: 'candles', sku: 'LAMP-1' } }),
    ]));
    await eventually('whoever would see an empty shelf is not written to', async () => (await placeOf(nothing, 'new-for-you'))?.step === 'answer');
    expect(await mailsTo('nothing-fits')).toHaveLength(0);
  });

  test('reorder-when-due: the reminder comes by the customer’s own rhythm, and an order moves it on', async () => {
    await setDomainClock(touchline.pool, '2011-09-06T12:00:00Z');
    await start('reorder-when-due');
    const id = await addCustomer(touchline.pool, { external: 'rhythm', orders: ['2011-06-07T10:00:00Z', '2011-07-05T10:00:00Z', '2011-08-09T10:00:00Z'] });
    const until = async () => {
      const [place] = await column<{ kind: string; step: string; untilMs: number }>(touchline.pool, `select place from enrolment where customer_id = $1 and campaign = 'reorder-when-due' and open`, [id]);
      return place?.kind === 'waiting' && place.step === 'until-due' ? place.untilMs : null;
    };
    // By the core's own words: the median of four gaps may end in half a millisecond, which another sum would round the other way.
    const due = async () => nextOrderDueAtMs((await loadKnownFacts(touchline.pool, [id]))[0]!.customer, (await activePolicy(touchline.pool))!, 0);
    await orderOf('rhythm', 'again-1');
    await eventually('the wait follows the rhythm', async () => await until() !== null);
    const dueMs = (await until())!;
    expect(dueMs).toBe(await due());
    const officeDay = new Date(dueMs + 24 * 3_600_000);
    while ([0, 6].includes(officeDay.getUTCDay())) officeDay.setUTCDate(officeDay.getUTCDate() + 1);
    await itIs(`${officeDay.toISOString().slice(0, 10)}T12:00:00Z`, id);
    await eventually('the reminder is there', async () => (await mailsTo('rhythm')).length === 1);
    await orderOf('rhythm', 'again-2');
    await eventually('the order moves it on', async () => (await until() ?? 0) > dueMs);
    expect(await until()).toBe(await due());
    expect(await mailsTo('rhythm')).toHaveLength(1);
  });

  test('checkout-left: a basket that the delivery fee stopped is offered free delivery, any other is reminded of', async () => {
    await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
    await start('checkout-left');
    const [fee, price] = await Promise.all([addCustomer(touchline.pool, { external: 'basket-fee', orders: ['2011-11-01T10:00:00Z'] }), addCustomer(touchline.pool, { external: 'basket-price', orders: ['2011-11-01T10:00:00Z'] })]);
    for (const [external, stoppedBy] of [['basket-fee', 'delivery-fee'], ['basket-price', 'price']]) {
      await told({ event: 'cart.left', userId: external, messageId: `left-${external}`, properties: { 'stopped-by': stoppedBy } });
    }
    await eventually('both are given time', async () => (await placeOf(fee, 'checkout-left'))?.step === 'over-night' && (await placeOf(price, 'checkout-left'))?.step === 'a-while');
    await itIs('2011-11-30T12:00:00Z', fee, price);
    await eventually('both are reminded', async () => (await mailsTo('basket-fee')).length === 1 && (await mailsTo('basket-price')).length === 1);
    expect(await column(touchline.pool, `select customer_id from promotion_choice where campaign = 'checkout-left'`)).toEqual([fee]);
    // One in twenty is left without by the draw, but it could have been chosen.
    expect(await column(touchline.pool, `select eligible->0->>'promotion' from promotion_choice where campaign = 'checkout-left'`)).toEqual(['free-delivery']);
    const given = await column<string>(touchline.pool, 'select promotion from promotion_grant where customer_id = any($1::uuid[])', [[fee, price]]);
    expect((await simpleParser((await mailsTo('basket-fee'))[0]!)).text?.includes('Free delivery')).toBe(given.includes('free-delivery'));
  });

  test('tier-up: the order that raises the tier brings congratulations two days later', async () => {
    await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
    await touchline.pool.query(
      `insert into score_version (as_of, basis, rule, cut_points, customers, total, created_at)
       values (touchline_now(), 'net', 'cut-points', '{"asOf": "2011-11-29", "cells": {}, "forDecisions": {"version": 2, "tierFromValue": {"A": 90000000000, "B": 30000000, "C": 10000000}, "vipFromValue": 50000000, "coreFromOrders": 1000}}', 2, 0, touchline_now())`);
    await start('tier-up');
    const id = await addCustomer(touchline.pool, { external: 'climber', orders: ['2011-11-01T10:00:00Z'] });
    await touchline.pool.query(`update customer_facts set tier_since = '2011-06-01' where customer_id = $1`, [id]);
    await told({ event: 'Order Completed', userId: 'climber', messageId: 'climb', properties: { orderId: 'climb', total: 1500, currency: 'GBP' } });
    await eventually('the better tier is known', async () => (await column(touchline.pool, 'select tier from customer_facts where customer_id = $1', [id]))[0] === 'C');
    expect((await placeOf(id, 'tier-up'))?.step).toBe('let-the-parcel-arrive');
    await itIs('2011-12-02T12:00:00Z', id);
    await eventually('the congratulations are out', async () => (await mailsTo('climber')).length === 1);
    expect((await simpleParser((await mailsTo('climber'))[0]!)).subject).toBe('Thank you: a better tier');
  });

  test('tier-notice: the first review that misses the tier is told in time', async () => {
    await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
    await start('tier-notice');
    const id = await addCustomer(touchline.pool, { external: 'slipping', orders: ['2011-05-20T10:00:00Z'] });
    await touchline.pool.query(`update customer_facts set tier = 'C', tier_since = '2011-01-01', tier_reviewed_at = '2011-09-01' where customer_id = $1`, [id]);
    await eventually('the notice is out', async () => (await mailsTo('slipping')).length === 1);
    expect(await column(touchline.pool, 'select tier from customer_facts where customer_id = $1', [id]), 'nothing is taken yet').toEqual(['C']);
  });

  test('slipping: a silence is spoken to while the customer still counts as active, and whoever complains is left alone', async () => {
    await setDomainClock(touchline.pool, '2011-11-28T12:00:00Z');
    await start('slipping');
    const names = ['quiet-0', 'quiet-1', 'quiet-2', 'quiet-3'];
    for (const name of names) {
      const id = await addCustomer(touchline.pool, { external: name, orders: ['2011-10-11T12:00:00Z', '2011-10-25T12:00:00Z', '2011-11-08T12:00:00Z'] });
      await recomputeFacts(touchline.pool, [id]);
      await told({ event: 'inquiry.received', userId: name, messageId: `question-of-${name}`, properties: { kind: name === 'quiet-0' ? 'complaint' : 'question' } });
    }
    const ids = await column<CustomerId>(touchline.pool, 'select customer_id from identity where value = any($1) order by value', [names]);
    expect(await column(touchline.pool, `select 1 from enrolment where campaign = 'slipping' and customer_id = any($1)`, [ids]), 'twenty days are not one and a half gaps of fourteen').toEqual([]);
    await haveBeenAnswered(touchline, ...ids);
    await itIs('2011-11-29T12:00:00Z', ...ids);
    const entered = () => column<string>(touchline.pool, `select i.value from enrolment e join identity i using (customer_id) where e.campaign = 'slipping' and customer_id = any($1) order by i.value`, [ids]);
    await eventually('those without a complaint have entered', async () => (await entered()).length === 3);
    expect(await entered()).toEqual(['quiet-1', 'quiet-2', 'quiet-3']);
    const heldOut = await column(touchline.pool, `select 1 from enrolment where campaign = 'slipping' and end_reason = 'holdout' and customer_id = any($1)`, [ids]);
    await eventually('they are written to', async () => (await column(touchline.pool, `select 1 from message where campaign = 'slipping' and state = 'accepted' and customer_id = any($1)`, [ids])).length === 3 - heldOut.length);
    expect(await column(touchline.pool, `select distinct life_cycle from customer_facts where customer_id = any($1)`, [ids])).toEqual(['active']);
  });

  test('confirm-subscription: a yes that the law wants confirmed is asked about once, and counts when its link is pressed', async () => {
    await setDomainClock(touchline.pool, '2011-11-28T12:00:00Z');
    await start('confirm-subscription');
    const id = await addCustomer(touchline.pool, { external: 'asks', orders: ['2011-11-01T10:00:00Z'] });
    await touchline.pool.query(`update customer set country = 'DE', language = 'de' where id = $1`, [id]);
    await saysYes('asks-1');
    await eventually('the question is out', async () => (await mailsTo('asks')).length === 1);
    const mail = await simpleParser((await mailsTo('asks'))[0]!);
    expect(mail.subject).toBe('Bitte bestätigen Sie Ihre Anmeldung');
    const [link = ''] = /https?:\/\/\S+\/y\/\S+/.exec(mail.text ?? '') ?? [];
    await saysYes('asks-2');
    const newest = () => column<string>(touchline.pool, `select concat_ws(' ', granted, confirmed, source) from consent where customer_id = $1 and purpose = 'marketing' and channel = 'email' order by id desc limit 1`, [id]);
    expect(await newest()).toEqual(['t f event']);
    expect((await api.app.request(new URL(link).pathname, { method: 'POST' })).status).toBe(200);
    expect(await newest()).toEqual(['t t double-opt-in']);
    await touchline.lifecycle.poke(id, 'consent.given');
    await eventually('the question is answered', async () => (await column(touchline.pool, `select 1 from enrolment where customer_id = $1 and campaign = 'confirm-subscription' and not open and goal_met_at is not null`, [id])).length === 1);
    expect(await mailsTo('asks')).toHaveLength(1);
  });

  test('birthday: whoever told the day is congratulated on it, once, in the morning hours of their own clock', async () => {
    await setDomainClock(touchline.pool, '2011-11-26T12:00:00Z'); // a Saturday
    await start('birthday');
    const id = await addCustomer(touchline.pool, { external: 'born', orders: ['2011-11-01T10:00:00Z'] });
    await told({ event: 'consent.given', userId: 'born', messageId: 'born-1', traits: { birthday: '1984-11-26' }, properties: { channel: 'email', purpose: 'marketing', wording: 'test', confirmed: true, proof: 'test' } });
    await eventually('the congratulations are out', async () => (await mailsTo('born')).length === 1);
    expect((await simpleParser((await mailsTo('born'))[0]!)).subject).toBe('Happy birthday');
    expect(await column(touchline.pool, `select message_id from event_inbox where source = 'care-day'`)).toEqual([`${id}:birthday:2011`]);
  });

  test('sample-for-interested and trial-for-aware: whoever has asked gets a sample, whoever is only known a trial, with what sells best for both', async () => {
    await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
    const [asked, known] = await Promise.all([addCustomer(touchline.pool, { external: 'asked' }), addCustomer(touchline.pool, { external: 'known' })]);
    await told({ event: 'inquiry.received', userId: 'asked', messageId: 'question', properties: {} });
    for (const id of [asked, known]) await touchline.lifecycle.poke(id, 'test');
    await eventually('the stages are known', async () => (await column(touchline.pool, 'select stage from customer_facts where customer_id = $1', [asked]))[0] === 'interested');
    await addCustomer(touchline.pool, { external: 'crowd' });
    await told({ event: 'Order Completed', userId: 'crowd', messageId: 'crowd-1', timestamp: '2011-11-20T10:00:00Z',
      properties: { orderId: 'crowd-1', total: 160, currency: 'GBP', products: [{ sku: 'SHELL-1', title: 'Shell lantern', price: 5, quantity: 30 }, { sku: 'BARRED-1', title: 'Barred lantern', price: 1, quantity: 10 }] } });
    await touchline.pool.query(`update product set countries_not = '{GB}' where sku = 'BARRED-1'`);
    await classifyProducts(touchline.pool, { asOfMs: Date.parse('2011-11-29T12:00:00Z'), policy: (await activePolicy(touchline.pool))!, onSlice: () => undefined });
    await haveBeenAnswered(touchline, asked);
    await start('sample-for-interested');
    await start('trial-for-aware');
    await eventually('both are written to', async () => (await mailsTo('asked')).length === 1 && (await mailsTo('known')).length === 1);
    const offered = async (id: CustomerId) => column<string>(touchline.pool, `select campaign || ' ' || (e->>'promotion') from promotion_choice, jsonb_array_elements(eligible) e where customer_id = $1`, [id]);
    for (const external of ['asked', 'known']) {
      const mail = await simpleParser((await mailsTo(external))[0]!);
      expect(`${mail.html || ''}${mail.text ?? ''}`.match(/Shell lantern|Barred lantern/g), external).toEqual(['Shell lantern', 'Shell lantern']);
    }
    const reasons = await column<{ because: { code: string; params: object } }[]>(touchline.pool, `select reasons from decision where customer_id = $1 and reasons @> '[{"because": {"code": "products-chosen"}}]'`, [asked]);
    expect(reasons[0]!.map(({ because }) => because)).toEqual(expect.arrayContaining([{ code: 'product-popular', params: { sku: 'SHELL-1' } }, { code: 'product-class', params: expect.objectContaining({ class: 'star', sku: 'SHELL-1' }) }]));
    expect([await offered(asked), await offered(known)]).toEqual([['sample-for-interested lantern-sample'], ['trial-for-aware catalogue-trial']]);

    await told({ event: 'inquiry.received', userId: 'known', messageId: 'question-2', properties: {} });
    await eventually('whoever begins to ask is no longer merely known', async () => (await endOf(known, 'trial-for-aware'))[0] === 'exit-condition');
  });

  test('agreement-renewal: the customer is asked in good time, and thanked once the agreement is renewed', async () => {
    await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
    await start('agreement-renewal');
    const id = await addCustomer(touchline.pool, { external: 'partner', orders: ['2011-05-01T10:00:00Z', '2011-10-03T10:00:00Z'] });
    const terms = { discountShare: 0.05, rebate: { share: 0.03, fromValue: 350_0000 }, currency: 'GBP', renewalReminderDays: 30 };
    const old = agreementOf(await addAgreement(touchline.pool, id, { ...terms, from: '2011-01-01', until: '2011-12-24' }));
    await eventually('a supervisor has to agree', async () => (await draftOf(id, 'agreement-renewal')).length === 1);
    expect(await mailsTo('partner')).toEqual([]);
    await withSupervisor(touchline, async () => {
      await eventually('the question is out', async () => (await mailsTo('partner')).length === 1);
      const mail = await simpleParser((await mailsTo('partner'))[0]!);
      expect(mail.text).toContain('is in force until December 24, 2011. Until then you have 5 % off every order.');
      expect(mail.text).toContain('Another £150.00 brings you the agreed rebate of 3 %.');
      await eventually('the answer is awaited', async () => (await placeOf(id, 'agreement-renewal'))?.step === 'answer');
      await renewAgreement(touchline.pool, old, { ...terms, from: '2011-12-25', until: '2012-12-24' });
      await touchline.lifecycle.poke(id, 'agreement-renewed');
      await eventually('thanks are out', async () => (await mailsTo('partner')).length === 2);
      expect((await simpleParser((await mailsTo('partner'))[1]!)).subject).toBe('Thank you for going on with us');
    });
  });

  test('partner-anniversary: on the day the first agreement began, with a gift that is theirs by right', async () => {
    await setDomainClock(touchline.pool, '2011-11-30T12:00:00Z');
    await start('partner-anniversary');
    const id = await addCustomer(touchline.pool, { external: 'old-partner', orders: ['2011-10-03T10:00:00Z'] });
    await withSupervisor(touchline, async () => {
      await addAgreement(touchline.pool, id, { from: '2009-11-30', until: '2011-12-31', discountShare: 0.05, rebate: null, currency: 'GBP', renewalReminderDays: 0 });
      await eventually('thanks are out', async () => (await mailsTo('old-partner')).length === 1);
      expect((await simpleParser((await mailsTo('old-partner'))[0]!)).text).toContain('A small sign of it: A jumbo bag with your next order.');
      expect(await column(touchline.pool, `select eligible from promotion_choice where customer_id = $1`, [id])).toEqual([[{ promotion: 'gift-bag', chance: 1 }]]);
      expect(await column(touchline.pool, `select payload->'properties'->'years' from event_inbox where customer_id = $1 and kind = 'partnership-anniversary'`, [id])).toEqual([2]);
    });
  });

  test('co-creation: the most frequent buyers are asked, thanked, and told what became of their suggestion', async () => {
    await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
    const externals = ['judge', 'critic', 'silent-judge'];
    const [judge, critic, silent] = await Promise.all(externals.map((external) => addCustomer(touchline.pool, { external, orders: ['2011-09-05T10:00:00Z', '2011-10-03T10:00:00Z', '2011-11-03T10:00:00Z'] }))) as [CustomerId, CustomerId, CustomerId];
    await touchline.pool.query(
      `insert into score_version (as_of, basis, rule, cut_points, customers, total, created_at)
       select as_of, basis, rule, jsonb_set(cut_points, '{forDecisions,coreFromOrders}', '3'), customers, total, touchline_now() from score_version order by id desc limit 1`);
    await touchline.pool.query(`update customer_facts set marks = '{core}' where customer_id = any($1::uuid[])`, [[judge, critic, silent]]);
    await start('co-creation');
    await eventually('a supervisor has to agree', async () => (await draftOf(judge, 'co-creation')).length === 1);
    await withSupervisor(touchline, async () => {
      for (const external of externals) await eventually('the invitation is out', async () => (await mailsTo(external)).length === 1);
      await eventually('suggestions are awaited', async () => (await placeOf(judge, 'co-creation'))?.step === 'suggestion' && (await placeOf(critic, 'co-creation'))?.step === 'suggestion');
      for (const external of ['judge', 'critic']) await told({ event: 'suggestion.given', userId: external, messageId: `idea-${external}`, properties: { idea: 'garden lantern', text: `By ${external}: a handle of brass.` } });
      for (const external of ['judge', 'critic']) await eventually('thanks are out', async () => (await mailsTo(external)).length === 2);
      await eventually('the outcome is awaited', async () => (await placeOf(judge, 'co-creation'))?.step === 'outcome' && (await placeOf(critic, 'co-creation'))?.step === 'outcome');

      await itIs('2011-12-14T12:00:00Z');
      const suggestions = await listSuggestions(touchline.pool, { state: 'open', idea: 'garden lantern', limit: 10 });
      expect(new Map(suggestions.map(({ customerId, text }) => [customerId, text]))).toEqual(new Map([[judge, 'By judge: a handle of brass.'], [critic, 'By critic: a handle of brass.']]));
      for (const one of suggestions) {
        const outcome = one.customerId === judge ? 'taken' : 'declined';
        await answerSuggestion(touchline.pool, one, { outcome, note: outcome === 'taken' ? 'It will be in the shop in May.' : null });
        await touchline.lifecycle.poke(one.customerId, 'suggestion.answered');
      }
      for (const external of ['judge', 'critic']) await eventually('they know what became of it', async () => (await mailsTo(external)).length === 3);
      expect((await simpleParser((await mailsTo('judge'))[2]!)).text).toContain('about “garden lantern” has convinced us: we do it. It will be in the shop in May.');
      expect((await simpleParser((await mailsTo('critic'))[2]!)).text).toContain('we will not do it for now.');
      await itIs('2011-12-21T12:00:00Z', silent);
      await eventually('silence ends it', async () => (await endOf(silent, 'co-creation')).length === 1);
      expect(await mailsTo('silent-judge')).toHaveLength(1);
    });
  });

  test('one-click unsubscribe from a received mail ends all marketing, and a GET changes nothing', async () => {
    const mail = await simpleParser((await mailsTo('silver'))[0]!);
    const link = /http:\/\/127\.0\.0\.1:4400(\/u\/[\w.-]+)/.exec(mail.headerLines.map(({ line }) => line.replaceAll(/\s+/g, '')).join('\n'))?.[1];
    expect((await api.app.request(link!)).status).toBe(200);
    expect(await column(touchline.pool, `select 1 from suppression s join identity i using (customer_id) where i.value = 'silver'`)).toEqual([]);
    const clicked = await api.app.request(link!, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' });
    expect(clicked.status).toBe(200);
    expect(await column(touchline.pool, `select s.reason from suppression s join identity i using (customer_id) where i.value = 'silver'`)).toEqual(['unsubscribed']);
    const [id] = await column<CustomerId>(touchline.pool, `select customer_id from identity where value = 'silver'`);
    await api.applied();
    await touchline.lifecycle.poke(id!, 'consent.withdrawn');
    await eventually('the run heard it', async () => (await column(touchline.pool, `select life_cycle from customer_facts where customer_id = $1`, [id]))[0] === 'left');
    await eventually('and has ended: nothing is awaited', async () => (await touchline.temporal.client.workflow.getHandle(customerWorkflowId(id!)).describe()).status.name === 'COMPLETED');
  });

  test('order-on-site: an order is told in the customer\'s account, or laid before the staff who pass it on through the marketplace', async () => {
    await setDomainClock(touchline.pool, '2011-11-28T12:00:00Z');
    await start('order-on-site');
    for (const [external, onsite] of [['account-holder', 'account-holder'], ['market-buyer', 'ebay:market-buyer']]) {
      await told({ event: 'Order Completed', userId: external, messageId: `site-${external}`, context: { traits: { onsite } }, properties: { orderId: `site-${external}`, total: 50, currency: 'GBP' } });
    }
    await eventually('it stands in the account', async () => (await column(touchline.pool, `select 1 from on_site_message where title = 'Your order site-account-holder has come in'`)).length === 1);
    await eventually('it lies before the staff', async () => (await column(touchline.pool, `select words->>'to' from task where kind = 'on-site' and state = 'open'`))[0] === 'market-buyer');
    const [task] = await column<number>(touchline.pool, `select id from task where kind = 'on-site'`);
    await endTasks(touchline.pool, [task!], { state: 'done', by: 'dana', note: null });
    await eventually('what a person has passed on was sent', async () => (await column(touchline.pool, `select state from message where campaign = 'order-on-site' order by id`)).every((state) => state === 'accepted'));
  });

  test('festival-greeting: whoever keeps the festival is greeted before it; where nobody knows what is kept, nothing is sent', async () => {
    await setDomainClock(touchline.pool, '2026-12-21T08:30:00Z');
    const [german, kenyan] = await Promise.all([
      addCustomer(touchline.pool, { external: 'greeted', country: 'DE', orders: ['2026-11-20T10:00:00Z', '2026-12-01T10:00:00Z'] }),
      addCustomer(touchline.pool, { external: 'not-greeted', country: 'KE', orders: ['2026-11-20T10:00:00Z', '2026-12-01T10:00:00Z'] }),
    ]);
    await start('festival-greeting');
    const [run] = await column<string>(touchline.pool, `select id from campaign_run where campaign = 'festival-greeting'`);
    await setDomainClock(touchline.pool, '2026-12-21T09:30:00Z'); // every Monday at nine
    await touchline.lifecycle.pokeCampaignRun(run!, 'clock');
    await eventually('the greeting is out', async () => (await mailsTo('greeted')).length === 1);
    await eventually('everybody has been looked at', async () => ['waiting', 'finished'].includes((await column<string>(touchline.pool, 'select state from campaign_run where id = $1', [run]))[0]!));
    expect(await column(touchline.pool, 'select customer_id from audience_member where run_id = $1 and customer_id = any($2::uuid[])', [run, [german, kenyan]])).toEqual([german]);
    expect(await mailsTo('not-greeted')).toEqual([]);
  });
});
