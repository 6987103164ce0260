import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approvedWords } from '../../src/channels/whatsapp/approved-words.ts';
import { type MailListener, startMailListener } from '../../src/channels/email/inbound/mail-listener.ts';
import { handOver } from '../../src/channels/sandbox/hand-over.ts';
import { mailBack, type ReceiverAct } from '../../src/channels/sandbox/receiver-mail.ts';
import { SandboxCloudApi } from '../../src/channels/whatsapp/sandbox/cloud-api.ts';
import { SANDBOX_SENDER, sandboxSettings } from '../../src/channels/whatsapp/settings.ts';
import { createSkypeNews } from '../../src/channels/skype/webhook.ts';
import type { SandboxConnector } from '../../src/channels/skype/sandbox/connector.ts';
import { createWhatsAppNews } from '../../src/channels/whatsapp/webhook.ts';
import type { CustomerId } from '../../src/domain/ids.ts';
import { writtenTemplates } from '../../src/store/campaign-versions.ts';
import { mintInboxToken } from '../../src/intake/links/inbox-token.ts';
import { applyWaitingMail } from '../../src/intake/mail/apply-mail.ts';
import { addInboundMail } from '../../src/store/inbound-mail.ts';
import { linkKeys } from '../../src/store/links.ts';
import { mailStore } from '../../src/store/mail-store.ts';
import { inboxKeys } from '../../src/store/on-site-inbox.ts';
import { applyCampaigns, readCampaignFiles } from '../../src/cli/apply-files.ts';
import { activePolicy } from '../../src/store/score-rules.ts';
import { touchlineOn } from '../support/command-line.ts';
import { startCampaign } from '../../src/store/campaign-control.ts';
import { channelRules } from '../../src/channels/registry.ts';
import { verifyInvariants } from '../../src/store/verify.ts';
import { scratchFolder } from '../integration/import/order-fixture.ts';
import { aShopWithKey, basic, createTestApp, post, type TestApp } from '../integration/api/test-app.ts';
import { BOT_PASSWORD, referenceOf, skypeSettings, startConnector } from '../support/skype.ts';
import { addCustomer, applyCampaignFile, column, eventually, setDomainClock, startTestEngine, type TestEngine } from '../support/engine.ts';

const SECRET = 'the-secret-of-this-start';
const CAMPAIGN = 'order-received';
const MAIL_BACK = { bounceDomain: 'bounce.shop.example', replyDomain: 'reply.shop.example' };

let touchline: TestEngine;
let app: TestApp;
let server: ReturnType<typeof createAdaptorServer>;
let chats: SandboxCloudApi;
let teams: SandboxConnector;
let key: string;
let listener: MailListener;
let base: string;

