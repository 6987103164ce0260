import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sampleData, SAMPLE_LINKS, SAMPLE_SENDER } from '../../src/channels/sample-data.ts';
import type { ChannelNews, ProviderRequest } from '../../src/contracts/channel-news.ts';
import type { Channel } from '../../src/contracts/channel.ts';
import { toMessageId } from '../../src/domain/ids.ts';
import { compiled } from '../support/mail-fixtures.ts';
import type { ChannelHarness, NewsHarness, Provider, ProviderWay } from './channel-harness.ts';

const SHORT_LIMIT_MS = 250;

/** What every channel promises, whatever it carries. A new one brings its harness, and nothing here knows its name. */
export function describeAnyChannel(name: string, harness: ChannelHarness): void {
  const { template, outgoing, start, alone, cannot } = harness;
  let provider: Provider | null = null;
  afterEach(async () => { await provider?.close(); provider = null; });
  const send = async (channel: Channel, message = outgoing, signal = new AbortController().signal, content = template) => {
    const open = await channel.open();
    try {
      return await open.send(message, compiled(channel, content), signal);
    } finally {
      await open.close();
    }
  };
  const given = async (way: ProviderWay, attemptLimitMs?: number) => (provider = await start(way, attemptLimitMs));
  /** A promise about a way that the provider may be unable to take; why not is told in the name. */
  const promise = (way: ProviderWay, what: string, body: () => Promise<void>) => {
    const reason = cannot[way];
    if (reason === undefined) test(what, body);
    else test(`${what} (not asked: ${reason})`, () => { expect(reason).not.toBe(''); });
  };

  describe(`the channel ${name}, as every channel`, () => {
    test('declares its name, queues of its own for touches and pages, and the files of a template', async () => {
      const channel = await alone();
      expect(channel.name).toBe(name);
      expect(channel.taskQueue).not.toBe(channel.bulkTaskQueue);
      expect([channel.taskQueue, channel.bulkTaskQueue].every((queue) => queue.startsWith(name))).toBe(true);
      const endings = Object.values(channel.templateParts).map(({ ending }) => ending);
      expect(new Set(endings).size).toBe(endings.length);
      // Which of its files have to be there, the channel says itself: none at all is never enough.
      expect(channel.compile({}, 'hash', 'en')).toMatchObject({ faults: expect.arrayContaining([expect.objectContaining({ message: expect.stringContaining('missing') })]) });
    });

    test('compiles no template with a part that it does not know or without one that it needs, and says so', async () => {
      const channel = await alone();
      expect(channel.compile({ ...template, tune: 'x' }, 'hash', 'en')).toMatchObject({ faults: [{ part: 'tune', message: expect.stringContaining('not known') }] });
      for (const [part] of Object.entries(channel.templateParts).filter(([, { required }]) => required)) {
        const without = Object.fromEntries(Object.entries(template).filter(([key]) => key !== part));
        expect(channel.compile(without, 'hash', 'en')).toMatchObject({ faults: expect.arrayContaining([expect.objectContaining({ part, message: expect.stringContaining('missing') as string })]) as unknown });
      }
    });

    test('renders the same for the same data, and nothing that an object only inherits', async () => {
      const channel = await alone();
      const render = (data = sampleData()) => compiled(channel, template).render(data, SAMPLE_LINKS, SAMPLE_SENDER);
      expect(render()).toEqual(render());
      expect(() => render({ ...sampleData(), shop: Object.create({ name: 'inherited' }) })).toThrow(/needs shop\.name/);
    });

    test('accepted: one message is taken', async () => {
      const { channel, taken } = await given('takes');
      expect(await send(channel)).toMatchObject({ outcome: 'accepted' });
      expect(taken()).toBe(1);
    });

    test('the same message goes out under the same key at every attempt, another one under another', async () => {
      const { channel, keys } = await given('takes');
      await send(channel);
      await send(channel);
      await send(channel, { ...outgoing, messageId: toMessageId(outgoing.messageId.replace('/hello/', '/bye/')) });
      expect(keys()[0]).not.toBe('');
      const [first, ...others] = [...new Set(keys())];
      expect([first, others.length]).toEqual([keys()[0], 1]);
      expect(keys().at(-1)).toBe(others[0]);
    });

    promise('address-dead', 'refused: the dead address is told', async () => {
      expect(await send((await given('address-dead')).channel)).toMatchObject({ outcome: 'refused', addressIsDead: true });
    });

    test('refused: what is no address of this channel leaves nothing', async () => {
      const { channel, taken } = await given('takes');
      expect(await send(channel, { ...outgoing, address: 'nobody at all\r\nBcc: x' })).toMatchObject({ outcome: 'refused', addressIsDead: true });
      expect(taken()).toBe(0);
    });

    promise('opted-out', 'refused: whoever wants no marketing is told as such', async () => {
      expect(await send((await given('opted-out')).channel)).toMatchObject({ outcome: 'refused', optedOut: true });
    });

    promise('template-missing', 'refused: a template that the provider does not know is no fault of the address', async () => {
      const { channel, taken } = await given('template-missing');
      expect(await send(channel)).toMatchObject({ outcome: 'refused', addressIsDead: false });
      expect(taken()).toBe(0);
    });

    promise(harness.tooLong === null ? 'too-long' : 'takes', 'refused: content that is too long is no fault of the address, and nothing is cut off', async () => {
      const { channel, taken } = await given(harness.tooLong === null ? 'too-long' : 'takes');
      const long = harness.tooLong === null ? outgoing : { ...outgoing, data: harness.tooLong.data };
      expect(await send(channel, long, undefined, harness.tooLong?.template)).toMatchObject({ outcome: 'refused', addressIsDead: false });
      expect(harness.tooLong === null ? 0 : taken()).toBe(0);
    });

    test('deferred: the provider is busy, or nobody is there', async () => {
      const { channel, taken } = await given('busy');
      expect(await send(channel)).toMatchObject({ outcome: 'deferred' });
      expect(taken()).toBe(0);
      expect(await send(await alone())).toMatchObject({ outcome: 'deferred' });
    });

    promise('throttles', 'deferred: the wait that the provider asks for is kept', async () => {
      expect(await send((await given('throttles')).channel)).toMatchObject({ outcome: 'deferred', retryAfterMs: harness.throttleWaitMs });
    });

    test('unknown: the line is cut after the message was taken, and it is not sent again', async () => {
      const { channel, taken } = await given('cuts-after-taking');
      expect(await send(channel)).toMatchObject({ outcome: 'unknown' });
      expect(taken()).toBe(1);
    });

    test('unknown: a provider that hangs is given up at the limit of an attempt', async () => {
      const { channel } = await given('hangs', SHORT_LIMIT_MS);
      const startedMs = performance.now();
      expect(await send(channel)).toMatchObject({ outcome: 'unknown' });
      expect(performance.now() - startedMs).toBeLessThan(SHORT_LIMIT_MS + 4_000);
    });

    test('unknown: whoever stops waiting for it is let go at once', async () => {
      const { channel } = await given('hangs');
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), SHORT_LIMIT_MS);
      expect(await send(channel, outgoing, abort.signal)).toMatchObject({ outcome: 'unknown' });
      clearTimeout(timer);
    });

    test('can be probed', async () => {
      const there = await (await given('takes')).channel.open();
      const gone = await (await alone()).open();
      expect(await there.probe()).toBeNull();
      expect(await gone.probe()).toContain('ECONNREFUSED');
      await Promise.all([there.close(), gone.close()]);
    });

    if (harness.news === null) {
      test('tells nothing by itself, and says so', async () => { expect((await alone()).news).toBeUndefined(); });
    } else describeNews(harness.news);
  });
}

