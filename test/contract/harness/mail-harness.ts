import { createChannels } from '../../../src/channels/registry.ts';
import type { Channel } from '../../../src/contracts/channel.ts';
import { anOutgoing, PLAIN_TEMPLATE } from '../../support/mail-fixtures.ts';
import { closedPort, type SinkScript, startSmtpSink } from '../../support/smtp-sink.ts';
import type { ChannelHarness, ProviderWay } from '../channel-harness.ts';

const WAYS: Readonly<Partial<Record<ProviderWay, SinkScript['at']>>> = {
  'address-dead': { rcpt: '550 5.1.1 unknown' }, busy: { rcpt: '451 4.3.0 later' }, 'cuts-after-taking': { body: 'cut' }, hangs: { body: 'silence' }, 'too-long': { body: '552 5.3.4 Message too big' },
};

/** A channel of the registry that carries mail, with a mail server on that port of 127.0.0.1. */
export function mailChannelAt(name: string, port: number, attemptLimitMs?: number): Channel {
  const channel = createChannels({ smtpUrl: `smtp://127.0.0.1:${port}`, sandboxMail: { host: '127.0.0.1', port }, ...(attemptLimitMs === undefined ? {} : { attemptLimitMs }) })[name];
  if (channel === undefined) throw new Error(`the shelf has no channel ${name}`);
  return channel;
}

export const mailHarness = (name: string): ChannelHarness => ({
  template: PLAIN_TEMPLATE,
  outgoing: anOutgoing(),
  start: async (way, attemptLimitMs) => {
    const sink = await startSmtpSink({ at: WAYS[way] ?? {} });
    const keys = () => sink.received.map(({ raw }) => /^Message-ID: (\S+)/im.exec(raw.toString('latin1'))?.[1] ?? '');
    return { channel: mailChannelAt(name, sink.port, attemptLimitMs), taken: () => sink.received.length, keys, close: () => sink.close() };
  },
  alone: async () => mailChannelAt(name, await closedPort()),
  cannot: {
    throttles: 'SMTP has no word for how long to wait', 'opted-out': 'a mailbox says nothing of consent at the door', 'template-missing': 'mail needs nobody\'s template',
  },
  throttleWaitMs: null,
  tooLong: null,
  news: null,
});
