import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newsOf, signsOf } from '../../../src/channels/email/inbound/mail-news.ts';
import { readMail } from '../../../src/channels/email/inbound/read-mail.ts';

import { BOUNCE_TO, KEY, REPLY_TO, answer, arf, failedWith } from '../../unit/channels/inbound/mails.ts';

const AT = 0;
const ENVELOPES = fc.record({ from: fc.oneof(fc.constant(''), fc.string()), to: fc.array(fc.oneof(fc.string(), fc.constant('bounce+1.aaaaaaaaaaaaaaaa@x.test')), { maxLength: 3 }) });

/** A known mail with some of its bytes replaced, taken out or put twice. */
const DAMAGED = fc.tuple(fc.constantFrom(failedWith('5.1.1', { to: 'x@y.test' }), arf({ mailFrom: 'x@y.test' }), answer('Hello')), fc.array(fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 20 }), fc.nat(200)), { maxLength: 8 }))
  .map(([mail, wounds]) => wounds.reduce((bytes, [at, put, out]) => {
    const place = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + out)]);
  }, mail));

describe('mail from anybody', () => {
  test('whatever its bytes, is read without an error, and names no message by a token that we did not make', async () => {
    const mails = fc.oneof(fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)), fc.string({ unit: 'binary', maxLength: 1_000 }).map((text) => Buffer.from(text)), DAMAGED);
    await fc.assert(fc.asyncProperty(mails, ENVELOPES, async (raw, envelope) => {
      const told = await readMail(raw, envelope, [KEY]);
      const signs = signsOf(told);
      // The reply address that an answer quotes in its To header is no proof: only the envelope is.
      expect(signs.map(({ ref }) => ref)).toEqual(signs.map(() => null));
      expect(newsOf(told, signs.map(() => null), AT)).toEqual({ news: [], policyCodes: [] });
    }), { numRuns: 300 });
  });

  test('damaged on its way to a signed address, speaks of no other message than that', async () => {
    await fc.assert(fc.asyncProperty(DAMAGED, fc.constantFrom(BOUNCE_TO, REPLY_TO), async (raw, to) => {
      const told = await readMail(raw, { from: '', to: [to] }, [KEY]);
      const { news } = newsOf(told, signsOf(told).map(() => ({ id: 'm', ref: '77', address: 'ann@customer.test', by: 'signed' as const })), AT);
      for (const one of news) expect(one.id).toMatch(/^(?:bounce|delivered|sent|complaint)\.77|^(?:mail|word)\.[\da-f]{32}$/);
      expect(new Set(news.map(({ id }) => id)).size).toBe(news.length);
    }), { numRuns: 150 });
  });
});
