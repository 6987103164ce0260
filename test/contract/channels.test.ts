import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createChannels } from '../../src/channels/registry.ts';
import { skypeAt } from '../support/skype.ts';
import { whatsAppAt } from '../support/whatsapp.ts';
import { describeAnyChannel } from './any-channel-contract.ts';
import { describeChannelContract } from './channel-contract.ts';
import { mailChannelAt } from './harness/mail-harness.ts';
import { HARNESSES } from './harnesses.ts';

const shelf = createChannels({ smtpUrl: 'smtp://127.0.0.1:2525', sandboxMail: { host: '127.0.0.1', port: 2525 } });

// Every member of the registry is covered by construction: one without a harness fails here.
for (const [name, channel] of Object.entries(shelf)) {
  const harness = HARNESSES[name];
  if (harness === undefined) throw new Error(`the channel ${name} brings no harness to its contract`);
  describeAnyChannel(name, harness);
  if (Object.hasOwn(channel.templateParts, 'html')) describeChannelContract(name, (port) => mailChannelAt(name, port));
}

test('every folder of src/channels is a channel of the registry', () => {
  const folders = readdirSync('src/channels', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(folders.toSorted()).toEqual(Object.keys(shelf).toSorted());
});

test('a channel stays on the machine exactly when no server of its own is configured', () => {
  const local = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 2525 } });
  expect([local['email'], local['onsite'], local['skype'], local['whatsapp']].map((channel) => channel?.rule.staysLocal)).toEqual([true, true, true, true]);
  expect(shelf['email']?.rule.staysLocal).toBe(false);
  expect(shelf['sandbox']?.rule.staysLocal).toBe(true);
  expect(whatsAppAt('https://graph.facebook.com', { staysLocal: false }).rule.staysLocal).toBe(false);
  expect(skypeAt(1, { localUrl: null }).rule.staysLocal).toBe(false);
});
