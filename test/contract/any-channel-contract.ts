import { afterEach, describe, expect, test } from 'vitest';
import { sampleData, SAMPLE_LINKS, SAMPLE_SENDER } from '../../src/channels/sample-data.ts';
import type { Channel, Outgoing, TemplateContent } from '../../src/contracts/channel.ts';
import { compiled } from '../support/mail-fixtures.ts';

/** How a provider treats the next message. */
export type ProviderWay = 'takes' | 'address-dead' | 'busy' | 'cuts-after-taking';

/** A provider on this machine behind one channel. */
export interface Provider {
  readonly channel: Channel;
  /** Messages that it took. */
  readonly taken: () => number;
  readonly close: () => Promise<void>;
}

/** What a channel brings to its contract. */
export interface ChannelFixture {
  readonly template: TemplateContent;
  readonly outgoing: Outgoing;
  readonly start: (way: ProviderWay) => Promise<Provider>;
  /** The channel with nobody at the other end. */
  readonly alone: () => Promise<Channel>;
}

/** What every channel promises, whatever it carries. */
export function describeAnyChannel(name: string, { template, outgoing, start, alone }: ChannelFixture): void {
  let provider: Provider | null = null;
  afterEach(async () => { await provider?.close(); provider = null; });
  const send = async (channel: Channel, message = outgoing, signal = new AbortController().signal) => {
    const open = await channel.open();
    try {
      return await open.send(message, compiled(channel, template), signal);
    } finally {
      await open.close();
    }
  };
  const given = async (way: ProviderWay) => (provider = await start(way));

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

    test('compiles no template with a part that it does not know, and says so', async () => {
      const answer = (await alone()).compile({ ...template, tune: 'x' }, 'hash', 'en');
      expect(answer).toMatchObject({ faults: [{ part: 'tune', message: expect.stringContaining('not known') }] });
    });

    test('renders the same for the same data, and nothing that an object only inherits', async () => {
      const channel = await alone();
      const render = (data = sampleData()) => compiled(channel, template).render(data, SAMPLE_LINKS, SAMPLE_SENDER);
      expect(render()).toEqual(render());
      expect(() => render({ ...sampleData(), shop: Object.create({ name: 'inherited' }) })).toThrow(/needs shop\.name/);
    });

    test('accepted: one message is taken', async () => {
      const { channel, taken } = await given('takes');
      expect(await send(channel)).toMatchObject({ outcome: 'accepted', providerId: expect.any(String) });
      expect(taken()).toBe(1);
    });

    test('refused: the dead address is told', async () => {
      expect(await send((await given('address-dead')).channel)).toMatchObject({ outcome: 'refused', addressIsDead: true });
    });

    test('refused: what is no address of this channel leaves nothing', async () => {
      const { channel, taken } = await given('takes');
      expect(await send(channel, { ...outgoing, address: 'nobody at all\r\nBcc: x' })).toMatchObject({ outcome: 'refused', addressIsDead: true });
      expect(taken()).toBe(0);
    });

    test('deferred: the provider is busy, or nobody is there', async () => {
      const { channel, taken } = await given('busy');
      expect(await send(channel)).toMatchObject({ outcome: 'deferred' });
      expect(taken()).toBe(0);
      expect(await send(await alone())).toMatchObject({ outcome: 'deferred' });
    });

    test('unknown: the line is cut after the message was taken, and it is not sent again', async () => {
      const { channel, taken } = await given('cuts-after-taking');
      expect(await send(channel)).toMatchObject({ outcome: 'unknown' });
      expect(taken()).toBe(1);
    });

    test('can be probed', async () => {
      const there = await (await given('takes')).channel.open();
      const gone = await (await alone()).open();
      expect(await there.probe()).toBeNull();
      expect(await gone.probe()).toContain('ECONNREFUSED');
      await Promise.all([there.close(), gone.close()]);
    });
  });
}
