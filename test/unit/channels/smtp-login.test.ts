import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import { createMailChannel } from '../../../src/channels/email/mail-channel.ts';
import { readSmtpUrl } from '../../../src/channels/email/smtp-settings.ts';
import { anOutgoing, sendOnce } from '../../support/mail-fixtures.ts';

let server: SMTPServer | null = null;
afterEach(async () => new Promise<void>((resolve) => { if (server === null) resolve(); else server.close(() => resolve()); }));

const received: string[] = [];

/** A server with smtp-server's well-known self-signed certificate (it warns about that itself); answers its address. */
async function givenServer(options: SMTPServerOptions): Promise<string> {
  received.length = 0;
  server = new SMTPServer({
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, answer) => {
      if (username === 'shop' && password === 'right') answer(null, { user: 'shop' });
      else answer(Object.assign(new Error('5.7.8 wrong password'), { responseCode: 535 }));
    },
    onData: (stream, _session, answer) => {
      stream.resume().on('end', () => {
        received.push('mail');
        answer();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => { server?.listen(0, '127.0.0.1', resolve); });
  return `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

const channelTo = (url: string) => createMailChannel({ name: 'email', title: 'E-mail', rule: { obeysQuietHours: true, staysLocal: false }, smtp: readSmtpUrl(url) });
const PLAIN = { disabledCommands: ['STARTTLS'], allowInsecureAuth: true };

test('the right password opens the session', async () => {
  const address = await givenServer(PLAIN);
  expect(await sendOnce(channelTo(`smtp://shop:right@${address}`), anOutgoing())).toMatchObject({ outcome: 'accepted' });
});

test('a wrong password burns no message: nothing was taken, and the probe tells it without the password', async () => {
  const address = await givenServer(PLAIN);
  const channel = channelTo(`smtp://shop:hunter2@${address}`);
  const outcome = await sendOnce(channel, anOutgoing());
  expect(outcome).toMatchObject({ outcome: 'deferred', code: '535 5.7.8' });
  const open = await channel.open();
  expect(await open.probe()).toContain('535');
  await open.close();
  expect(JSON.stringify(outcome)).not.toContain('hunter2');
  expect(received).toEqual([]);
});

test('a certificate that nobody vouches for is not trusted, and the mail does not fall back to plain text', async () => {
  const address = await givenServer({ disabledCommands: ['AUTH'] });
  expect(await sendOnce(channelTo(`smtp://${address}`), anOutgoing())).toMatchObject({ outcome: 'deferred' });
  expect(received).toEqual([]);
});

test('requireTls refuses a server without TLS', async () => {
  const address = await givenServer(PLAIN);
  expect(await sendOnce(channelTo(`smtp://shop:right@${address}?requireTls=true`), anOutgoing())).toMatchObject({ outcome: 'deferred' });
  expect(received).toEqual([]);
});
