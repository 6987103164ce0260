import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ConnectorClient } from '../../../src/channels/skype/connector-client.ts';
import { outcomeOf } from '../../../src/channels/skype/outcome.ts';
import type { SandboxConnector } from '../../../src/channels/skype/sandbox/connector.ts';
import { ConnectorRate } from '../../../src/channels/skype/send-rate.ts';
import { serviceBase } from '../../../src/channels/skype/service-url.ts';
import { emulatorSettings, sandboxSettings, SERVICE_HOSTS } from '../../../src/channels/skype/settings.ts';
import { TokenSource } from '../../../src/channels/skype/token-source.ts';
import { readReference } from '../../../src/channels/skype/reference.ts';
import type { Channel, Outgoing } from '../../../src/contracts/channel.ts';
import { compiled } from '../../support/mail-fixtures.ts';
import { BOT_PASSWORD, referenceOf, SKYPE_TEMPLATE, skypeAt, skypeSettings, SOMEONE, startConnector, toSomeone } from '../../support/skype.ts';

let connector: SandboxConnector | null = null;
afterEach(async () => { await connector?.close(); connector = null; });

async function given(more: Parameters<typeof startConnector>[1] = {}): Promise<{ connector: SandboxConnector; channel: Channel }> {
  const started = await startConnector(null, more);
  connector = started.connector;
  return started;
}

async function send(channel: Channel, outgoing: Outgoing = toSomeone(), signal = new AbortController().signal) {
  const open = await channel.open();
  return open.send(outgoing, compiled(channel, SKYPE_TEMPLATE), signal);
}

