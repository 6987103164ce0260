import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDelivery } from '../../../src/activities/deliver.ts';
import { createChannels } from '../../../src/channels/registry.ts';
import { SAMPLE_LINKS } from '../../../src/channels/sample-data.ts';
import type { Inbox } from '../../../src/contracts/inbox.ts';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { mintInboxToken } from '../../../src/intake/links/inbox-token.ts';
import { readTemplate } from '../../../src/store/campaign-versions.ts';
import { forgetErasedOnSite, onSiteCarriers } from '../../../src/store/on-site.ts';
import { endOverduePassing } from '../../../src/store/passing-tasks.ts';
import { inboxKeys, rotateInboxKey } from '../../../src/store/on-site-inbox.ts';
import { aShopWithKey, basic, createTestApp, post, SHOP_ORIGIN, type TestApp } from '../api/test-app.ts';
import { type LedgerScene, openLedger, runCampaign, TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { anOutgoing } from '../../support/mail-fixtures.ts';

const HOUR_MS = 3_600_000;

let scene: LedgerScene;
let app: TestApp;
let key: string;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
  await runCampaign(scene, 'order-on-site');
  app = createTestApp(scene.pool);
  const [shop] = await column<string>(scene.pool, 'select id from shop');
  key = await aShopWithKey(scene.pool, shop);
});
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const idOf = async (external: string) => (await column<CustomerId>(scene.pool, 'select customer_id from identity where value = $1', [external]))[0]!;
const messagesOf = (id: CustomerId) => column<MessageId>(scene.pool, 'select id from message where customer_id = $1 order by created_at', [id]);
const stateOf = (id: MessageId) => scene.stateOf(id);
const tokenOf = async (customer: string, untilMs = Date.now() + HOUR_MS) => mintInboxToken((await inboxKeys(scene.pool))[0]!, customer, untilMs);
const asking = (token: string, more: RequestInit = {}) => app.app.request('/v1/inbox', { ...more, headers: { Authorization: `Bearer ${token}`, ...more.headers as Record<string, string> } });
const saying = async (customer: string, word: object) => post(app.app, '/v1/inbox', word, { Authorization: `Bearer ${await tokenOf(customer)}` });
const inboxOf = async (customer: string) => await (await asking(await tokenOf(customer))).json() as Inbox;

/** An order, told with how the customer is reached; the decision takes it in. */
async function orders(external: string, orderId: string, onsite: string): Promise<CustomerId> {
  const answer = await post(app.app, '/v1/track', { event: 'Order Completed', userId: external, messageId: orderId, traits: { onsite, name: `Customer ${external}` }, context: { traits: { onsite } }, properties: { orderId, total: 50, currency: 'GBP' } }, basic(key));
  expect(await answer.json()).toMatchObject({ ok: true, warnings: [] });
  await app.applied();
  const id = await idOf(external);
  await scene.advance(id);
  return id;
}

/** What the activity does with a message that is ready. */
async function send(id: MessageId) {
  const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 }, onSite: onSiteCarriers(scene.pool) });
  const deliver = createDelivery({
    channels, open: { onsite: await channels['onsite']!.open() }, readTemplate: (hash) => readTemplate(scene.pool, hash), linksFor: () => SAMPLE_LINKS, returnAddressesFor: () => ({ bounce: null, reply: null }),
  });
  const claim = await scene.claim(id);
  if (claim.kind !== 'taken') throw new Error(`not taken: ${claim.kind}`);
  const outcome = await deliver(claim.message, claim.taken, new AbortController().signal);
  const again = await deliver(claim.message, claim.taken, new AbortController().signal);
  await scene.tell(claim.message.customerId, id, claim.taken.fence, outcome);
  return { outcome, again };
}

async function sent(external: string, orderId: string, onsite: string) {
  const id = await orders(external, orderId, onsite);
  const [message] = await messagesOf(id);
  return { id, message: message!, ...(await send(message!)) };
}

