import { storeProviderBodies, takeApartBodies, waitingBodies } from '../../../src/store/provider-bodies.ts';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxCloudApi } from '../../../src/channels/whatsapp/sandbox/cloud-api.ts';
import { notificationBody, signatureOf } from '../../../src/channels/whatsapp/sandbox/notifications.ts';
import { createWhatsAppNews } from '../../../src/channels/whatsapp/webhook.ts';
import type { Channel } from '../../../src/contracts/channel.ts';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { toMessageId } from '../../../src/domain/ids.ts';
import { forgetErasedMessages } from '../../../src/store/contact-news.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { compiled } from '../../support/mail-fixtures.ts';
import { APP_SECRET, startCloudApi, toSomebody, VERIFY_TOKEN, WHATSAPP_TEMPLATE, whatsAppSettings } from '../../support/whatsapp.ts';
import { createTestApp, type TestApp } from '../api/test-app.ts';
import { type LedgerScene, openLedger, runCampaign, TUESDAY_NOON, withReadyMessage } from '../ledger/ledger-scene.ts';
import { sendsOf } from '../../support/sends.ts';

let scene: LedgerScene;
let app: TestApp;
let api: SandboxCloudApi;
let channel: Channel;
let server: ReturnType<typeof createAdaptorServer>;
const PATH = '/v1/hooks/whatsapp';