const ids = (news: readonly ChannelNews[]) => news.map(({ id, kind }) => `${kind} ${id}`);

function describeNews(start: () => Promise<NewsHarness>): void {
  let harness: NewsHarness;
  beforeAll(async () => { harness = await start(); });
  const verdict = (request: ProviderRequest) => harness.source.verify(request, harness.nowMs);
  const read = ({ rawBody }: ProviderRequest) => harness.source.parse(rawBody);

  test('news is believed when its proof is right', async () => {
    for (const request of [...harness.receipts, harness.optOut]) expect(await verdict(request)).toEqual({ take: true });
  });

  test('news under a forged proof is refused, whatever it says', async () => {
    expect(harness.forged.length).toBeGreaterThan(1);
    for (const request of harness.forged) expect(await verdict(request)).toMatchObject({ take: false, status: expect.toSatisfy((status: number) => status === 401 || status === 403) as number });
  });

  test('news that was told twice is one piece of news, and the order in which it comes changes none', () => {
    for (const request of harness.receipts) expect(ids(read(request).news)).toEqual(ids(read(request).news));
    const forwards = harness.receipts.flatMap((request) => ids(read(request).news));
    const backwards = harness.receipts.toReversed().flatMap((request) => ids(read(request).news));
    expect(forwards.toSorted()).toEqual(backwards.toSorted());
    expect(new Set(forwards).size).toBe(forwards.length);
    expect(harness.receipts.flatMap((request) => read(request).news).filter(({ kind }) => kind === 'receipt').length).toBeGreaterThan(0);
  });

  test('an opt-out is told as one', () => {
    const { news } = read(harness.optOut);
    expect(news.some((one) => (one.kind === 'preference' && !one.granted && one.purpose !== 'service') || (one.kind === 'reachable' && one.reference === null))).toBe(true);
  });

  test('a body that is malformed is refused or told as unread, and never thrown at', async () => {
    expect(harness.malformed.length).toBeGreaterThan(1);
    for (const request of harness.malformed) {
      const answer = await verdict(request);
      if (!answer.take) expect([400, 401, 403]).toContain(answer.status);
      const { news, unread } = read(request);
      expect([news, unread.length > 0]).toEqual([[], true]);
    }
  });
}