describe('a message in the shop\'s own pages', () => {
  test('stands in the inbox once, is read and answered through the token of its customer, and the campaign hears of it', async () => {
    const { id, message, outcome, again } = await sent('ann', '1001', 'ann');
    expect([outcome.outcome, await stateOf(message)]).toEqual(['accepted', 'accepted']);
    expect(again).toEqual(outcome);
    const inbox = await inboxOf('ann');
    expect(inbox).toMatchObject({ unread: 1, messages: [{ title: 'Your order 1001 has come in', locale: 'en', read: false, answers: 0, preferencesUrl: null, at: '2011-11-29T12:00:00.000Z' }] });
    expect(inbox.messages[0]!.text).toContain('Hello Customer ann,\n\nwe have received your order 1001');

    const answer = await saying('ann', { read: [inbox.messages[0]!.id], answer: { to: inbox.messages[0]!.id, text: 'Please pack it as a <gift>' } });
    expect(await answer.json()).toMatchObject({ unread: 0, messages: [{ read: true, answers: 1 }] });
    await app.applied();
    expect(await column(scene.pool, 'select text from inbound_message where customer_id = $1 and message_id = $2', [id, message])).toEqual(['Please pack it as a <gift>']);
    expect(await column(scene.pool, 'select opened_at is not null and replied_at is not null from message where id = $1', [message])).toEqual([true]);
    await scene.advance(id);
    expect((await messagesOf(id)).map((one) => one.split('/')[1])).toEqual(['word', 'answered']);
  });

  test('told twice is one answer, and a stop word ends marketing on this channel', async () => {
    const { id } = await sent('bea', '1002', 'bea');
    const [message] = (await inboxOf('bea')).messages;
    for (const text of ['STOP', 'STOP']) expect((await saying('bea', { answer: { to: message!.id, text } })).status).toBe(200);
    await app.applied();
    expect(await column(scene.pool, 'select text from inbound_message where customer_id = $1', [id])).toEqual(['STOP']);
    expect(await column(scene.pool, `select purpose || ' ' || reason from suppression where customer_id = $1 and channel = 'onsite'`, [id])).toEqual(['marketing unsubscribed']);
    // It is no answer: the campaign that waits for one goes on waiting.
    await scene.advance(id);
    expect((await messagesOf(id)).map((one) => one.split('/')[1])).toEqual(['word']);
    await saying('bea', { answer: { to: message!.id, text: 'Stop. And is it packed?' } });
    await app.applied();
    await scene.advance(id);
    expect((await messagesOf(id)).map((one) => one.split('/')[1])).toEqual(['word', 'answered']);
  });

  test('says until when it is of use, stays to be read, and leaves with an erased customer', async () => {
    const { id } = await sent('cleo', '1003', 'cleo');
    expect(await inboxOf('cleo')).toMatchObject({ unread: 1, messages: [{ goodUntil: '2011-12-01T12:00:00.000Z' }] });
    await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [id]);
    await forgetErasedOnSite(scene.pool);
    expect(await column(scene.pool, 'select 1 from on_site_message where customer_id = $1', [id])).toEqual([]);
  });
});

describe('the inbox', () => {
  test('of one customer is closed to the token of another, to one that is over, and to none', async () => {
    await sent('dan', '1004', 'dan');
    const [foreign] = (await inboxOf('dan')).messages;
    expect((await saying('ann', { read: [foreign!.id] })).status).toBe(200);
    expect((await saying('ann', { answer: { to: foreign!.id, text: 'not mine' } })).status).toBe(404);
    await app.applied();
    expect(await inboxOf('dan')).toMatchObject({ unread: 1, messages: [{ read: false, answers: 0 }] });
    expect(await inboxOf('nobody-we-know')).toEqual({ unread: 0, messages: [] });
    const [name, until, mac] = (await tokenOf('ann')).split('.');
    for (const token of ['', 'x', `${Buffer.from('dan').toString('base64url')}.${until}.${mac}`, `${name}.${until}.${mac}x`, await tokenOf('dan', Date.now() - 1_000), await tokenOf('dan', Date.now() + 25 * HOUR_MS)]) {
      const answer = await asking(token);
      expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'wrong-inbox-token' }]);
    }
    expect((await app.app.request(`/v1/inbox?token=${await tokenOf('dan')}`)).status).toBe(401);
  });

  test('is read by pages of the named origins alone', async () => {
    const token = await tokenOf('dan');
    const own = await asking(token, { headers: { Origin: SHOP_ORIGIN } });
    expect([own.status, own.headers.get('access-control-allow-origin'), own.headers.get('vary'), own.headers.get('access-control-allow-credentials')]).toEqual([200, SHOP_ORIGIN, 'Origin', null]);
    for (const origin of ['https://elsewhere.example', `${SHOP_ORIGIN}.elsewhere.example`, 'null']) expect((await asking(token, { headers: { Origin: origin } })).headers.get('access-control-allow-origin')).toBeNull();
    const ahead = await app.app.request('/v1/inbox', { method: 'OPTIONS', headers: { Origin: SHOP_ORIGIN, 'Access-Control-Request-Method': 'POST' } });
    expect([ahead.status, ahead.headers.get('access-control-allow-methods'), ahead.headers.get('access-control-allow-headers')]).toEqual([204, 'GET, POST', 'Authorization, Content-Type']);
    expect((await app.app.request('/v1/inbox', { headers: { Origin: SHOP_ORIGIN } })).headers.get('access-control-allow-origin')).toBe(SHOP_ORIGIN);
  });

  test('refuses what it cannot read, with the place of it', async () => {
    for (const [word, pointer] of [[{}, ''], [{ read: 'all' }, '/read'], [{ read: ['x'] }, '/read/0'], [{ read: [], answer: { to: '1', text: ' ' } }, '/answer/text'], [{ answer: { to: '1', text: 'a\0b' } }, '/answer/text'], [{ red: ['1'] }, '']] as const) {
      const answer = await saying('dan', word);
      expect([answer.status, (await answer.json() as { errors: { pointer: string }[] }).errors[0]!.pointer]).toEqual([400, pointer]);
    }
    expect((await saying('dan', { read: [], answer: { to: '1', text: 'x'.repeat(40_000) } })).status).toBe(413);
    expect((await saying('dan', { read: ['999999999999999999'] })).status).toBe(200);
  });

  test('lets one customer write thirty times in a minute, and no other wait for it', async () => {
    const eager = await Promise.all(Array.from({ length: 31 }, () => saying('eager', { read: ['1'] })));
    expect(eager.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(Number(eager.find(({ status }) => status === 429)!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await saying('dan', { read: ['1'] })).status).toBe(200);
  });

  test('is opened by hand from the command line; its key changes over without a gap', async () => {
    const opened = JSON.parse((await touchline('channel', 'inbox-link', '--customer', 'dan', '--minutes', '5', '--json')).out) as { token: string; unread: number };
    expect([opened.unread, (await asking(opened.token)).status]).toEqual([1, 200]);
    expect((await touchline('channel', 'inbox-link', '--customer', 'dan')).out).toMatch(/^1 messages, 1 unread, in the inbox of customer dan; for 60 minutes:\ncurl -s http:\/\/127\.0\.0\.1:\d+\/v1\/inbox -H 'Authorization: Bearer [\w.-]+'\n/);
    expect(await touchline('channel', 'inbox-link', '--customer', 'nobody')).toMatchObject({ code: 2, err: expect.stringContaining('no customer nobody') as string });
    expect(await touchline('channel', 'inbox-link', '--customer', 'dan', '--minutes', '9999')).toMatchObject({ code: 2, err: expect.stringContaining('expected 1 to 1440') as string });
    const [before] = await inboxKeys(scene.pool);
    expect((await touchline('channel', 'inbox-key')).out.trim()).toBe(before!.secret);
    await rotateInboxKey(scene.pool);
    expect((await asking(opened.token)).status).toBe(200);
    await touchline('channel', 'inbox-key', '--rotate');
    expect((await asking(opened.token)).status).toBe(401);
  });
});

