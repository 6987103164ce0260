import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOK_UP_LIMIT_MS, lookUpSender, type SenderLookUps } from '../../../src/look-ups/look-up-sender.ts';
import { takesMail } from '../../../src/look-ups/mail-records.ts';

type Record = { readonly type: number; readonly data: Buffer };
const MX = 15;
const A = 1;
const name = (text: string) => Buffer.concat([...text.split('.').filter((label) => label !== '').map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.from([0])]);
const mx = (exchange: string): Record => ({ type: MX, data: Buffer.concat([Buffer.from([0, 10]), name(exchange)]) });

/** What each name has; a name that is not here does not exist, `slow.example` is never answered. */
const ZONES: Readonly<{ [domain: string]: readonly Record[] }> = {
  'with-mx.example': [mx('mail.with-mx.example')], 'address-alone.example': [{ type: A, data: Buffer.from([192, 0, 2, 7]) }], 'null-mx.example': [mx('')], 'empty.example': [], 'xn--bcher-kva.example': [mx('mail.example')],
};

/** The least of a name server: one question, its records, or the code for no such name. */
function answer(query: Buffer): Buffer | null {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const [domain, type] = [labels.join('.'), query.readUInt16BE(at + 1)];
  if (domain === 'slow.example') return null;
  const records = (ZONES[domain] ?? []).filter((record) => record.type === type);
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(ZONES[domain] === undefined ? 0x8183 : 0x8180, 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  const found = records.map(({ type: of, data }) => Buffer.concat([Buffer.from([0xc0, 12, 0, of, 0, 1, 0, 0, 0, 60, 0, data.length]), data]));
  return Buffer.concat([head, query.subarray(12, at + 5), ...found]);
}

const server = createSocket('udp4');
let servers: string[] = [];
beforeAll(async () => {
  server.on('message', (query, { port, address }) => {
    const reply = answer(query);
    if (reply !== null) server.send(reply, port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  servers = [`127.0.0.1:${server.address().port}`];
});
afterAll(() => { server.close(); });

describe('whether a domain takes mail', () => {
  it.each([['with-mx.example', true], ['address-alone.example', true], ['bücher.example', true], ['null-mx.example', false], ['empty.example', false], ['nowhere.example', false]])('%s: %s', async (domain, does) => {
    expect(await takesMail(domain, AbortSignal.timeout(5_000), servers)).toBe(does);
  });
  it('is unknown when nobody answers, or it is no domain', async () => {
    expect(await takesMail('slow.example', AbortSignal.timeout(5_000), servers)).toBeNull();
    expect(await takesMail('slow.example', AbortSignal.timeout(50), servers)).toBeNull();
    expect(await takesMail('a b', AbortSignal.timeout(5_000), servers)).toBeNull();
  });
});

const NOW = { nowMs: 7, signal: new AbortController().signal };
const NEVER = () => new Promise<never>(() => undefined);
const FAILS = async () => { throw new Error('no registry today'); };

describe('looking a sender up', () => {
  it('asks nobody unless there is somebody to ask', async () => {
    expect(await lookUpSender({}, { domain: 'a.example', firm: 'A Ltd' }, NOW)).toEqual({ takesMail: null, domainAge: null, firm: [] });
    const asked: string[] = [];
    await lookUpSender({ takesMail: async (domain) => { asked.push(domain); return true; }, firms: [{ where: 'registry', find: async (firm) => { asked.push(firm); return 'found'; } }] }, { domain: null, firm: null }, NOW);
    expect(asked).toEqual([]);
  });
  it('tells what was found, with its time', async () => {
    const lookUps: SenderLookUps = { takesMail: async () => false, domainAgeDays: async () => 12, firms: [{ where: 'registry', find: async () => 'not-found' }] };
    expect(await lookUpSender(lookUps, { domain: 'a.example', firm: 'A Ltd' }, NOW)).toEqual({ takesMail: { does: false, atMs: 7 }, domainAge: { days: 12, atMs: 7 }, firm: [{ where: 'registry', outcome: 'not-found', atMs: 7 }] });
  });
  it('holds nothing against anybody when it fails or takes too long, and takes no longer than it may', async () => {
    const began = performance.now();
    const looked = await lookUpSender({ takesMail: NEVER, domainAgeDays: FAILS, firms: [{ where: 'registry', find: FAILS }, { where: 'web', find: NEVER }] }, { domain: 'a.example', firm: 'A Ltd' }, NOW);
    expect(looked).toEqual({ takesMail: null, domainAge: null, firm: [{ where: 'registry', outcome: 'unknown', atMs: 7 }, { where: 'web', outcome: 'unknown', atMs: 7 }] });
    expect(performance.now() - began).toBeLessThan(LOOK_UP_LIMIT_MS + 1_000);
  });
  it('ends with the worker', async () => {
    const looked = await lookUpSender({ takesMail: NEVER }, { domain: 'a.example', firm: null }, { nowMs: 7, signal: AbortSignal.abort() });
    expect(looked.takesMail).toBeNull();
  });
});
