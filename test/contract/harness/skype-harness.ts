import type { SendScript } from '../../../src/channels/skype/sandbox/connector.ts';
import type { ProviderRequest } from '../../../src/contracts/channel-news.ts';
import { sampleData } from '../../../src/channels/sample-data.ts';
import { SKYPE_TEMPLATE, skypeAt, SOMEONE, startConnector, toSomeone } from '../../support/skype.ts';
import { closedPort } from '../../support/smtp-sink.ts';
import type { ChannelHarness, ProviderWay } from '../channel-harness.ts';

const WAYS: Readonly<Record<ProviderWay, readonly SendScript[]>> = {
  takes: [], 'address-dead': [{ kind: 'error', status: 404, code: 'ConversationNotFound' }], busy: [{ kind: 'error', status: 502, code: 'BadGateway' }], throttles: [{ kind: 'error', status: 429, code: 'TooManyRequests', retryAfterSeconds: 40 }],
  'cuts-after-taking': [{ kind: 'cut', taken: true }], hangs: [{ kind: 'hang' }], 'opted-out': [{ kind: 'error', status: 403, code: 'ConversationBlockedByUser' }], 'template-missing': [], 'too-long': [{ kind: 'error', status: 413, code: 'MessageSizeTooBig' }],
};

export const skypeHarness: ChannelHarness = {
  template: SKYPE_TEMPLATE,
  outgoing: toSomeone(),
  start: async (way, attemptLimitMs) => {
    const { connector } = await startConnector();
    connector.script(SOMEONE, ...WAYS[way]);
    const keys = () => connector.requests.filter(({ path }) => path.endsWith('/activities')).map(({ body }) => (body as { channelData?: { touchline?: { message?: string } } }).channelData?.touchline?.message ?? '');
    return { channel: skypeAt(connector.port, {}, attemptLimitMs), taken: () => connector.people.find(SOMEONE)?.lines.length ?? 0, keys, close: () => connector.close() };
  },
  alone: async () => skypeAt(await closedPort()),
  cannot: { 'template-missing': 'the Bot Connector registers no templates' },
  throttleWaitMs: 40_000,
  tooLong: { template: { text: '{{#if customer.name}}{{customer.name}}{{/if}} {{shop.name}}' }, data: { ...sampleData(), customer: { name: 'x'.repeat(30_000), orderCount: 1 } } },
  news: async () => {
    const { connector, channel } = await startConnector();
    const person = connector.people.byUser(SOMEONE);
    const authorization = `Bearer ${await connector.token()}`;
    const posted = (body: string | object, headers: Readonly<Record<string, string>> = { authorization }): ProviderRequest =>
      ({ method: 'POST', headers, query: {}, rawBody: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) });
    const receipt = (id: string) => connector.activityOf(person, { type: 'event', name: 'application/vnd.microsoft.readReceipt', value: { lastReadMessageId: id } });
    const [parts, stranger] = [authorization.split('.'), await startConnector()];
    const source = channel.news;
    if (source === undefined) throw new Error('the channel tells no news');
    const foreign = `Bearer ${await stranger.connector.token()}`;
    const harness = {
      source, nowMs: Date.now(),
      receipts: [posted(receipt('1')), posted(receipt('2'))],
      optOut: posted(connector.activityOf(person, { type: 'installationUpdate', action: 'remove' })),
      forged: [posted(receipt('1'), {}), posted(receipt('1'), { authorization: foreign }), posted(receipt('1'), { authorization: `${parts[0]}.${parts[1]}.${'A'.repeat(342)}` }), posted(receipt('1'), { authorization: 'Bearer a.b.c' })],
      malformed: ['', 'null', '[]', '{"type":"message"}', '\u0000'].map((text) => posted(text)),
    };
    // Its keys are asked for once, and kept: the provider is not needed any more.
    await source.verify(harness.receipts[0] ?? harness.optOut, harness.nowMs);
    await Promise.all([connector.close(), stranger.connector.close()]);
    return harness;
  },
};