describe('a message that a marketplace has to carry', () => {
  test('is one task for the staff, and accepted when a person has passed it on', async () => {
    const { message, outcome, again } = await sent('eli', '2001', 'ebay:lamp_lover');
    expect(outcome).toMatchObject({ outcome: 'unknown', code: 'with-staff', awaitsNews: true });
    expect([again, await stateOf(message)]).toEqual([outcome, 'unknown']);
    const { tasks } = JSON.parse((await touchline('tasks', 'list', '--kind', 'on-site', '--json')).out) as { tasks: { id: number; words: object; what: string; dueAt: string }[] };
    expect(tasks).toMatchObject([{ what: 'pass on a message through eBay about order 2001', dueAt: '2011-12-01T12:00:00.000Z', words: { to: 'lamp_lover', marketplace: 'ebay', order: '2001' } }]);
    const shown = (await touchline('tasks', 'show', String(tasks[0]!.id))).out;
    expect(shown).toContain('due Thu 1 Dec 12:00');
    expect(shown).toContain('to lamp_lover on ebay, about order 2001:\n\nYour order 2001 has come in\n\nHello Customer eli,');
    expect((await touchline('tasks', 'done', String(tasks[0]!.id), '--by', 'dana')).code).toBe(0);
    await hear();
    expect(await stateOf(message)).toBe('accepted');
    expect(await column(scene.pool, 'select accepted_at is not null and last_contact_at = accepted_at from message m join customer_facts f using (customer_id) where id = $1', [message])).toEqual([true]);
  });

  test('is refused when a person declines it', async () => {
    const { message } = await sent('fay', '2002', 'amazon:A1B2C3');
    const [task] = await column<number>(scene.pool, `select id from task where origin = 'message/' || $1`, [message]);
    expect((await touchline('tasks', 'cancel', String(task), '--by', 'dana', '--reason', 'the buyer has written already')).code).toBe(0);
    await hear();
    expect([await stateOf(message), (await column<{ code: string }>(scene.pool, `select reason->'params' from message where id = $1`, [message]))[0]]).toEqual(['refused', { code: 'declined' }]);
  });

  test.each([['Message Passed On', 'accepted', 'done'], ['Message Declined', 'refused', 'cancelled']] as const)('is ended by a system of the shop too: %s', async (event, state, ended) => {
    const external = `gus-${ended}`;
    const { message } = await sent(external, `3-${ended}`, `jd:${external}`);
    const say = async (messageId: string, properties: object, userId = external) => (await post(app.app, '/v1/track', { event, userId, messageId, properties }, basic(key))).json();
    expect(await say(`w-${ended}`, {})).toMatchObject({ ok: false, errors: [{ pointer: '/properties' }] });
    expect(await say(`f-${ended}`, { message }, 'ann')).toMatchObject({ ok: true });
    await app.applied();
    expect(await stateOf(message)).toBe('unknown');
    expect(await say(`p-${ended}`, { message })).toMatchObject({ ok: true });
    await app.applied();
    await hear();
    expect([await stateOf(message), await column(scene.pool, `select state || ' ' || done_by from task where origin = 'message/' || $1`, [message])]).toEqual([state, [`${ended} event`]]);
  });

  test('is not to be passed on once its order is cancelled; a part of it is none', async () => {
    const { id, message } = await sent('ivo', '2004', 'ebay:ivo');
    const { message: other } = await sent('ida', '2005', 'ebay:ida');
    await cancels('ivo', '2004', 10);
    expect(await taskOf(message)).toEqual(['open -']);
    // The two parts are the whole of it.
    await cancels('ivo', '2004', 40);
    expect([await taskOf(message), await taskOf(other)]).toEqual([['cancelled event: the order was cancelled'], ['open -']]);
    expect([await stateOf(message), await codeOf(message)]).toEqual(['refused', 'order-cancelled']);
    await scene.advance(id);
    expect(await messagesOf(id)).toEqual([message]);
  });

  test('may not lead elsewhere', async () => {
    const channel = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 }, onSite: onSiteCarriers(scene.pool) })['onsite']!;
    const template = channel.compile({ title: 'News', text: 'See https://shop.example/new' }, 'hash', 'en');
    if ('faults' in template) throw new Error('has faults');
    const outgoing = anOutgoing({ address: 'ebay:lamp_lover', marketplace: 'ebay' });
    expect(await (await channel.open()).send(outgoing, template, new AbortController().signal)).toMatchObject({ outcome: 'refused', code: 'links-not-allowed', addressIsDead: false });
  });

  test('waits for its person whatever the policy says of unknown outcomes', async () => {
    await scene.pool.query(`update policy_version set definition = jsonb_set(definition, '{unknownOutcome,service}', '"resend"') where active`);
    const { message } = await sent('hal', '2003', 'ebay:hal');
    expect(await stateOf(message)).toBe('unknown');
    await scene.pool.query(`update policy_version set definition = jsonb_set(definition, '{unknownOutcome,service}', '"list"') where active`);
  });

  test('keeps no words of an erased customer', async () => {
    await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [await idOf('hal')]);
    await forgetErasedOnSite(scene.pool);
    expect(await column(scene.pool, 'select words from task where customer_id = $1', [await idOf('hal')])).toEqual([null]);
  });

  test('is not to be passed on when it is of no more use, and a late word of it changes nothing', async () => {
    const { message } = await sent('jon', '2006', 'ebay:jon');
    await endOverduePassing(scene.pool);
    expect(await taskOf(message)).toEqual(['open -']);
    await setDomainClock(scene.pool, '2011-12-01T12:00:00Z', 0);
    await endOverduePassing(scene.pool);
    await hear();
    expect(await taskOf(message)).toEqual(['cancelled touchline: the time in which it was of use is over']);
    expect([await stateOf(message), await codeOf(message)]).toEqual(['refused', 'not-in-time']);
    const [task] = await column<number>(scene.pool, `select id from task where origin = 'message/' || $1`, [message]);
    expect(await touchline('tasks', 'done', String(task), '--by', 'dana')).toMatchObject({ code: 4, err: expect.stringContaining('is cancelled already') as string });
  });

  test('the ledger holds, whoever carries', async () => {
    expect(await touchline('verify')).toMatchObject({ code: 0 });
  });
});

const taskOf = (message: MessageId) => column<string>(scene.pool, `select state || ' ' || coalesce(done_by || ': ' || note, '-') from task where origin = 'message/' || $1`, [message]);
const codeOf = async (message: MessageId) => (await column<string>(scene.pool, `select reason->'params'->>'code' from message where id = $1`, [message]))[0];

async function cancels(external: string, orderId: string, amount: number): Promise<void> {
  expect(await (await post(app.app, '/v1/track', { event: 'Order Cancelled', userId: external, messageId: `c-${orderId}-${amount}`, properties: { orderId, amount } }, basic(key))).json()).toMatchObject({ ok: true });
  await app.applied();
  await hear();
}

/** The news of the tasks is applied like that of a provider. */
async function hear(): Promise<void> {
  app.ports.hooks.stored();
  await app.applied();
}