describe('a message', () => {
  test('leaves as an activity with words, card, answers and the message key', async () => {
    const { connector: provider, channel } = await given();
    expect(await send(channel)).toEqual({ outcome: 'accepted', providerId: expect.stringMatching(/^bot\.[0-9a-f]{40}$/), detail: 'HTTP 201' });
    const conversationId = referenceOf().conversationId;
    expect(provider.requests).toMatchObject([{
      path: `/v3/conversations/${encodeURIComponent(conversationId)}/activities`,
      body: {
        type: 'message', summary: 'Hello Sample Customer, see what is new at Example & Shop',
        recipient: { id: SOMEONE }, channelData: { touchline: { message: 'spring:5f0c1d3e-0000-4000-8000-000000000001:1/hello/1/skype' } },
        attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', wrap: true, text: 'Hello Sample Customer, see [what is new at Example &amp; Shop](https://shop.example/c/sample-0)' }, { type: 'TextBlock', text: '**Example &amp; Shop**', size: 'large', wrap: true }, { facts: [{ title: 'Orders', value: '3' }] }] } }],
        suggestedActions: { to: [SOMEONE], actions: [{ type: 'imBack', title: 'Yes, please', value: 'Yes, please' }, { type: 'imBack', title: 'No thanks, Example & Shop', value: 'No thanks, Example & Shop' }] },
      },
    }]);
    expect(provider.people.find(SOMEONE)?.lines).toHaveLength(1);
    // Beside a card they would be a second message, and neither would have an id.
    expect(provider.requests[0]?.body).not.toHaveProperty('text');
  });

  test('without a card leaves as words alone', async () => {
    const { connector: provider, channel } = await given();
    await (await channel.open()).send(toSomeone(), compiled(channel, { text: '**Hello** from {{shop.name}}' }), new AbortController().signal);
    expect(provider.requests).toMatchObject([{ body: { text: '**Hello** from Example &amp; Shop', textFormat: 'markdown' } }]);
    expect(provider.requests[0]?.body).not.toHaveProperty('attachments');
  });

  test('opens the conversation with somebody in Teams who is known without one, once', async () => {
    const { connector: provider, channel } = await given();
    const open = await channel.open();
    const outgoing = toSomeone({ reference: referenceOf(SOMEONE, { conversationId: null }) });
    for (let tries = 0; tries < 2; tries += 1) expect(await open.send(outgoing, compiled(channel, SKYPE_TEMPLATE), new AbortController().signal)).toMatchObject({ outcome: 'accepted' });
    expect(provider.requests.map(({ path }) => path.replace(/a%3A.*\//, '…/'))).toEqual(['/v3/conversations', '/v3/conversations/…/activities', '/v3/conversations/…/activities']);
    expect(provider.requests[0]?.body).toEqual({ isGroup: false, bot: { id: referenceOf().botId }, members: [{ id: SOMEONE }], tenantId: referenceOf().tenantId, channelData: { tenant: { id: referenceOf().tenantId } } });
  });

  test.each([
    ['nobody has opened a conversation', { reference: null }, 'no-reference'],
    ['the reference is that of another', { reference: referenceOf('29:another') }, 'no-reference'],
    ['Skype lets a bot open none', { address: `skype/${SOMEONE}`, reference: referenceOf(SOMEONE, { channelId: 'skype', conversationId: null }) }, 'no-conversation'],
  ])('stays here when %s, and the address is not held dead for it', async (_what, changes, code) => {
    const { connector: provider, channel } = await given();
    expect(await send(channel, toSomeone(changes))).toMatchObject({ outcome: 'refused', code, addressIsDead: false });
    expect([provider.requests, provider.asked.tokens]).toEqual([[], 0]);
  });
});

describe('the token', () => {
  test('is asked for once by all who need one, and left five minutes before its end', async () => {
    const { connector: provider } = await given({ tokenSeconds: 3_600 });
    let nowMs = 0;
    const source = new TokenSource(skypeSettings(provider.port), () => nowMs);
    const tokens = await Promise.all([source.token(), source.token(), source.token()]);
    expect([new Set(tokens.map((token) => JSON.stringify(token))).size, provider.asked.tokens]).toEqual([1, 1]);
    nowMs = 55 * 60_000 - 1;
    await source.token();
    expect(provider.asked.tokens).toBe(1);
    nowMs += 1;
    await source.token();
    expect(provider.asked.tokens).toBe(2);
  });

  test('that is taken no longer is asked for anew, within the same attempt', async () => {
    const { connector: provider, channel } = await given();
    const open = await channel.open();
    const sent = () => open.send(toSomeone(), compiled(channel, SKYPE_TEMPLATE), new AbortController().signal);
    await sent();
    provider.forgetTokens();
    expect(await sent()).toMatchObject({ outcome: 'accepted' });
    expect(provider.asked.tokens).toBe(2);
  });

  test('that is refused keeps the message, and the probe says why', async () => {
    const { connector: provider } = await given();
    const channel = skypeAt(provider.port, { appPassword: 'old' });
    expect(await send(channel)).toMatchObject({ outcome: 'deferred', retryAfterMs: 600_000 });
    expect(provider.requests).toEqual([]);
    expect(await (await skypeAt(provider.port, { appPassword: 'old', localUrl: null }).open()).probe()).toBe('no token is given to the bot (HTTP 401): app id, password or tenant are not right');
  });

  test.each([
    ['https://smba.trafficmanager.net/emea/', 'https://smba.trafficmanager.net/emea/'], ['https://smba.trafficmanager.net/de', 'https://smba.trafficmanager.net/de/'],
    ['https://webchat.botframework.com/', 'https://webchat.botframework.com/'],
    ['http://smba.trafficmanager.net/', null], ['https://smba.trafficmanager.net:8443/', null], ['https://smba.trafficmanager.net.evil.example/', null], ['https://evilbotframework.com/', null],
    ['https://user@smba.trafficmanager.net/', null], ['https://evil.example/?smba.trafficmanager.net', null], ['http://127.0.0.1:1/', null], ['nothing', null],
  ])('goes to %s: %s', (address, base) => {
    expect(serviceBase(address, { localUrl: null, serviceHosts: SERVICE_HOSTS })).toBe(base);
  });

  test('is never shown to a host that is not on the list', async () => {
    const { connector: provider } = await given();
    const channel = skypeAt(provider.port, { localUrl: null, serviceHosts: SERVICE_HOSTS });
    expect(await send(channel, toSomeone({ reference: referenceOf(SOMEONE, { serviceUrl: provider.serviceUrl }) }))).toMatchObject({ outcome: 'refused', code: 'host-not-allowed' });
    expect([provider.requests, provider.asked.tokens]).toEqual([[], 0]);
  });

  test('a sandbox and an emulator are on this machine or nowhere', () => {
    for (const address of ['http://192.0.2.1:2727', 'https://127.0.0.1:2727', 'http://teams.example/']) {
      expect(() => emulatorSettings(address)).toThrow(RangeError);
      expect(() => sandboxSettings(address)).toThrow(RangeError);
      expect(serviceBase(address, { localUrl: address, serviceHosts: SERVICE_HOSTS })).toBeNull();
    }
  });
});

describe('what the provider says', () => {
  test.each([
    [429, 'TooManyRequests', { outcome: 'deferred' }], [412, 'PreconditionFailed', { outcome: 'deferred' }], [502, 'ServiceError', { outcome: 'deferred' }], [504, 'GatewayTimeout', { outcome: 'deferred' }],
    [403, 'BotNotInConversationRoster', { outcome: 'refused', addressIsDead: true, optedOut: true }], [403, 'ForbiddenOperationException', { outcome: 'refused', addressIsDead: true, optedOut: true }],
    [403, 'ConversationBlockedByUser', { outcome: 'refused', addressIsDead: true, optedOut: true }], [403, 'BotDisabledByAdmin', { outcome: 'deferred', retryAfterMs: 600_000 }],
    [403, 'NotEnoughPermissions', { outcome: 'refused', addressIsDead: false }], [404, 'ConversationNotFound', { outcome: 'refused', addressIsDead: true }],
    [400, 'BadArgument', { outcome: 'refused', addressIsDead: false }], [413, 'MessageSizeTooBig', { outcome: 'refused', addressIsDead: false }],
    [500, 'ServiceError', { outcome: 'unknown' }], [503, 'ServiceUnavailable', { outcome: 'unknown' }],
  ])('HTTP %i %s', (status, code, expected) => {
    expect(outcomeOf({ kind: 'answered', status, body: { error: { code, message: 'no' } }, retryAfterMs: null }, 'a:1')).toMatchObject({ ...expected, code });
  });

  test.each([
    [429, 'deferred'], [412, 'deferred'], [401, 'deferred'], [403, 'deferred'], [404, 'refused'], [500, 'unknown'], [502, 'unknown'], [504, 'unknown'], [200, 'unknown'],
  ])('HTTP %i with a page instead of JSON: %s', (status, outcome) => {
    expect(outcomeOf({ kind: 'answered', status, body: null, retryAfterMs: null }, 'a:1').outcome).toBe(outcome);
  });

  test('HTTP 202 without a body: taken, shown as several, and without an id', () => {
    expect(outcomeOf({ kind: 'answered', status: 202, body: undefined, retryAfterMs: null }, 'a:1')).toEqual({ outcome: 'accepted', providerId: null, detail: 'HTTP 202' });
    expect(outcomeOf({ kind: 'answered', status: 200, body: undefined, retryAfterMs: null }, 'a:1').outcome).toBe('unknown');
  });

  test('is waited for as long as it asks, up to a quarter of an hour', async () => {
    const { connector: provider, channel } = await given();
    provider.script(SOMEONE, { kind: 'error', status: 429, code: 'TooManyRequests', retryAfterSeconds: 7 }, { kind: 'error', status: 502, code: 'ServiceError', retryAfterSeconds: 86_400 });
    expect(await send(channel)).toMatchObject({ outcome: 'deferred', retryAfterMs: 7_000 });
    expect(await send(channel)).toMatchObject({ outcome: 'deferred', retryAfterMs: 900_000 });
  });

  test('names no person in what is kept', () => {
    const detail = 'User 29:1abc_DEF-9 of tenant 0f4a1d7e-5b13-4e51-9d21-1c0f8e0ad001 blocked 28:bot-1234567 in a:1234567890';
    expect(outcomeOf({ kind: 'answered', status: 403, body: { error: { code: 'x', message: detail } }, retryAfterMs: null }, 'a:1')).toMatchObject({ detail: 'User [id] of tenant [id] blocked [id] in [id]' });
  });
});

describe('trouble on the way', () => {
  test('a page instead of JSON, a redirect and a cut line leave the outcome open', async () => {
    const { connector: provider, channel } = await given();
    provider.script(SOMEONE, { kind: 'page', status: 502 }, { kind: 'redirect' }, { kind: 'cut', taken: false }, { kind: 'page', status: 200 });
    for (let tries = 0; tries < 4; tries += 1) expect((await send(channel)).outcome).toBe('unknown');
  });

  test('a provider that never answers is given up after the limit, with the outcome open', async () => {
    const { connector: provider } = await given();
    provider.script(SOMEONE, { kind: 'hang' });
    const answer = await new ConnectorClient(skypeSettings(provider.port), 150).post(readReference(referenceOf())!, `v3/conversations/${encodeURIComponent(referenceOf().conversationId)}/activities`, {}, new AbortController().signal);
    expect(outcomeOf(answer, 'a:1')).toMatchObject({ outcome: 'unknown', code: 'TimeoutError' });
  });

  test('aborted before anything left: certain; aborted while it is under way: open', async () => {
    const { connector: provider, channel } = await given();
    expect(await send(channel, toSomeone(), AbortSignal.abort())).toMatchObject({ outcome: 'deferred', code: 'aborted' });
    provider.script(SOMEONE, { kind: 'hang' });
    const stop = new AbortController();
    const sending = send(channel, toSomeone(), stop.signal);
    for (let waits = 0; waits < 200 && provider.requests.length === 0; waits += 1) await new Promise((resolve) => { setTimeout(resolve, 10); });
    stop.abort();
    expect((await sending).outcome).toBe('unknown');
  });

  test('a conversation that could not be opened is certain: no message has left', async () => {
    const server = createServer((socket) => { socket.once('data', () => socket.destroy()); }).listen(0, '127.0.0.1');
    await new Promise((resolve) => { server.once('listening', resolve); });
    const { connector: provider } = await given();
    const port = (server.address() as { port: number }).port;
    const channel = skypeAt(provider.port, { localUrl: `http://127.0.0.1:${port}/` });
    expect(await send(channel, toSomeone({ reference: referenceOf(SOMEONE, { conversationId: null }) }))).toMatchObject({ outcome: 'deferred' });
    expect((await send(channel)).outcome).toBe('unknown');
    server.close();
  });

  test('tells the password and the token to nobody: no outcome and no probe holds them', async () => {
    const { connector: provider, channel } = await given();
    provider.script(SOMEONE, { kind: 'error', status: 400, code: BOT_PASSWORD }, { kind: 'page', status: 500 });
    const told = JSON.stringify([await send(channel), await send(channel), await (await skypeAt(1).open()).probe(), await (await skypeAt(provider.port, { appPassword: `${BOT_PASSWORD}x` }).open()).probe()]);
    expect(told).not.toContain(`${BOT_PASSWORD}x`);
    expect(told).not.toMatch(/Bearer|access_token/);
  });
});

describe('the pace of a bot', () => {
  test('one conversation takes seven in a second, eight in two, sixty in half a minute', () => {
    const rate = new ConnectorRate();
    const take = (nowMs: number, conversation = 'a') => rate.take({ conversation, tenant: 't' }, nowMs);
    expect(Array.from({ length: 8 }, () => take(0))).toEqual([0, 0, 0, 0, 0, 0, 0, 1_000]);
    expect([take(1_000), take(1_000), take(2_000)]).toEqual([0, 1_000, 0]);
    expect(take(0, 'another')).toBe(0);
  });

  test('one tenant takes fifty in a second, whoever is written to', () => {
    const rate = new ConnectorRate();
    const waits = Array.from({ length: 51 }, (_, index) => rate.take({ conversation: `c${index}`, tenant: 't' }, 0));
    expect([waits.slice(0, 50).every((wait) => wait === 0), waits[50], rate.take({ conversation: 'x', tenant: 'another' }, 0)]).toEqual([true, 1_000, 0]);
  });

  test('one conversation takes 1,800 in an hour', () => {
    const rate = new ConnectorRate({ conversation: [{ most: 1_800, ms: 3_600_000 }], tenant: [] });
    for (let sent = 0; sent < 1_800; sent += 1) expect(rate.take({ conversation: 'a', tenant: 't' }, sent)).toBe(0);
    expect(rate.take({ conversation: 'a', tenant: 't' }, 1_800)).toBe(3_600_000 - 1_800);
  });
});
