import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { invitationWords } from '../../../src/channels/skype/invitation-words.ts';
import type { SandboxConnector } from '../../../src/channels/skype/sandbox/connector.ts';
import { SANDBOX_BOT } from '../../../src/channels/skype/settings.ts';
import { createSkypeNews } from '../../../src/channels/skype/webhook.ts';
import type { Channel } from '../../../src/contracts/channel.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { toMessageId } from '../../../src/domain/ids.ts';
import { signInvitation } from '../../../src/intake/links/invitation.ts';
import { linkKeys } from '../../../src/store/links.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { compiled } from '../../support/mail-fixtures.ts';
import { SKYPE_TEMPLATE, skypeSettings, startConnector, toSomeone } from '../../support/skype.ts';
import { aShopWithKey, basic, createTestApp, post, type TestApp } from '../api/test-app.ts';
import { type LedgerScene, openLedger, TUESDAY_NOON, withReadyMessage } from '../ledger/ledger-scene.ts';

let scene: LedgerScene;
let app: TestApp;
let connector: SandboxConnector;
let channel: Channel;
let server: ReturnType<typeof createAdaptorServer>;
let key: string;

beforeAll(async () => {
  scene = await openLedger();
  const handler: { fetch: (request: Request) => Response | Promise<Response> } = { fetch: () => new Response(null, { status: 503 }) };
  server = createAdaptorServer({ fetch: (request) => handler.fetch(request) }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ connector, channel } = await startConnector(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/hooks/skype`));
  app = createTestApp(scene.pool, { sources: { skype: createSkypeNews(skypeSettings(connector.port)) } });
  handler.fetch = (request) => app.app.fetch(request);
  key = await aShopWithKey(scene.pool, (await column<string>(scene.pool, 'select id from shop'))[0]);
});
afterAll(async () => { await connector.close(); server.close(); await scene.close(); });
beforeEach(async () => { await setDomainClock(scene.pool, TUESDAY_NOON); });

const pool = () => scene.pool;
const heard = async () => { await connector.idle(); await app.applied(); };
const pointsOf = (id: CustomerId) => column<string>(pool(), `select address || ' ' || state || coalesce(' ' || (reference->>'serviceUrl'), '') from contact_point where customer_id = $1 and channel = 'skype' order by address`, [id]);
const consentOf = (id: CustomerId) => column<string>(pool(), `select distinct on (purpose) purpose || ' ' || granted from consent where customer_id = $1 and channel = 'skype' order by purpose, id desc`, [id]);
const suppressionsOf = (id: CustomerId) => column<string>(pool(), `select purpose || ' ' || reason from suppression where customer_id = $1 and channel = 'skype' and lifted_at is null order by 1`, [id]);
const invitationOf = async (id: string, untilMs = Date.now() + 86_400_000) => signInvitation((await linkKeys(pool()))[0]!, id, untilMs);
let people = 0;

/** A customer who has answered their invitation. */
async function invited(external = `invited-${people += 1}`): Promise<{ id: CustomerId; user: string }> {
  const [id, user] = [await addCustomer(pool(), { external }), `29:1${external}`];
  connector.write(user, `Hello, my code: ${invitationWords(await invitationOf(id))}`);
  await heard();
  return { id, user };
}

describe('an invitation', () => {
  test('ties the person to the customer: reference, address and consent with its proof, and its code stands nowhere', async () => {
    const { id, user } = await invited();
    expect(await pointsOf(id)).toEqual([`msteams/${user} valid ${connector.serviceUrl}`]);
    expect(await column(pool(), `select sandbox_only from contact_point where customer_id = $1 and channel = 'skype'`, [id])).toEqual([true]);
    expect(await consentOf(id)).toEqual(['marketing true', 'service true']);
    const proofs = await column<string>(pool(), `select c.source || ' | ' || c.wording || ' | ' || e.kind || ' | ' || e.source from consent c join event_inbox e on e.id = (c.proof->>'event')::bigint where c.customer_id = $1 and c.channel = 'skype'`, [id]);
    expect(new Set(proofs)).toEqual(new Set(['channel:skype | The invitation of the shop was answered: the person sent its code to the bot. | consent.given | channel:skype']));
    expect(await column(pool(), `select count(*)::int from inbound_message where customer_id = $1`, [id])).toEqual([0]);
    expect(await column(pool(), `select count(*)::int from channel_news where news::text like '%invited-%'`)).toEqual([0]);
  });

  test('lets the shop write, and what comes back is an answer to that message', async () => {
    const { id, user } = await invited();
    const { message } = await withReadyMessage(scene, `written-${user}`);
    await pool().query(`update message set channel = 'skype', customer_id = $2, contact_point_id = (select id from contact_point where customer_id = $2 and channel = 'skype') where id = $1`, [message, id]);
    const [reference] = await column<Record<string, unknown>>(pool(), `select reference from contact_point where customer_id = $1 and channel = 'skype'`, [id]);
    const outcome = await (await channel.open()).send(toSomeone({ messageId: toMessageId(message), address: `msteams/${user}`, reference: reference! }), compiled(channel, SKYPE_TEMPLATE), new AbortController().signal);
    expect(outcome).toMatchObject({ outcome: 'accepted' });
    await pool().query(`update message set state = 'accepted', provider_id = $2 where id = $1`, [message, outcome.outcome === 'accepted' ? outcome.providerId : null]);
    const line = connector.people.find(user)!.lines.at(-1)!;
    connector.write(user, 'Yes, please', line.id);
    await heard();
    expect(await column(pool(), `select text from inbound_message where customer_id = $1 and message_id = $2`, [id, message])).toEqual(['Yes, please']);
    expect(await column(pool(), 'select replied_at is not null from message where id = $1', [message])).toEqual([true]);
    expect(app.pokes).toContainEqual({ customerId: id, kind: 'replied' });
    connector.tell(user, { type: 'messageReaction', replyToId: line.id, reactionsAdded: [{ type: 'like' }] });
    await heard();
    expect(await column(pool(), 'select opened_at is not null from message where id = $1', [message])).toEqual([true]);
  });

  test.each([
    ['of another key', async (id: string) => signInvitation({ id: 'x', secret: Buffer.alloc(32, 9).toString('base64') }, id, Date.now() + 86_400_000)],
    ['that has ended', async (id: string) => invitationOf(id, Date.now() - 2 * 86_400_000)],
    ['with another customer written into it', async (id: string) => `${(await invitationOf('5f0c1d3e-0000-4000-8000-000000000009')).split('.')[0]}.${(await invitationOf(id)).split('.').slice(1).join('.')}`],
  ])('%s ties nobody to anybody', async (what, forge) => {
    const id = await addCustomer(pool(), { external: `forged ${what}` });
    connector.write(`29:1forger-${what.replaceAll(' ', '-')}`, invitationWords(await forge(id)));
    await heard();
    expect([await pointsOf(id), await consentOf(id)]).toEqual([[], []]);
    expect(await column(pool(), `select reason from channel_news where news->'from'->>'address' = $1`, [`msteams/29:1forger-${what.replaceAll(' ', '-')}`])).toEqual(['unknown-sender']);
  });
});

describe('a person whom nobody knows', () => {
  test('is kept as strangers are, and tied as soon as the shop says who they are', async () => {
    const user = '29:1stranger';
    connector.add(user);
    connector.write(user, 'Anybody there?');
    await heard();
    expect(await column(pool(), `select text from inbound_message where customer_id is null and address = $1`, [`msteams/${user}`])).toEqual(['Anybody there?']);
    expect(await column(pool(), `select count(*)::int from contact_point where address = $1`, [`msteams/${user}`])).toEqual([0]);

    const id = await addCustomer(pool(), { external: 'no-stranger' });
    const told = await post(app.app, '/v1/identify', { userId: 'no-stranger', messageId: 'who', traits: { teams: `${SANDBOX_BOT.tenantId}/${connector.people.find(user)!.objectId.toUpperCase()}` } }, basic(key));
    expect(await told.json()).toMatchObject({ ok: true, warnings: [] });
    await app.applied();
    app.ports.hooks.stored();
    await app.applied();
    expect(await pointsOf(id)).toEqual([`msteams/${user} valid ${connector.serviceUrl}`]);
    expect(await consentOf(id)).toEqual(['marketing true', 'service true']);
    connector.write(user, 'Now you know me');
    await heard();
    expect(await column(pool(), `select text from inbound_message where customer_id = $1`, [id])).toEqual(['Now you know me']);
  });

  test('a trait that is no name of a directory is left out and told', async () => {
    const answer = await post(app.app, '/v1/identify', { userId: 'odd', messageId: 'odd', traits: { teams: 'odd@teams.example' } }, basic(key));
    expect(await answer.json()).toMatchObject({ ok: true, warnings: [{ pointer: '/traits/teams' }] });
  });
});

describe('a reference', () => {
  test('follows every activity: a service address that has moved is the one that is used', async () => {
    const { id, user } = await invited();
    await pool().query(`update contact_point set reference = reference || '{"serviceUrl": "https://smba.trafficmanager.net/old/"}' where customer_id = $1 and channel = 'skype'`, [id]);
    connector.write(user, 'Hello again');
    await heard();
    expect(await pointsOf(id)).toEqual([`msteams/${user} valid ${connector.serviceUrl}`]);
  });

  test('of somebody who is met in a team keeps the conversation with them alone, and gives no consent', async () => {
    const { id, user } = await invited();
    const before = await column<{ conversationId: string }>(pool(), `select reference from contact_point where customer_id = $1 and channel = 'skype'`, [id]);
    connector.tell(user, { type: 'message', text: '<at>Shop</at> hello', conversation: { id: '19:team@thread.tacv2', conversationType: 'channel', isGroup: true } });
    connector.tell(user, { type: 'conversationUpdate', conversation: { id: '19:team@thread.tacv2', conversationType: 'channel', isGroup: true }, membersAdded: [{ id: `28:${SANDBOX_BOT.appId}` }] });
    await heard();
    expect(await column(pool(), `select reference from contact_point where customer_id = $1 and channel = 'skype'`, [id])).toEqual(before);
    expect(await column(pool(), `select text from inbound_message where customer_id = $1`, [id])).toEqual(['hello']);
  });

  test('is dropped when the person removes the bot, and all writing with it; adding it again is a fresh yes', async () => {
    const { id, user } = await invited();
    connector.remove(user);
    await heard();
    expect(await pointsOf(id)).toEqual([`msteams/${user} gone`]);
    expect(await suppressionsOf(id)).toEqual(['marketing unsubscribed', 'service unsubscribed']);
    expect(await consentOf(id)).toEqual(['marketing false', 'service false']);
    expect(app.pokes).toContainEqual({ customerId: id, kind: 'consent.withdrawn' });

    await setDomainClock(pool(), '2011-11-29T12:10:00Z');
    connector.write(user, 'I still write');
    await heard();
    expect(await pointsOf(id)).toEqual([`msteams/${user} gone`]);
    connector.add(user);
    await heard();
    expect(await pointsOf(id)).toEqual([`msteams/${user} valid ${connector.serviceUrl}`]);
    expect([await suppressionsOf(id), await consentOf(id)]).toEqual([[], ['marketing true', 'service true']]);
    expect(await column(pool(), `select count(*)::int from consent where customer_id = $1 and channel = 'skype' and granted`, [id])).toEqual([4]);
  });

  test('whose bot was found removed by a send is suppressed with its address, until the person adds it again', async () => {
    const { id, user } = await invited();
    const { message } = await withReadyMessage(scene, `removed-${user}`);
    const fence = await scene.take(message);
    await pool().query(`update message set channel = 'skype', customer_id = $2, contact_point_id = (select id from contact_point where customer_id = $2 and channel = 'skype') where id = $1`, [message, id]);
    await scene.tell(id, message, fence, { outcome: 'refused', code: 'BotNotInConversationRoster', detail: '', addressIsDead: true, optedOut: true });
    expect(await suppressionsOf(id)).toEqual(['* bounced', 'marketing unsubscribed']);
    await setDomainClock(pool(), '2011-11-29T12:10:00Z');
    connector.add(user);
    await heard();
    expect([await suppressionsOf(id), await pointsOf(id)]).toEqual([[], [`msteams/${user} valid ${connector.serviceUrl}`]]);
  });

  test('a word that ends marketing ends it on this channel, and the reference stays for service', async () => {
    const { id, user } = await invited();
    connector.write(user, 'STOP');
    await heard();
    expect(await suppressionsOf(id)).toEqual(['marketing unsubscribed']);
    expect(await column(pool(), `select kind from event_inbox where customer_id = $1 and kind = 'replied'`, [id])).toEqual([]);
    expect(await consentOf(id)).toEqual(['marketing false', 'service true']);
    expect(await pointsOf(id)).toEqual([`msteams/${user} valid ${connector.serviceUrl}`]);
  });
});

describe('the hook', () => {
  test('takes nothing that is not signed, and keeps nothing of it', async () => {
    const person = connector.people.byUser('29:1unsigned');
    const body = JSON.stringify(connector.activityOf(person, { type: 'message', text: 'unsigned' }));
    const posted = (headers: Record<string, string>) => app.app.request('/v1/hooks/skype', { method: 'POST', body, headers });
    for (const headers of [{}, { Authorization: `Bearer ${await connector.token()}x` }, { Authorization: 'Bearer a.b.c' }]) expect((await posted(headers as Record<string, string>)).status).toBe(403);
    expect(await column(pool(), `select count(*)::int from provider_body where convert_from(body, 'UTF8') like '%unsigned%'`)).toEqual([0]);
    expect((await posted({ Authorization: `Bearer ${await connector.token()}` })).status).toBe(200);
    await heard();
    expect(await column(pool(), `select text from inbound_message where address = 'msteams/29:1unsigned'`)).toEqual(['unsigned']);
    // The same once more, as providers repeat: one row.
    expect((await posted({ Authorization: `Bearer ${await connector.token()}` })).status).toBe(200);
    await heard();
    expect(await column(pool(), `select count(*)::int from inbound_message where address = 'msteams/29:1unsigned'`)).toEqual([1]);
  });
});
