import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createChannels } from '../../src/channels/registry.ts';
import type { Channel, SendOutcome } from '../../src/contracts/channel.ts';
import type { OnSiteCarrier } from '../../src/contracts/on-site.ts';
import { PLAIN_TEMPLATE, anOutgoing } from '../support/mail-fixtures.ts';
import { closedPort, startSmtpSink } from '../support/smtp-sink.ts';
import type { SinkScript } from '../support/smtp-sink.ts';
import { keepingCarriers, ON_SITE_TEMPLATE, onSiteWith, toAccount } from '../support/on-site.ts';
import { SOMEBODY, startCloudApi, toSomebody, WHATSAPP_TEMPLATE, whatsAppAt } from '../support/whatsapp.ts';
import { SKYPE_TEMPLATE, skypeAt, SOMEONE, startConnector, toSomeone } from '../support/skype.ts';
import type { SendScript as ConnectorScript } from '../../src/channels/skype/sandbox/connector.ts';
import type { SendScript } from '../../src/channels/whatsapp/sandbox/send-scripts.ts';
import { type ChannelFixture, describeAnyChannel, type ProviderWay } from './any-channel-contract.ts';
import { describeChannelContract } from './channel-contract.ts';

const shelf = (port: number) => createChannels({ smtpUrl: `smtp://127.0.0.1:${port}`, sandboxMail: { host: '127.0.0.1', port } });

function shelved(name: string, port: number): Channel {
  const channel = shelf(port)[name];
  if (channel === undefined) throw new Error(`the shelf has no channel ${name}`);
  return channel;
}

const SMTP_WAYS: Readonly<Record<ProviderWay, SinkScript['at']>> = {
  takes: {}, 'address-dead': { rcpt: '550 5.1.1 unknown' }, busy: { rcpt: '451 4.3.0 later' }, 'cuts-after-taking': { body: 'cut' },
};

const mailFixture = (name: string): ChannelFixture => ({
  template: PLAIN_TEMPLATE,
  outgoing: anOutgoing(),
  start: async (way) => {
    const sink = await startSmtpSink({ at: SMTP_WAYS[way] ?? {} });
    return { channel: shelved(name, sink.port), taken: () => sink.received.length, close: () => sink.close() };
  },
  alone: async () => shelved(name, await closedPort()),
});

const WHATSAPP_WAYS: Readonly<Record<ProviderWay, readonly SendScript[]>> = {
  takes: [], 'address-dead': [{ kind: 'error', code: 131_026 }], busy: [{ kind: 'error', code: 130_429, status: 429 }], 'cuts-after-taking': [{ kind: 'cut', taken: true }],
};

const SKYPE_WAYS: Readonly<Record<ProviderWay, readonly ConnectorScript[]>> = {
  takes: [], 'address-dead': [{ kind: 'error', status: 404, code: 'ConversationNotFound' }], busy: [{ kind: 'error', status: 429, code: 'TooManyRequests' }], 'cuts-after-taking': [{ kind: 'cut', taken: true }],
};

const ON_SITE_WAYS: Readonly<Record<ProviderWay, (keep: () => void) => SendOutcome>> = {
  takes: () => ({ outcome: 'accepted', providerId: '7', detail: 'stored in the inbox' }),
  'address-dead': () => ({ outcome: 'refused', code: 'no-such-customer', detail: 'nobody', addressIsDead: true }),
  busy: () => { throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }); },
  'cuts-after-taking': (keep) => { keep(); throw Object.assign(new Error('cut'), { code: 'ECONNRESET' }); },
};

const NOBODY: OnSiteCarrier = { carry: async () => ON_SITE_WAYS.busy(() => undefined), probe: async () => 'the database cannot be reached (ECONNREFUSED)' };

const FIXTURES: Readonly<Record<string, ChannelFixture>> = {
  email: mailFixture('email'),
  sandbox: mailFixture('sandbox'),
  skype: {
    template: SKYPE_TEMPLATE,
    outgoing: toSomeone(),
    start: async (way) => {
      const { connector, channel } = await startConnector();
      connector.script(SOMEONE, ...SKYPE_WAYS[way]);
      return { channel, taken: () => connector.people.find(SOMEONE)?.lines.length ?? 0, close: () => connector.close() };
    },
    alone: async () => skypeAt(await closedPort()),
  },
  onsite: {
    template: ON_SITE_TEMPLATE,
    outgoing: toAccount(),
    start: async (way) => {
      const desk = keepingCarriers(async (message) => ON_SITE_WAYS[way](() => desk.keep(message)));
      return { channel: onSiteWith(desk.carriers), taken: () => desk.kept.size, close: async () => undefined };
    },
    alone: async () => onSiteWith({ inbox: NOBODY, staff: () => NOBODY }),
  },
  whatsapp: {
    template: WHATSAPP_TEMPLATE,
    outgoing: toSomebody(),
    start: async (way) => {
      const { api, channel } = await startCloudApi();
      api.script(SOMEBODY, ...WHATSAPP_WAYS[way]);
      return { channel, taken: () => api.chats.find(SOMEBODY)?.lines.length ?? 0, close: () => api.close() };
    },
    alone: async () => whatsAppAt(`http://127.0.0.1:${await closedPort()}`),
  },
};

// Every member of the registry is covered by construction: one without a fixture fails here.
for (const name of Object.keys(shelf(2525))) {
  const fixture = FIXTURES[name];
  if (fixture === undefined) throw new Error(`the channel ${name} brings no fixture to its contract`);
  describeAnyChannel(name, fixture);
  if (Object.hasOwn(shelved(name, 2525).templateParts, 'html')) describeChannelContract(name, (port) => shelved(name, port));
}

test('every folder of src/channels is a channel of the registry', () => {
  const folders = readdirSync('src/channels', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(folders.toSorted()).toEqual(Object.keys(shelf(2525)).toSorted());
});

test('a channel stays on the machine exactly when no server of its own is configured', () => {
  const local = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 2525 } });
  expect([local['email'], local['skype'], local['whatsapp']].map((channel) => channel?.rule.staysLocal)).toEqual([true, true, true]);
  expect(shelf(2525)['email']?.rule.staysLocal).toBe(false);
  expect(shelf(2525)['sandbox']?.rule.staysLocal).toBe(true);
  expect(whatsAppAt('https://graph.facebook.com', { staysLocal: false }).rule.staysLocal).toBe(false);
  expect(skypeAt(1, { localUrl: null }).rule.staysLocal).toBe(false);
});
