import { afterEach, expect, test } from 'vitest';
import { createChannels } from '../../../src/channels/registry.ts';
import { startSandboxMailServer } from '../../../src/channels/sandbox/mail-server.ts';
import type { SandboxMail, SandboxMailServer } from '../../../src/channels/sandbox/mail-server.ts';
import { isReservedAddress } from '../../../src/channels/sandbox/reserved-domain.ts';
import { PLAIN_TEMPLATE, anOutgoing, compiled, sendOnce } from '../../support/mail-fixtures.ts';

let server: SandboxMailServer | null = null;
afterEach(async () => { await server?.close(); });

async function givenServer(add: (mail: SandboxMail) => Promise<string>, acceptAnyDomain = false) {
  server = await startSandboxMailServer({ host: '127.0.0.1', port: 0, store: { add }, acceptAnyDomain });
  const channel = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: server.port } })['email'];
  if (channel === undefined) throw new Error('the shelf has no e-mail');
  return channel;
}

test('a mail is stored before it is acknowledged, with its headers readable', async () => {
  const stored: SandboxMail[] = [];
  let acknowledgedEarly = true;
  const channel = await givenServer(async (mail) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    stored.push(mail);
    acknowledgedEarly = false;
    return '42';
  });
  const open = await channel.open();
  const template = compiled(channel, { ...PLAIN_TEMPLATE, subject: 'Grüße {{shop.name}} — 您好, ein langer Betreff mit vielen Worten darin' });
  const outcome = await open.send(anOutgoing(), template, new AbortController().signal);
  await open.close();
  expect(acknowledgedEarly).toBe(false);
  expect(outcome).toMatchObject({ outcome: 'accepted', providerId: '42' });
  expect(stored[0]).toMatchObject({
    envelopeTo: 'sample@mail.example',
    subject: 'Grüße Example & Shop — 您好, ein langer Betreff mit vielen Worten darin',
  });
  expect(stored[0]?.messageId).toMatch(/^<[a-z2-7]{20}@shop\.example>$/);
});

test('a mail that cannot be stored is deferred, not acknowledged', async () => {
  const channel = await givenServer(async () => { throw new Error('database away'); });
  expect(await sendOnce(channel, anOutgoing())).toMatchObject({ outcome: 'deferred', code: '451 4.3.0' });
});

test('an address that a real person may own is refused, and is not called dead', async () => {
  const channel = await givenServer(async () => '1');
  expect(await sendOnce(channel, anOutgoing({ address: 'someone@mail.com' }))).toMatchObject({ outcome: 'refused', code: '550 5.7.1', addressIsDead: false });
});

test('unless the operator opened it', async () => {
  const channel = await givenServer(async () => '1', true);
  expect(await sendOnce(channel, anOutgoing({ address: 'someone@mail.com' }))).toMatchObject({ outcome: 'accepted' });
});

test('a mail over one megabyte is refused and not stored', async () => {
  let stored = 0;
  const channel = await givenServer(async () => { stored += 1; return '1'; });
  const open = await channel.open();
  const template = { hash: 'h', links: [], render: () => ({ subject: 's', text: 'x'.repeat(1_100_000), html: '<p>x</p>' }) };
  const outcome = await open.send(anOutgoing(), template, new AbortController().signal);
  await open.close();
  expect(outcome).toMatchObject({ outcome: 'refused', addressIsDead: false });
  expect(stored).toBe(0);
});

test('a port in use is told', async () => {
  await givenServer(async () => '1');
  await expect(startSandboxMailServer({ host: '127.0.0.1', port: server?.port ?? 0, store: { add: async () => '1' } })).rejects.toThrow(/EADDRINUSE/);
});

test.each([
  ['a@mail.example', true], ['a@x.test', true], ['a@b.invalid', true], ['a@localhost', true], ['a@example.com', true], ['a@sub.example.org', true],
  ['a@example.com.evil.net', false], ['a@notexample.com', false], ['a@mail.com', false], ['a@example', true], ['a@mail.example@mail.com', false],
])('%s is reserved: %s', (address, expected) => {
  expect(isReservedAddress(address)).toBe(expected);
});
