import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxCloudApi } from '../../../src/channels/whatsapp/sandbox/cloud-api.ts';
import { SendRate } from '../../../src/channels/whatsapp/send-rate.ts';
import type { Channel, Outgoing } from '../../../src/contracts/channel.ts';
import { compiled } from '../../support/mail-fixtures.ts';
import { SOMEBODY, startCloudApi, toSomebody, WHATSAPP_TEMPLATE, whatsAppAt } from '../../support/whatsapp.ts';

let api: SandboxCloudApi | null = null;
afterEach(async () => { await api?.close(); api = null; });

async function given(more: Parameters<typeof startCloudApi>[1] = {}): Promise<{ api: SandboxCloudApi; channel: Channel }> {
  const started = await startCloudApi(null, more);
  api = started.api;
  return started;
}

async function send(channel: Channel, outgoing: Outgoing = toSomebody(), signal = new AbortController().signal) {
  const open = await channel.open();
  return open.send(outgoing, compiled(channel, WHATSAPP_TEMPLATE), signal);
}

describe('a message', () => {
  test('leaves as a template outside the window, with the message key in it', async () => {
    const { api: provider, channel } = await given();
    expect(await send(channel)).toMatchObject({ outcome: 'accepted', providerId: expect.stringMatching(/^wamid\./), detail: 'accepted' });
    expect(provider.requests).toMatchObject([{ path: '/v26.0/100000000000001/messages', body: {
      messaging_product: 'whatsapp', recipient_type: 'individual', to: SOMEBODY, type: 'template', template: { name: 'spring_offer' },
      biz_opaque_callback_data: 'spring:5f0c1d3e-0000-4000-8000-000000000001:1/hello/1/whatsapp',
    } }]);
  });

  test('leaves in free words inside the window', async () => {
    const { api: provider, channel } = await given();
    provider.write(SOMEBODY, 'Is it still there?');
    await send(channel, toSomebody({ freeWords: true }));
    expect(provider.requests).toMatchObject([{ body: { type: 'text', text: { body: 'Hello Sample Customer, see https://shop.example/c/sample-0' } } }]);
  });

  test('leaves as a template at once when the window has closed meanwhile', async () => {
    const { api: provider, channel } = await given();
    expect(await send(channel, toSomebody({ freeWords: true }))).toMatchObject({ outcome: 'accepted' });
    expect(provider.requests.map(({ body }) => (body as { type: string }).type)).toEqual(['text', 'template']);
    expect(provider.chats.find(SOMEBODY)?.lines).toHaveLength(1);
  });

  test('the window of the provider closes after 24 hours', async () => {
    let nowMs = Date.parse('2026-11-29T12:00:00Z');
    const { api: provider, channel } = await given({ nowMs: () => nowMs });
    provider.write(SOMEBODY, 'Hello');
    nowMs += 24 * 3_600_000 - 1;
    await send(channel, toSomebody({ freeWords: true }));
    nowMs += 1;
    await send(channel, toSomebody({ freeWords: true }));
    expect(provider.requests.map(({ body }) => (body as { type: string }).type)).toEqual(['text', 'text', 'template']);
  });

  test('goes to a user id where no number is known', async () => {
    const { api: provider, channel } = await given();
    await send(channel, toSomebody({ address: 'US.13491208655302741918' }));
    expect(provider.requests).toMatchObject([{ body: { recipient: 'US.13491208655302741918' } }]);
    expect(provider.requests[0]?.body).not.toHaveProperty('to');
  });

  test.each([['+999123456789'], ['+80012345678'], ['12025550123'], ['']])('to %s, a number of no country, stays here', async (address) => {
    const { api: provider, channel } = await given();
    expect(await send(channel, toSomebody({ address }))).toMatchObject({ outcome: 'refused', code: 'no-such-address', addressIsDead: true });
    expect(provider.requests).toEqual([]);
  });

  test('of a registered template is held to it: paused waits, missing and miscounted are refused', async () => {
    const { api: provider, channel } = await given({ templates: [] });
    const registered = (status: 'APPROVED' | 'PAUSED', bodyParameters: number) => provider.register({ name: 'spring_offer', language: 'en', category: 'MARKETING', status, bodyParameters });
    expect(await send(channel)).toMatchObject({ outcome: 'refused', code: '132001' });
    registered('PAUSED', 2);
    expect(await send(channel)).toMatchObject({ outcome: 'deferred', code: '132015' });
    registered('APPROVED', 3);
    expect(await send(channel)).toMatchObject({ outcome: 'refused', code: '132000' });
    registered('APPROVED', 2);
    expect(await send(channel)).toMatchObject({ outcome: 'accepted' });
    provider.prefer(SOMEBODY, 'stop');
    expect(await send(channel)).toMatchObject({ outcome: 'refused', code: '131050', optedOut: true });
  });
});