// As `npm start` puts them together: the sandbox posts its webhooks to the server over HTTP, the worker sends to the sandbox.
beforeAll(async () => {
  const handler: { fetch: (request: Request) => Response | Promise<Response> } = { fetch: () => new Response(null, { status: 503 }) };
  server = createAdaptorServer({ fetch: (request) => handler.fetch(request) }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hooks = `${base}/v1/hooks`;
  const url = `${hooks}/whatsapp`;
  chats = new SandboxCloudApi({ host: '127.0.0.1', port: 0, token: SECRET, target: { url, appSecret: SECRET, ...SANDBOX_SENDER }, nowMs: Date.now, ladder: { statuses: ['sent', 'delivered', 'read'], afterMs: 20 }, wordsOf: async (name, language) => approvedWords(await writtenTemplates(touchline.pool, 'whatsapp'), name, language) });
  await chats.start();
  const address = `http://sandbox:${SECRET}@127.0.0.1:${chats.port}`;
  ({ connector: teams } = await startConnector(`${hooks}/skype`));
  const teamsAddress = `http://sandbox:${BOT_PASSWORD}@127.0.0.1:${teams.port}`;
  touchline = await startTestEngine({ sandboxWhatsAppUrl: address, sandboxSkypeUrl: teamsAddress, mailBack: MAIL_BACK });
  listener = await startMailListener({
    host: '127.0.0.1', port: 0, domains: Object.values(MAIL_BACK), keys: () => linkKeys(touchline.pool), store: (mail) => addInboundMail(touchline.pool, mail),
  });
  app = createTestApp(touchline.pool, {
    sources: { whatsapp: createWhatsAppNews(sandboxSettings(address)), skype: createSkypeNews(skypeSettings(teams.port)) },
    giveBack: (mail, act, words) => handOver(mailBack(act, mail, words, new Date()), { host: '127.0.0.1', port: listener.port }) });
  handler.fetch = (request) => app.app.fetch(request);
  const [shop] = await column<string>(touchline.pool, 'select id from shop');
  key = await aShopWithKey(touchline.pool, shop);
});
afterAll(async () => { await Promise.all([chats.close(), teams.close(), listener.close()]); server.close(); await touchline.close(); });

async function pokeWhoWasTold(): Promise<void> {
  await applyWaitingMail(mailStore(touchline.pool, 0));
  app.ports.hooks.stored();
  await app.applied();
  for (const { customerId, kind } of app.pokes.splice(0)) await touchline.lifecycle.poke(customerId as CustomerId, kind);
}

const messagesOf = (id: CustomerId) => column<string>(touchline.pool, 'select step from message where customer_id = $1 and delivered_at is not null and opened_at is not null order by created_at', [id]);

test('an order is answered on WhatsApp by a template, the customer writes back, and hears from us in free words', async () => {
  await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
  await applyCampaignFile(touchline, `campaigns/${CAMPAIGN}.yaml`);
  await touchline.lifecycle.startCampaignRun(await startCampaign(touchline.pool, CAMPAIGN));
  const id = await addCustomer(touchline.pool, { external: 'writes-back', country: 'DE' });
  await touchline.pool.query(`insert into contact_point (customer_id, channel, address, state, sandbox_only) values ($1, 'whatsapp', 'DE.12345678901234567890', 'valid', true)`, [id]);

  const answer = await post(app.app, '/v1/track', { event: 'Order Completed', userId: 'writes-back', messageId: 'o-1', properties: { orderId: '581180', total: 50, currency: 'GBP' } }, basic(key));
  expect(answer.status).toBe(200);
  await pokeWhoWasTold();
  await eventually('the template has been read', async () => (await messagesOf(id)).length === 1);
  const person = chats.chats.find('DE.12345678901234567890')!;
  expect(person.lines.map(({ text }) => text)).toEqual(['Hello writes-back, we have received your order 581180 and are packing it. Write to us here if anything is to be different. Online Retail demo']);

  // By hand, as somebody would in front of the page.
  const page = `http://127.0.0.1:${chats.port}/chats/DE.12345678901234567890`;
  expect(await (await fetch(page)).text()).toContain('581180');
  const written = await fetch(page, { method: 'POST', body: new URLSearchParams({ text: 'Please pack it as a <gift>' }), redirect: 'manual' });
  expect(written.status).toBe(303);
  await eventually('the answer is known', async () => { await pokeWhoWasTold(); return (await column(touchline.pool, 'select 1 from inbound_message where customer_id = $1', [id])).length === 1; });
  await eventually('our words have been read', async () => (await messagesOf(id)).length === 2);

  expect(person.lines.map(({ from, text }) => [from, text.split('\n')[0]])).toEqual([
    ['shop', expect.stringMatching(/^Hello writes-back/)], ['person', 'Please pack it as a <gift>'], ['shop', 'Thank you. Somebody of Online Retail demo reads this and answers you here.']]);
  expect(await (await fetch(page)).text()).toContain('Please pack it as a &lt;gift&gt;');
  expect(chats.requests.map(({ body }) => (body as { type: string }).type)).toEqual(['template', 'text']);
  expect((await verifyInvariants(touchline.pool, { channels: channelRules(touchline.channels) })).filter(({ count }) => count > 0)).toEqual([]);
});

test('another site cannot write in the place of the customer, and a page of nobody is none', async () => {
  const page = `http://127.0.0.1:${chats.port}/chats/DE.12345678901234567890`;
  const foreign = await fetch(page, { method: 'POST', body: new URLSearchParams({ text: 'x' }), headers: { Origin: 'https://elsewhere.example' } });
  expect(foreign.status).toBe(404);
  expect((await fetch(page.replace('DE.', 'FR.'))).status).toBe(404);
  expect(chats.chats.find('DE.12345678901234567890')!.lines.filter(({ from }) => from === 'person')).toHaveLength(1);
});

test('an order is answered in Teams with a card and answers to press; pressing one is an answer, and removing the bot ends it all', async () => {
  const [id, user] = [await addCustomer(touchline.pool, { external: 'works-with-teams' }), '29:1works-with-teams'];
  await touchline.pool.query(`insert into contact_point (customer_id, channel, address, state, sandbox_only, reference) values ($1, 'skype', $2, 'valid', true, $3)`, [id, `msteams/${user}`, JSON.stringify(referenceOf(user))]);
  const ordered = await post(app.app, '/v1/track', { event: 'Order Completed', userId: 'works-with-teams', messageId: '581181', properties: { orderId: '581181', total: 50, currency: 'GBP' } }, basic(key));
  expect(ordered.status).toBe(200);
  await pokeWhoWasTold();
  await eventually('the card is there', async () => teams.people.find(user)?.lines.length === 1);
  await eventually('the answer is awaited', async () => (await column<{ step: string }>(touchline.pool, 'select place from enrolment where customer_id = $1', [id]))[0]?.step === 'answer');

  const page = `http://127.0.0.1:${teams.port}/chats/${encodeURIComponent(user)}`;
  const shown = await (await fetch(page)).text();
  for (const words of ['we have received your order 581181', 'Your order with Online Retail demo', '<th>Value</th><td>£50.00</td>', 'value="Please call me"', 'Remove the bot']) expect(shown).toContain(words);
  expect((await fetch(page, { method: 'POST', body: new URLSearchParams({ text: 'Please call me' }), redirect: 'manual' })).status).toBe(303);
  await eventually('the press is known', async () => { await pokeWhoWasTold(); return (await column(touchline.pool, 'select 1 from inbound_message where customer_id = $1', [id])).length === 1; });
  await eventually('it is answered', async () => teams.people.find(user)?.lines.length === 3);
  expect(teams.people.find(user)!.lines.at(-1)!.text).toBe('Thank you. Somebody of Online Retail demo reads this and answers you here.');

  await fetch(page, { method: 'POST', body: new URLSearchParams({ bot: 'remove' }), redirect: 'manual' });
  await eventually('the removal is known', async () => { await pokeWhoWasTold(); return (await column(touchline.pool, `select state from contact_point where customer_id = $1 and channel = 'skype'`, [id]))[0] === 'gone'; });
  expect(await (await fetch(page)).text()).toContain('The person has removed the bot');
  expect((await verifyInvariants(touchline.pool, { channels: channelRules(touchline.channels) })).filter(({ count }) => count > 0)).toEqual([]);
});

const NEWS_OF_THE_SHOP = `
apiVersion: touchline/v1
name: news-of-the-shop
title: { en: News of the shop }
purpose: marketing
entry: { on: [order.placed], re-entry: never }
steps:
  - id: word
    send: { template: order-received, channels: [whatsapp, skype], good-for: 3 days }
`;

test('whom WhatsApp keeps marketing from hears of it a day later; at the third time in a row it comes in Teams instead', async () => {
  const folder = await scratchFolder();
  await applyCampaignFile(touchline, await folder.write('news-of-the-shop.yaml', NEWS_OF_THE_SHOP)).finally(() => folder.remove());
  await touchline.pool.query(`update campaign set state = case name when 'news-of-the-shop' then 'running' else 'paused' end`);
  const people = [{ external: 'kept-away-once', number: '4915112345601' }, { external: 'kept-away-again', number: '4915112345602' }] as const;
  const [waits, goesOn] = await Promise.all(people.map(async ({ external, number }) => {
    chats.script(number, { kind: 'error', code: 131_049 });
    const id = await addCustomer(touchline.pool, { external, country: 'DE' });
    await touchline.pool.query(`insert into contact_point (customer_id, channel, address, state, sandbox_only, reference) values ($1, 'whatsapp', $2, 'valid', true, null), ($1, 'skype', $3, 'valid', true, $4)`, [id, `+${number}`, `msteams/29:1${external}`, JSON.stringify(referenceOf(`29:1${external}`))]);
    await touchline.pool.query(`insert into consent (customer_id, channel, purpose, granted, source, wording, at) select $1, unnest(array['whatsapp', 'skype']), 'marketing', true, 'test', 'test', touchline_now()`, [id]);
    return id;
  }));
  await touchline.pool.query(`update contact_point set rests = 2, rest_until = touchline_now() - interval '1 hour' where customer_id = $1 and channel = 'whatsapp'`, [goesOn]);
  for (const { external } of people) await post(app.app, '/v1/track', { event: 'Order Completed', userId: external, messageId: external, properties: { orderId: external, total: 50, currency: 'GBP' } }, basic(key));
  await pokeWhoWasTold();

  await eventually('Teams has the word', async () => teams.people.find('29:1kept-away-again')?.lines.length === 1);
  const held = async () => (await column<{ kind: string; because?: { code: string } }>(touchline.pool, 'select place from enrolment where customer_id = $1', [waits!]))[0]?.because?.code;
  await eventually('the touch waits', async () => await held() === 'recipient-rests');
  expect(teams.people.find('29:1kept-away-once')?.lines.length ?? 0).toBe(0);
  await setDomainClock(touchline.pool, '2011-11-30T12:30:00Z');
  await touchline.lifecycle.poke(waits!, 'clock');
  await eventually('WhatsApp has the word', async () => chats.chats.find(people[0].number)?.lines.length === 1);
  expect(chats.chats.find(people[1].number)?.lines).toEqual([]);
  expect((await verifyInvariants(touchline.pool, { channels: channelRules(touchline.channels) })).filter(({ count }) => count > 0)).toEqual([]);
});

const journeyOf = async (external: string) => (await touchlineOn(touchline.pool, 'customer', 'journey', external)).out;

/** Waits until the journey says all of it. */
async function tells(what: string, external: string, ...words: readonly RegExp[]): Promise<void> {
  let journey = '';
  await eventually(what, async () => { await pokeWhoWasTold(); journey = await journeyOf(external); return words.every((word) => word.test(journey)); }, 15_000)
    .catch((error: unknown) => { throw new Error(`${String(error)}\n${journey}`); });
}

let events = 0;
async function happened(event: string, ...externals: readonly string[]): Promise<void> {
  for (const external of externals) await post(app.app, '/v1/track', { event, userId: external, messageId: `walk-${events += 1}`, properties: {} }, basic(key));
  await pokeWhoWasTold();
}

/** The newest mail to somebody, and what they do with it. */
async function gives(external: string, act: ReceiverAct, words = ''): Promise<void> {
  const [, mail] = /href="(\/outbox\/\d+)"/.exec(await (await fetch(`${base}/outbox?to=${external}`)).text()) ?? [];
  expect((await fetch(`${base}${mail}/back`, { method: 'POST', body: new URLSearchParams({ act, words }), redirect: 'manual' })).status).toBe(303);
}

const writes = (port: number, chat: string, text: string) => fetch(`http://127.0.0.1:${port}/chats/${encodeURIComponent(chat)}`, { method: 'POST', body: new URLSearchParams({ text }), redirect: 'manual' });

/** Somebody with an address on this channel besides their mail, who has agreed to be written to there. */
async function aReceiver(external: string, channel: string, address: string, reference: object | null = null): Promise<void> {
  const id = await addCustomer(touchline.pool, { external, country: 'DE', orders: ['2011-11-20T12:00:00Z'] });
  if (channel === 'email') return;
  await touchline.pool.query(`insert into contact_point (customer_id, channel, address, state, sandbox_only, reference) values ($1, $2, $3, 'valid', true, $4)`, [id, channel, address, reference]);
  await touchline.pool.query(`insert into consent (customer_id, channel, purpose, granted, source, wording, at) values ($1, $2, 'marketing', true, 'test', 'yes', touchline_now())`, [id, channel]);
}

/** What docs/how-to/walk-the-channels.md does by hand. */
describe('a walk over the channels', () => {
  beforeAll(async () => {
    await setDomainClock(touchline.pool, '2011-12-06T12:00:00Z');
    const policy = await activePolicy(touchline.pool);
    await applyCampaigns(touchline.pool, await readCampaignFiles(['demo/walk/walk.yaml', 'demo/walk/walk-offer.yaml'], { policy: policy!, channels: touchline.channels }, 'demo/walk/templates'));
    for (const name of ['walk', 'walk-offer']) await touchline.lifecycle.startCampaignRun(await startCampaign(touchline.pool, name));
    await aReceiver('by-whatsapp', 'whatsapp', 'DE.32163318925056942505');
    await aReceiver('by-teams', 'skype', 'msteams/29:1by-teams', referenceOf('29:1by-teams'));
    await aReceiver('stops', 'skype', 'msteams/29:1stops', referenceOf('29:1stops'));
    await aReceiver('on-site', 'onsite', 'on-site');
    await aReceiver('by-mail', 'email', '');
    await aReceiver('bounces', 'skype', 'msteams/29:1bounces', referenceOf('29:1bounces'));
    await touchline.pool.query(`update customer set preferred_channel = 'email' where id = (select customer_id from identity where value = 'bounces')`);
  });

  test('each is reached where they can be, and heard there', async () => {
    await happened('review.given', 'by-whatsapp', 'by-teams', 'on-site', 'by-mail');
    await tells('WhatsApp has arrived', 'by-whatsapp', /whatsapp +walk\/word +accepted, arrived, opened/);
    await tells('Teams was taken', 'by-teams', /skype +walk\/word +accepted/);
    await tells('it stands in the inbox', 'on-site', /onsite +walk\/word +accepted/);
    await tells('the mail was taken', 'by-mail', /email +walk\/word +accepted/);

    await writes(chats.port, 'DE.32163318925056942505', 'Faster parcels');
    await writes(teams.port, '29:1by-teams', 'More colours');
    const headers = { Authorization: `Bearer ${mintInboxToken((await inboxKeys(touchline.pool))[0]!, 'on-site', Date.now() + 60_000)}` };
    const { messages: [inInbox] } = await (await fetch(`${base}/v1/inbox`, { headers })).json() as { messages: { id: string }[] };
    await post(app.app, '/v1/inbox', { answer: { to: inInbox!.id, text: 'It is fine' } }, headers);
    await gives('by-mail', 'answer', 'A smaller box would do');
    await tells('WhatsApp is heard', 'by-whatsapp', /whatsapp +Faster parcels$/m, /walk\/answer: went on: the awaited event came \(replied\)/);
    await tells('Teams is heard', 'by-teams', /skype +More colours$/m, /walk\/where: ended/);
    await tells('the inbox is heard', 'on-site', /onsite +walk\/word +accepted, opened, answered/, /onsite +It is fine$/m);
    await tells('the mail is heard', 'by-mail', /email +walk\/word +accepted, answered/, /email +A smaller box would do$/m);
  });

  test('whoever stops on one channel is reached on another, and the journey says why', async () => {
    await happened('activity.joined', 'stops');
    await tells('Teams was taken', 'stops', /skype +walk-offer\/offer +accepted/);
    await writes(teams.port, '29:1stops', 'STOP');
    await tells('the stop is known', 'stops', /skype +STOP$/m, /marketing on skype: no \(channel:skype\)/);
    await setDomainClock(touchline.pool, '2011-12-06T12:10:00Z');
    await happened('activity.joined', 'stops');
    await tells('mail reaches them', 'stops', /email +walk-offer\/offer +accepted/, /walk-offer\/offer: not on skype, where the customer has an address: unsubscribed/);
  });

  test('a mail that comes back leads to the next channel, and one called spam ends marketing', async () => {
    await setDomainClock(touchline.pool, '2011-12-06T12:20:00Z');
    await happened('review.given', 'bounces', 'by-mail');
    for (const external of ['bounces', 'by-mail']) await tells('the mail was taken', external, /13:2\d +email +walk\/word +accepted$/m);
    await gives('bounces', 'gone');
    await gives('by-mail', 'spam');
    await tells('Teams has it', 'bounces', /email +walk\/word +accepted, bounced \(refused by the provider \(5\.1\.1\)\)/, /it was accepted and did not arrive by email/, /skype +walk\/word +accepted/, /nothing on email: bounced/);
    await tells('the complaint counts', 'by-mail', /email +walk\/word +accepted, called spam/, /no marketing on email: complained/, /walk\/answer: ended: an exit condition was met \(complained\)/);
  });

  test('a day after the answer the window is over, and a template leaves', async () => {
    await setDomainClock(touchline.pool, '2011-12-07T13:00:00Z');
    const [id] = await column<CustomerId>(touchline.pool, `select customer_id from identity where value = 'by-whatsapp'`);
    await touchline.lifecycle.poke(id!, 'clock');
    await tells('it is over', 'by-whatsapp', /walk\/window: went on: the window for free words closes on whatsapp/, /whatsapp +walk\/later +accepted/);
    expect(chats.requests.slice(-2).map(({ body }) => (body as { type: string }).type)).toEqual(['template', 'template']);
    expect((await verifyInvariants(touchline.pool, { channels: channelRules(touchline.channels) })).filter(({ count }) => count > 0)).toEqual([]);
  });
});
