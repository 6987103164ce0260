import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMailChannel } from '../../../src/channels/email/mail-channel.ts';
import { readReplyAddress, readReturnPath, replyAddressOf, returnAddressesFor, returnPathOf } from '../../../src/channels/email/return-path.ts';
import { localSmtp } from '../../../src/channels/email/smtp-settings.ts';
import type { LinkKey } from '../../../src/contracts/links.ts';
import { anOutgoing, sendOnce } from '../../support/mail-fixtures.ts';
import { startSmtpSink } from '../../support/smtp-sink.ts';

const OLD: LinkKey = { id: 'old', secret: Buffer.alloc(32, 1).toString('base64') };
const NEW: LinkKey = { id: 'new', secret: Buffer.alloc(32, 2).toString('base64') };
const REFS = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n });

describe('the return path of a message', () => {
  test('names its message, whatever a server did to its case', () => {
    fc.assert(fc.property(REFS, (ref) => {
      const address = returnPathOf(ref, NEW, 'bounce.shop.test');
      expect(readReturnPath(address, [NEW, OLD])).toBe(ref);
      expect(readReturnPath(address.toUpperCase(), [NEW, OLD])).toBe(ref);
    }));
  });

  test('is a local part that every server takes, for the largest ref too', () => {
    const address = returnPathOf(2n ** 63n - 1n, NEW, 'bounce.shop.test');
    expect(address).toMatch(/^bounce\+9223372036854775807\.[a-z2-7]{16}@bounce\.shop\.test$/);
    expect(address.indexOf('@')).toBeLessThanOrEqual(64);
  });

  test('is read as long as its key lives, and no longer', () => {
    const address = returnPathOf(7n, OLD, 'bounce.shop.test');
    expect(readReturnPath(address, [NEW, OLD])).toBe(7n);
    expect(readReturnPath(address, [NEW])).toBeNull();
    expect(readReturnPath(address, [])).toBeNull();
  });

  test('cannot be made from that of another message, nor from a reply address', () => {
    const address = returnPathOf(7n, NEW, 'bounce.shop.test');
    expect(readReturnPath(address.replace('+7.', '+8.'), [NEW])).toBeNull();
    expect(readReturnPath(replyAddressOf(7n, NEW, 'shop.test').replace('reply', 'bounce'), [NEW])).toBeNull();
    expect(readReplyAddress(address.replace('bounce', 'reply'), [NEW])).toBeNull();
    expect(readReplyAddress(replyAddressOf(7n, NEW, 'shop.test'), [NEW])).toBe(7n);
  });

  test('one changed character of the token is one too many', () => {
    const address = returnPathOf(7n, NEW, 'bounce.shop.test');
    for (let at = 'bounce+7.'.length; at < address.indexOf('@'); at += 1) {
      const other = address[at] === 'a' ? 'b' : 'a';
      expect(readReturnPath(address.slice(0, at) + other + address.slice(at + 1), [NEW])).toBeNull();
    }
  });

  test('any other text is no return path, and nothing throws', () => {
    const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string().map((text) => `bounce+${text}@bounce.shop.test`),
      fc.stringMatching(/^bounce\+\d{1,25}\.[a-z2-7]{16}@x$/));
    fc.assert(fc.property(texts, (text) => readReturnPath(text, [NEW, OLD]) === null));
  });
});

test('a mail leaves with its own return path and reply address where domains for them are set, and else with those of its sender', async () => {
  const sink = await startSmtpSink();
  const channel = createMailChannel({ name: 'email', title: 'E-mail', rule: { obeysQuietHours: true, staysLocal: true }, smtp: localSmtp({ host: '127.0.0.1', port: sink.port }) });
  const key = { id: 'a', secret: Buffer.alloc(32, 7).toString('base64') };
  const both = returnAddressesFor(key, { bounceDomain: 'bounce.shop.example', replyDomain: 'reply.shop.example' })(42n);
  await sendOnce(channel, anOutgoing({ returnAddresses: both }));
  await sendOnce(channel, anOutgoing({ returnAddresses: returnAddressesFor(key, { bounceDomain: null, replyDomain: null })(42n) }));
  await sink.close();
  const [own, senders] = sink.accepted.map(({ from, raw }) => ({ from, replyTo: /^Reply-To: (.*)\r$/m.exec(raw.toString())?.[1] ?? '' }));
  expect([readReturnPath(own!.from, [key]), readReplyAddress(own!.replyTo, [key])]).toEqual([42n, 42n]);
  expect(senders).toEqual({ from: 'hello@shop.example', replyTo: 'hello@shop.example' });
});