describe('a file that could not be fetched', () => {
  test.each([131_052, 131_053])('is fetched once more, and no oftener: code %d', async (code) => {
    const { api: provider, channel } = await given();
    provider.script(SOMEBODY, { kind: 'error', code });
    expect(await send(channel)).toMatchObject({ outcome: 'accepted' });
    expect(provider.requests).toHaveLength(2);
    provider.script(SOMEBODY, { kind: 'error', code }, { kind: 'error', code });
    expect(await send(channel)).toMatchObject({ outcome: 'refused', code: String(code) });
    expect(provider.requests).toHaveLength(4);
  });
});

describe('trouble on the way', () => {
  test('a page instead of JSON, a redirect and a cut line leave the outcome open', async () => {
    const { api: provider, channel } = await given();
    provider.script(SOMEBODY, { kind: 'page', status: 502 }, { kind: 'redirect' }, { kind: 'cut', taken: false }, { kind: 'page', status: 200 });
    for (let tries = 0; tries < 4; tries += 1) expect((await send(channel)).outcome).toBe('unknown');
  });

  test('the caller\'s signal ends a request that hangs: unknown; one that was over before leaves nothing: deferred', async () => {
    const { api: provider, channel } = await given();
    provider.script(SOMEBODY, { kind: 'hang' });
    const caller = new AbortController();
    const sending = send(channel, toSomebody(), caller.signal);
    while (provider.requests.length === 0) await setImmediate();
    caller.abort(new DOMException('the time is up', 'TimeoutError'));
    expect(await sending).toMatchObject({ outcome: 'unknown', code: 'TimeoutError' });
    expect(await send(channel, toSomebody(), AbortSignal.abort())).toMatchObject({ outcome: 'deferred', code: 'aborted' });
    expect(provider.requests).toHaveLength(1);
  });

  test('a server that ends the line without a word was reached: unknown', async () => {
    const server = createServer((socket) => { socket.on('data', () => socket.destroy()).on('error', () => undefined); }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const outcome = await send(whatsAppAt(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`));
    server.close();
    expect(outcome.outcome).toBe('unknown');
  });

  test('a name that does not exist was not reached: deferred', async () => {
    expect(await send(whatsAppAt('http://nowhere.invalid'))).toMatchObject({ outcome: 'deferred' });
  });

  test('a halted sender is told with the outcome, and the next message is tried all the same', async () => {
    const { api: provider, channel } = await given();
    const open = await channel.open();
    const template = compiled(channel, WHATSAPP_TEMPLATE);
    provider.script(SOMEBODY, { kind: 'error', code: 131_042 });
    const signal = new AbortController().signal;
    expect(await open.send(toSomebody(), template, signal)).toMatchObject({ outcome: 'deferred', code: '131042', retryAfterMs: 600_000, senderHalted: true });
    expect(await open.send(toSomebody(), template, signal)).toMatchObject({ outcome: 'accepted' });
  });

  test('a wrong token is told by the probe', async () => {
    const { api: provider } = await given();
    const url = `http://127.0.0.1:${provider.port}`;
    expect(await (await whatsAppAt(url, { token: 'old', staysLocal: false }).open()).probe()).toContain('190');
  });
});

describe('the pace of a sender', () => {
  test('two messages to one receiver are six seconds apart, others are not held up', () => {
    const rate = new SendRate();
    expect([rate.take('a', 0), rate.take('a', 1_000), rate.take('b', 1_000), rate.take('a', 6_000)]).toEqual([0, 5_000, 0, 0]);
  });

  test('no more leave in any second than the provider takes', () => {
    const rate = new SendRate({ perSecond: 3, pairMs: 6_000 });
    expect(['a', 'b', 'c', 'd'].map((receiver) => rate.take(receiver, 100))).toEqual([0, 0, 0, 1_000]);
    expect(rate.take('d', 1_101)).toBe(0);
  });
});