beforeAll(async () => {
  scene = await openLedger();
  app = createTestApp(scene.pool, { sources: { whatsapp: createWhatsAppNews(whatsAppSettings('http://127.0.0.1:1')) } });
  server = createAdaptorServer({ fetch: app.app.fetch }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ api, channel } = await startCloudApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`, { ladder: { statuses: ['read', 'sent', 'delivered'], afterMs: 0, twice: true } }));
});
afterAll(async () => { await api.close(); server.close(); await scene.close(); });
beforeEach(async () => { await setDomainClock(scene.pool, TUESDAY_NOON); });

const pool = () => scene.pool;
const heard = async () => { await api.idle(); await app.applied(); };
const rows = async (sql: string, params: unknown[] = []) => (await pool().query<Record<string, unknown>>(sql, params)).rows;
let people = 0;

/** A customer with WhatsApp and a message of theirs that is being sent. */
async function given(number = `1202555${String(people += 1).padStart(4, '0')}`): Promise<{ id: CustomerId; message: MessageId; number: string; fence: number }> {
  const { id, message } = await withReadyMessage(scene, `person-${number}`);
  const fence = await scene.take(message);
  await pool().query(`insert into contact_point (customer_id, channel, address, state) values ($1, 'whatsapp', $2, 'unverified')`, [id, `+${number}`]);
  await pool().query(`insert into consent (customer_id, channel, purpose, granted, source, wording, at) values ($1, 'whatsapp', 'marketing', true, 'test', 'yes', touchline_now() - interval '1 day')`, [id]);
  await pool().query(`update message set channel = 'whatsapp', contact_point_id = (select id from contact_point where customer_id = $2 and channel = 'whatsapp') where id = $1`, [message, id]);
  return { id, message, number, fence };
}

async function send({ message, number }: { message: MessageId; number: string }): Promise<Awaited<ReturnType<Awaited<ReturnType<Channel['open']>>['send']>>> {
  return (await channel.open()).send(toSomebody({ messageId: toMessageId(message), address: `+${number}` }), compiled(channel, WHATSAPP_TEMPLATE), new AbortController().signal);
}

const messageRow = async (id: MessageId) => (await rows('select state, accepted_at is not null as accepted, delivered_at is not null as delivered, opened_at is not null as opened, bounced_at is not null as bounced from message where id = $1', [id]))[0];
const suppressionsOf = (id: CustomerId) => column<string>(pool(), 'select channel || purpose || reason from suppression where customer_id = $1 and lifted_at is null order by id', [id]);
const newestConsent = async (id: CustomerId) => (await column<boolean>(pool(), `select granted from consent where customer_id = $1 and channel = 'whatsapp' and purpose = 'marketing' order by id desc limit 1`, [id]))[0];
const eventsOf = (id: CustomerId) => column<string>(pool(), `select kind from event_inbox where customer_id = $1 and source = 'channel:whatsapp' order by kind`, [id]);
const waiting = () => column<string>(pool(), `select kind from channel_news where state = 'waiting'`);
const tellDelivered = (id: string, key?: string) => api.notify([{ field: 'messages', value: { statuses: [{ id, status: 'delivered', timestamp: '1739321024', ...(key === undefined ? {} : { biz_opaque_callback_data: key }) }] } }]);
const setAside = () => column<string>(pool(), `select news->'message'->>'providerId' from channel_news where state = 'set-aside' and reason = 'unknown-message' order by 1`);
const templateStates = () => rows('select status, category, quality from channel_template');
const restOf = async (id: CustomerId) => (await rows(`select rests, round(extract(epoch from rest_until - touchline_now()) / 3600)::int as hours from contact_point where customer_id = $1 and channel = 'whatsapp'`, [id]))[0];
/** The relay looks again. */
const look = async () => { app.ports.hooks.stored(); await app.applied(); };

describe('statuses', () => {
  test('in disorder and told twice stamp the message once each', async () => {
    const person = await given();
    const outcome = await send(person);
    await scene.tell(person.id, person.message, person.fence, outcome);
    await heard();
    await look();
    expect(await messageRow(person.message)).toMatchObject({ state: 'accepted', delivered: true, opened: true });
    expect(await eventsOf(person.id)).toEqual(['delivered', 'opened']);
    expect(await waiting()).toEqual([]);
    expect(await column(pool(), `select count(*)::int from channel_news where kind = 'receipt' and news is not null`)).toEqual([0]);
  });

  test('that come before our own record wait for it', async () => {
    const person = await given();
    const outcome = await send(person);
    await heard();
    expect(await messageRow(person.message)).toMatchObject({ state: 'sending', delivered: false });
    expect(await waiting()).toHaveLength(3);
    await scene.tell(person.id, person.message, person.fence, outcome);
    await look();
    expect(await messageRow(person.message)).toMatchObject({ state: 'accepted', delivered: true });
    expect(await waiting()).toEqual([]);
  });

  test('settle an outcome that was unknown', async () => {
    const person = await given();
    api.script(person.number, { kind: 'cut', taken: true });
    const outcome = await send(person);
    expect(outcome.outcome).toBe('unknown');
    await scene.tell(person.id, person.message, person.fence, outcome);
    await heard();
    await look();
    expect(await messageRow(person.message)).toMatchObject({ state: 'accepted', accepted: true, delivered: true });
  });

  test('a failure refuses what was unknown, stamps what was accepted, and counts for nothing once the message has arrived', async () => {
    const [unknown, accepted, arrived] = [await given(), await given(), await given()];
    for (const person of [unknown, accepted]) api.script(person.number, { kind: 'failed', code: 131_000 });
    await send(unknown);
    await scene.tell(unknown.id, unknown.message, unknown.fence, { outcome: 'unknown', code: 'cut', detail: '' });
    await scene.tell(accepted.id, accepted.message, accepted.fence, await send(accepted));
    await scene.tell(arrived.id, arrived.message, arrived.fence, await send(arrived));
    await heard();
    await look();
    api.notify([{ field: 'messages', value: { statuses: [{ id: 'wamid.x', status: 'failed', timestamp: '1739321024', biz_opaque_callback_data: arrived.message, errors: [{ code: 131_026 }] }] } }]);
    await heard();
    expect((await messageRow(unknown.message))?.['state']).toBe('refused');
    expect(await messageRow(accepted.message)).toMatchObject({ state: 'accepted', bounced: true });
    expect(await messageRow(arrived.message)).toMatchObject({ state: 'accepted', bounced: false, delivered: true });
    expect(await suppressionsOf(arrived.id)).toEqual([]);
  });

  test('of a message that can never be ours are set aside at once', async () => {
    tellDelivered('wamid.foreign-key', 'another-system:42');
    tellDelivered('wamid.foreign');
    await heard();
    expect(await waiting()).toEqual([]);
    expect(await setAside()).toEqual(['wamid.foreign', 'wamid.foreign-key']);
  });

  test('that name no key wait for the sends that were under way, and no longer', async () => {
    const person = await given();
    tellDelivered('wamid.somebodys');
    await heard();
    expect(await waiting()).toEqual(['receipt']);
    tellDelivered('wamid.foreign-meanwhile', 'another-system:43');
    await heard();
    expect(await waiting()).toEqual(['receipt']);
    await scene.tell(person.id, person.message, person.fence, { outcome: 'accepted', providerId: 'wamid.somebodys', detail: '' });
    await look();
    expect(await waiting()).toEqual([]);
    expect(await messageRow(person.message)).toMatchObject({ delivered: true });
  });
});

describe('news of a template', () => {
  const template = { message_template_id: 1, message_template_name: 'win_back', message_template_language: 'de' };

  test('changes its quality and its category at once; of one that nobody has read, all are read again', async () => {
    await pool().query(`insert into setting (key, value) values ('templates-read:whatsapp', to_jsonb(1)) on conflict (key) do nothing`);
    api.notify([{ field: 'message_template_quality_update', value: { ...template, previous_quality_score: 'GREEN', new_quality_score: 'RED' } }]);
    await heard();
    expect(await column(pool(), `select key from setting where key like 'templates-read:%'`)).toEqual([]);
    api.notify([{ field: 'message_template_status_update', value: { ...template, event: 'APPROVED', reason: null } }]);
    await heard();
    api.notify([
      { field: 'message_template_quality_update', value: { ...template, previous_quality_score: 'GREEN', new_quality_score: 'YELLOW' } },
      { field: 'template_category_update', value: { ...template, previous_category: 'UTILITY', new_category: 'MARKETING' } },
    ]);
    await heard();
    expect(await templateStates()).toEqual([{ status: 'approved', category: 'marketing', quality: 'yellow' }]);
    api.notify([{ field: 'message_template_status_update', value: { ...template, event: 'PAUSED', reason: 'QUALITY' } }]);
    await heard();
    expect(await templateStates()).toEqual([{ status: 'paused', category: 'marketing', quality: 'yellow' }]);
    await pool().query('delete from channel_template');
  });
});

describe('a failure', () => {
  test('of a dead address suppresses it, one of an opt-out ends marketing, whether told at once or later', async () => {
    const [dead, out, atOnce] = [await given(), await given(), await given()];
    api.script(dead.number, { kind: 'failed', code: 131_026 });
    api.script(out.number, { kind: 'failed', code: 131_050 });
    api.script(atOnce.number, { kind: 'error', code: 131_050 });
    for (const person of [dead, out, atOnce]) await scene.tell(person.id, person.message, person.fence, await send(person));
    await heard();
    await look();
    expect(await suppressionsOf(dead.id)).toEqual(['whatsapp*bounced']);
    expect(await column(pool(), `select state from contact_point where customer_id = $1 and channel = 'whatsapp'`, [dead.id])).toEqual(['bounced']);
    expect(await suppressionsOf(out.id)).toEqual(['whatsappmarketingunsubscribed']);
    expect(await newestConsent(out.id)).toBe(false);
    expect(await suppressionsOf(atOnce.id)).toEqual(['whatsappmarketingunsubscribed']);
  });
});

describe('a provider that lets no more marketing through to somebody', () => {
  test('lets them rest for a day, whether it says so at once or later; the touch waits for it, or the next channel takes over', async () => {
    const [atOnce, late, third] = [await given(), await given(), await given()];
    api.script(atOnce.number, { kind: 'error', code: 131_049 });
    api.script(late.number, { kind: 'failed', code: 131_049 });
    api.script(third.number, { kind: 'error', code: 131_049 });
    await pool().query(`update contact_point set rests = 2, rest_until = touchline_now() - interval '1 minute' where customer_id = $1 and channel = 'whatsapp'`, [third.id]);
    for (const person of [atOnce, late, third]) await scene.tell(person.id, person.message, person.fence, await send(person));
    await heard();
    await look();
    expect([await restOf(atOnce.id), await restOf(late.id), await restOf(third.id)]).toEqual([{ rests: 1, hours: 24 }, { rests: 1, hours: 24 }, { rests: 3, hours: 24 }]);
    expect((await messageRow(atOnce.message))?.['state']).toBe('ready');
    expect((await messageRow(late.message))?.['bounced']).toBe(true);
    // Three in a row: this touch is refused there.
    expect((await messageRow(third.message))?.['state']).toBe('refused');
    expect([await suppressionsOf(atOnce.id), await suppressionsOf(late.id), await suppressionsOf(third.id)]).toEqual([[], [], []]);
  });

  test('is believed again once something sent after the rest has arrived', async () => {
    const person = await given();
    await scene.tell(person.id, person.message, person.fence, await send(person));
    await pool().query(`update contact_point set rests = 2, rest_until = touchline_now() + interval '1 hour' where customer_id = $1 and channel = 'whatsapp'`, [person.id]);
    await heard();
    expect((await restOf(person.id))?.['rests']).toBe(2);
    await pool().query(`update contact_point set rest_until = touchline_now() - interval '1 hour' where customer_id = $1 and channel = 'whatsapp'`, [person.id]);
    await pool().query(`update message set claimed_at = touchline_now() - interval '30 minutes' where id = $1`, [person.message]);
    tellDelivered('wamid.later', person.message);
    await heard();
    expect(await restOf(person.id)).toEqual({ rests: 0, hours: null });
  });
});

describe('what a person writes', () => {
  test('wakes their run as a reply, opens the window for a day, and stands in no event', async () => {
    const person = await given();
    await scene.tell(person.id, person.message, person.fence, await send(person));
    await heard();
    const [wamid] = await column<string>(pool(), 'select provider_id from message where id = $1', [person.message]);
    api.write(person.number, 'Does it come in green? Call me at 07700 900123', wamid);
    await heard();
    expect(await rows('select text, customer_id, message_id from inbound_message where customer_id = $1', [person.id])).toEqual([
      { text: 'Does it come in green? Call me at 07700 900123', customer_id: person.id, message_id: person.message }]);
    expect(app.pokes).toContainEqual({ customerId: person.id, kind: 'replied' });
    expect(await column(pool(), 'select replied_at is not null from message where id = $1', [person.message])).toEqual([true]);
    expect(await column(pool(), `select extract(epoch from window_until - touchline_now())::int between 86000 and 86400 from contact_point where customer_id = $1 and channel = 'whatsapp' and address = $2`, [person.id, `+${person.number}`])).toEqual([true]);
    expect(await column(pool(), `select count(*)::int from event_inbox where payload::text like '%green%' or message_id like '%${person.number}%'`)).toEqual([0]);
    expect(await column(pool(), `select count(*)::int from provider_body where body is not null`)).toEqual([0]);
    expect(await column(pool(), `select count(*)::int from channel_news where news::text like '%green%'`)).toEqual([0]);
  });

  test('keeps the user id beside the number, so that either is known later', async () => {
    const person = await given();
    api.write(person.number, 'Hello');
    await heard();
    const userId = api.chats.find(person.number)!.userId;
    expect(await column(pool(), `select address from contact_point where customer_id = $1 and channel = 'whatsapp' order by address`, [person.id])).toEqual([`+${person.number}`, userId]);
    api.chats.find(person.number)!.number = null;
    api.write(userId, 'Me again');
    await heard();
    expect(await column(pool(), 'select count(*)::int from inbound_message where customer_id = $1', [person.id])).toEqual([2]);
  });

  test('is kept when nobody is known by the number', async () => {
    api.write('12025559999', 'Who are you?');
    await heard();
    expect(await rows(`select customer_id, address, text from inbound_message where address = '+12025559999'`)).toEqual([{ customer_id: null, address: '+12025559999', text: 'Who are you?' }]);
    expect(await column(pool(), `select reason from channel_news where kind = 'inbound' and state = 'set-aside'`)).toEqual(['unknown-sender']);
  });

  test('finds a customer by the telephone number that the shop has told', async () => {
    const { id } = await withReadyMessage(scene, 'by-phone');
    await pool().query(`insert into identity (shop_id, kind, value, customer_id, source) values ('main', 'phone', '+12025558888', $1, 'test')`, [id]);
    api.write('12025558888', 'Hello');
    await heard();
    expect(await column(pool(), `select state from contact_point where customer_id = $1 and address = '+12025558888'`, [id])).toEqual(['valid']);
    expect(await column(pool(), `select granted from consent where customer_id = $1 and channel = 'whatsapp'`, [id])).toEqual([]);
  });

  test('is forgotten when the customer is erased', async () => {
    const person = await given();
    api.write(person.number, 'Forget me');
    await heard();
    await pool().query('update customer set erased_at = touchline_now() where id = $1', [person.id]);
    await forgetErasedMessages(pool());
    expect(await rows('select text, address from inbound_message where customer_id = $1', [person.id])).toEqual([{ text: null, address: '' }]);
  });
});
const answersTo = async (id: CustomerId) => rows(
  `select m.channel, m.purpose, m.state, t.locale, m.template_hash is not null as frozen from message m join template_version t on t.hash = m.template_hash
   where m.customer_id = $1 and m.campaign = 'stop-confirmation' order by m.ref`, [id]);
const writes = async (number: string, words: string) => { api.write(number, words); await heard(); };
/** Sends what stands ready, as the customer's run would. */
const runs = async (id: CustomerId) => {
  for (const { messageId } of sendsOf(await scene.advance(id))) {
    const claim = await scene.claim(messageId);
    if (claim.kind === 'taken' && claim.message.campaign === 'stop-confirmation') {
      expect(claim.taken.freeWords).toBe(true);
      await scene.tell(id, messageId, claim.taken.fence, { outcome: 'accepted', providerId: `p-${messageId}`, detail: '' });
    }
  }
  await scene.advance(id);
};

describe('a typed word that ends marketing', () => {
  test('is answered once, on this channel, in the language of the word; START lets marketing in again, with its proof', async () => {
    await runCampaign(scene, 'stop-confirmation');
    const person = await given();
    await writes(person.number, 'Abmelden');
    // Told again, and a decision that is made again, answer nothing twice.
    await look();
    await runs(person.id);
    expect(await answersTo(person.id)).toEqual([{ channel: 'whatsapp', purpose: 'service', state: 'accepted', locale: 'de', frozen: true }]);
    await setDomainClock(pool(), '2011-11-29T12:05:00Z');
    await writes(person.number, 'STOP');
    await runs(person.id);
    expect(await answersTo(person.id)).toHaveLength(1);
    expect(await suppressionsOf(person.id)).toEqual(['whatsappmarketingunsubscribed']);

    await setDomainClock(pool(), '2011-11-29T12:10:00Z');
    await writes(person.number, 'Start');
    expect([await suppressionsOf(person.id), await newestConsent(person.id)]).toEqual([[], true]);
    expect(await rows(`select source, wording, proof ? 'event' as proven from consent where customer_id = $1 and channel = 'whatsapp' order by id desc limit 1`, [person.id])).toEqual([{ source: 'channel:whatsapp', wording: 'START', proven: true }]);
    await setDomainClock(pool(), '2011-11-29T12:15:00Z');
    await writes(person.number, 'STOP');
    await runs(person.id);
    // STOP is a word of all languages: the customer's own is English.
    expect((await answersTo(person.id)).map(({ locale }) => locale)).toEqual(['de', 'en']);
  });

  test('START alone lets nobody in who never agreed, unless they had stopped', async () => {
    const person = await given();
    await pool().query(`delete from consent where customer_id = $1 and channel = 'whatsapp'`, [person.id]);
    await writes(person.number, 'START');
    expect(await newestConsent(person.id)).toBeUndefined();
    await writes(person.number, 'STOP');
    expect(await eventsOf(person.id)).toEqual(['consent.withdrawn']);
    await setDomainClock(pool(), '2011-11-29T12:05:00Z');
    await writes(person.number, 'Start');
    expect([await suppressionsOf(person.id), await newestConsent(person.id)]).toEqual([[], true]);
  });

  test('is not taken for one when it only stands among others, and a button of the provider is answered by the provider', async () => {
    const person = await given();
    await writes(person.number, 'Can I cancel my order? Please stop the parcel.');
    expect(await suppressionsOf(person.id)).toEqual([]);
    api.prefer(person.number, 'stop');
    await heard();
    await runs(person.id);
    expect([await suppressionsOf(person.id), await answersTo(person.id)]).toEqual([['whatsappmarketingunsubscribed'], []]);
  });
});

describe('preferences', () => {
  test('stop ends marketing on this channel alone, resume lets it in again', async () => {
    const person = await given();
    api.prefer(person.number, 'stop');
    await heard();
    expect(await suppressionsOf(person.id)).toEqual(['whatsappmarketingunsubscribed']);
    expect(await newestConsent(person.id)).toBe(false);
    expect(app.pokes).toContainEqual({ customerId: person.id, kind: 'consent.withdrawn' });
    await setDomainClock(pool(), '2011-11-29T12:05:00Z');
    await new Promise((resolve) => { setTimeout(resolve, 1_100); });
    api.prefer(person.number, 'resume');
    await heard();
    expect(await suppressionsOf(person.id)).toEqual([]);
    expect(await newestConsent(person.id)).toBe(true);
  });

  test('resume is no consent of somebody who never gave one', async () => {
    const person = await given();
    await pool().query(`delete from consent where customer_id = $1 and channel = 'whatsapp'`, [person.id]);
    api.prefer(person.number, 'resume');
    await heard();
    expect(await newestConsent(person.id)).toBeUndefined();
  });

  test('a new number stands in the place of the old one', async () => {
    const person = await given();
    api.write(person.number, 'Hello');
    await heard();
    api.move(person.number, '12025557777');
    await heard();
    expect(await rows(`select address, state from contact_point where customer_id = $1 and channel = 'whatsapp' and address like '+%' order by address`, [person.id])).toEqual(
      [{ address: `+${person.number}`, state: 'gone' }, { address: '+12025557777', state: 'valid' }].toSorted((a, b) => (a.address < b.address ? -1 : 1)));
  });
});

const templateTold = (event: string) => ({ field: 'message_template_status_update', value: { event, message_template_name: 'spring', message_template_language: 'de', reason: null } });

test('news of templates and senders is kept, the newest by the provider\'s clock', async () => {
  api.notify([templateTold('PAUSED'), { field: 'account_update', value: { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } } }]);
  await heard();
  expect(await rows('select name, locale, status from channel_template')).toEqual([{ name: 'spring', locale: 'de', status: 'paused' }]);
  expect(await rows('select sender, state from channel_sender')).toEqual([{ sender: 'account', state: 'halted' }]);
});

const post = (body: Uint8Array | string, headers: Record<string, string> = {}, path = PATH) =>
  app.app.request(path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: Buffer.from(body) });
const signed = (body: Uint8Array) => ({ 'X-Hub-Signature-256': signatureOf(body, APP_SECRET) });
const stored = async () => (await column<number>(pool(), 'select count(*)::int from provider_body'))[0];
const aBody = (id: string) => notificationBody({ url: null, appSecret: APP_SECRET, phoneNumberId: '1', accountId: '2' }, [{ field: 'messages', value: { messages: [{ from: '12025556666', id, timestamp: '1739321024', type: 'text', text: { body: 'é' } }] } }], 0);

describe('the way in', () => {
  test('takes what is signed, once; a replay is answered and changes nothing', async () => {
    const body = aBody('wamid.replayed');
    const before = await stored();
    for (let times = 0; times < 3; times += 1) expect((await post(body, signed(body))).status).toBe(200);
    expect(await stored()).toBe(before! + 1);
  });

  test('refuses forged, truncated and unsigned bodies, and stores nothing of them', async () => {
    const body = aBody('wamid.forged');
    const before = await stored();
    const answers = [await post(body), await post(body, { 'X-Hub-Signature-256': signatureOf(body, 'another secret') }), await post(body.subarray(0, 40), signed(body)), await post('', {})];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(await stored()).toBe(before);
  });

  test('refuses a body of more than a megabyte', async () => {
    const body = Buffer.alloc(1024 * 1024 + 1, 'x');
    expect((await post(body, signed(body))).status).toBe(413);
  });

  test('keeps a signed body that cannot be read, with what is wrong, and answers it', async () => {
    const body = Buffer.from('{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"news_of_2030","value":{}}]}]}');
    expect((await post(body, signed(body))).status).toBe(200);
    await app.applied();
    expect(await rows(`select unread, body is not null as kept from provider_body where state = 'unread'`)).toContainEqual({ unread: ['a change of news_of_2030 cannot be read'], kept: true });
  });

  test('of bodies that are read together one that no table can hold is set aside alone', async () => {
    const bodies = ['good', 'odd', 'fine'].map((word) => ({ channel: 'whatsapp', body: Buffer.from(word) }));
    await storeProviderBodies(pool(), [...bodies, ...bodies]);
    const unread = (await waitingBodies(pool(), 10)).filter(({ body }) => ['good', 'odd', 'fine'].includes(Buffer.from(body).toString()));
    expect(unread).toHaveLength(3);
    const oddId = unread.find(({ body }) => Buffer.from(body).toString() === 'odd')?.id;
    await takeApartBodies(pool(), unread.map(({ id }) => ({ id, channel: 'whatsapp', news: [], unread: id === oddId ? ['\0'] : [] })));
    const states = await rows(`select id = ${oddId ?? 0} as odd, state, unread from provider_body where id >= ${unread[0]?.id ?? 0}`);
    expect(states.filter(({ odd }) => odd === true)).toEqual([{ odd: true, state: 'unread', unread: ['it holds a value that cannot be stored'] }]);
    expect(states.filter(({ odd }) => odd === false).map(({ state }) => state)).toEqual(['read', 'read']);
  });

  test('answers the handshake, and nothing under a name that is no channel or tells no news', async () => {
    const query = `hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${VERIFY_TOKEN}`;
    const answer = await app.app.request(`${PATH}?${query}`);
    expect([answer.status, await answer.text()]).toEqual([200, '1158201444']);
    expect((await app.app.request(`${PATH}?${query}x`)).status).toBe(403);
    for (const path of ['/v1/hooks/email', '/v1/hooks/constructor', '/v1/hooks/__proto__', '/v1/hooks/']) expect((await post('{}', {}, path)).status).toBe(404);
    expect((await app.app.request(PATH, { method: 'PUT' })).status).toBe(405);
  });

  test('what the database cannot take now is to be sent again', async () => {
    const away = createTestApp(scene.pool, { sources: { whatsapp: createWhatsAppNews(whatsAppSettings('http://127.0.0.1:1')) } });
    const failing = { ...away.ports, hooks: { ...away.ports.hooks, store: async () => { throw new Error('connection lost'); } } };
    const { createApp } = await import('../../../src/api/app.ts');
    const body = aBody('wamid.later');
    const answer = await createApp(failing).request(PATH, { method: 'POST', headers: signed(body), body: new Uint8Array(body) });
    expect([answer.status, answer.headers.get('retry-after') !== null]).toEqual([503, true]);
  });
});

test('nothing was reported as an error', () => {
  expect(app.reports).toEqual([]);
});
