import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sampleData } from '../../../src/channels/sample-data.ts';
import type { ProviderRequest } from '../../../src/contracts/channel-news.ts';
import { toMessageId } from '../../../src/domain/ids.ts';
import { anOutgoing } from '../../support/mail-fixtures.ts';
import { closedPort } from '../../support/smtp-sink.ts';
import type { ChannelHarness, ProviderWay } from '../channel-harness.ts';
import { createPigeonChannel } from './pigeon-channel.ts';

export const RING = 'what the ring of a pigeon is stamped with';

const answers = (status: number, headers: Record<string, string> = {}) => (response: ServerResponse) => { response.writeHead(status, headers).end(); };
const WAYS: Readonly<Record<ProviderWay, { readonly takes: boolean; readonly answer: (response: ServerResponse) => void }>> = {
  takes: { takes: true, answer: answers(202, { pigeon: 'p-1' }) }, 'address-dead': { takes: false, answer: answers(404) }, busy: { takes: false, answer: answers(503) },
  throttles: { takes: false, answer: answers(503, { 'retry-after': '40' }) }, 'cuts-after-taking': { takes: true, answer: (response) => { response.socket?.destroy(); } }, hangs: { takes: true, answer: () => undefined },
  'opted-out': { takes: false, answer: answers(403) }, 'template-missing': { takes: false, answer: answers(422) }, 'too-long': { takes: false, answer: answers(413) },
};

/** A loft on this machine that treats every letter in one way. */
export async function startLoft(way: ProviderWay = 'takes') {
  const letters: { key: string; address: string; words: string }[] = [];
  const keys: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; }).on('end', () => {
      if (request.method !== 'POST') {
        response.writeHead(200).end();
        return;
      }
      const key = String(request.headers['idempotency-key']);
      keys.push(key);
      if (WAYS[way].takes && !letters.some((letter) => letter.key === key)) letters.push({ key, ...JSON.parse(body) as { address: string; words: string } });
      WAYS[way].answer(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, letters, keys, close: async () => { server.closeAllConnections(); server.close(); await once(server, 'close'); } };
}

/** News of the loft, ringed as its own. */
export function ringed(told: unknown, secret = RING): ProviderRequest {
  const rawBody = Buffer.from(typeof told === 'string' ? told : JSON.stringify(told));
  return { method: 'POST', headers: { ring: createHmac('sha256', secret).update(rawBody).digest('hex') }, query: {}, rawBody };
}

export const pigeonHarness: ChannelHarness = {
  template: { words: 'News of {shop.name}' },
  outgoing: anOutgoing({ address: 'chimney', messageId: toMessageId('spring:5f0c1d3e-0000-4000-8000-000000000001:1/hello/1/pigeon') }),
  start: async (way, limitMs) => {
    const loft = await startLoft(way);
    return { channel: createPigeonChannel({ loftUrl: loft.url, secret: RING, ...(limitMs === undefined ? {} : { limitMs }) }), taken: () => loft.letters.length, keys: () => loft.keys, close: loft.close };
  },
  alone: async () => createPigeonChannel({ loftUrl: `http://127.0.0.1:${await closedPort()}`, secret: RING }),
  cannot: {},
  throttleWaitMs: 40_000,
  tooLong: { template: { words: '{shop.name} {customer.name}' }, data: { ...sampleData(), customer: { name: 'x'.repeat(100), orderCount: 1 } } },
  news: async () => {
    const landed = (id: string, at: number) => ringed([{ says: 'landed', key: 'spring:x:1/hello/1/pigeon', id, at }]);
    const [channel, first] = [createPigeonChannel({ loftUrl: 'http://127.0.0.1:1', secret: RING }), landed('l-1', 1)];
    if (channel.news === undefined) throw new Error('pigeons tell news');
    return {
      source: channel.news, nowMs: 10, receipts: [first, landed('l-2', 2)], optOut: ringed([{ says: 'no more', from: 'chimney', id: 'n-1', at: 3 }]),
      forged: [{ ...first, headers: {} }, { ...first, headers: ringed([]).headers }, ringed([{ says: 'landed' }], 'another ring')], malformed: ['', 'null', '[7]', '{"says":"landed"}'].map((body) => ringed(body)),
    };
  },
};
