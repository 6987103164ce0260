import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createChannels } from '../../src/channels/registry.ts';
import { describeChannelContract } from './channel-contract.ts';

const shelf = (port: number) => createChannels({ smtpUrl: `smtp://127.0.0.1:${port}`, sandboxMail: { host: '127.0.0.1', port } });

// Every member of the registry is covered by construction: a new one runs the whole contract without a line here.
for (const name of Object.keys(shelf(2525))) {
  describeChannelContract(name, (port) => {
    const channel = shelf(port)[name];
    if (channel === undefined) throw new Error(`the shelf has no channel ${name}`);
    return channel;
  });
}

test('every folder of src/channels is a channel of the registry', () => {
  const folders = readdirSync('src/channels', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(folders.toSorted()).toEqual(Object.keys(shelf(2525)).toSorted());
});

test('e-mail stays on the machine exactly when no mail server is configured', () => {
  const local = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 2525 } });
  expect(local['email']?.rule.staysLocal).toBe(true);
  expect(shelf(2525)['email']?.rule.staysLocal).toBe(false);
  expect(shelf(2525)['sandbox']?.rule.staysLocal).toBe(true);
});
