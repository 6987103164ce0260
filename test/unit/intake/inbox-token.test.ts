import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mintInboxToken, openInboxToken } from '../../../src/intake/links/inbox-token.ts';

const KEY = { id: 'a', secret: Buffer.alloc(32, 1).toString('base64') };
const OTHER = { id: 'b', secret: Buffer.alloc(32, 2).toString('base64') };
const NOW = Date.UTC(2026, 10, 29, 12);
const HOUR_MS = 3_600_000;
const open = (token: string, keys = [KEY], nowMs = NOW) => openInboxToken(keys, token, nowMs);

describe('the token of an inbox', () => {
  test('opens the inbox of its customer, whatever their id looks like, until its end and no longer', () => {
    for (const customer of ['12347', 'Ada Reed/7', '王芳', 'a'.repeat(200)]) {
      const token = mintInboxToken(KEY, customer, NOW + HOUR_MS);
      expect(open(token)).toBe(customer);
      expect(open(token, [KEY], NOW + HOUR_MS - 1)).toBe(customer);
      expect(open(token, [KEY], NOW + HOUR_MS)).toBeNull();
    }
  });

  test('is what the code in the guide makes of it', () => {
    const [customer, until] = ['12347', String(NOW / 1000 + 3_600)];
    const body = `${Buffer.from(customer).toString('base64url')}.${until}`;
    const mac = createHmac('sha256', Buffer.from(KEY.secret, 'base64')).update(`touchline-inbox\n${body}`).digest('base64url');
    expect(`${body}.${mac}`).toBe(mintInboxToken(KEY, customer, NOW + HOUR_MS));
  });

  test('of one customer opens no other inbox: neither with the name of another, nor with a later end', () => {
    const [mine, theirs] = ['12347', '12348'].map((customer) => mintInboxToken(KEY, customer, NOW + HOUR_MS));
    const [name, until, mac] = mine!.split('.');
    const [otherName] = theirs!.split('.');
    expect(open(`${otherName}.${until}.${mac}`)).toBeNull();
    expect(open(`${name}.${Number(until) + 60}.${mac}`)).toBeNull();
    expect(open(mine!)).toBe('12347');
  });

  test('for longer than a day opens nothing: nobody needs it, and it would be found', () => {
    expect(open(mintInboxToken(KEY, '12347', NOW + 25 * HOUR_MS))).toBeNull();
    expect(open(mintInboxToken(KEY, '12347', NOW + 24 * HOUR_MS))).toBe('12347');
  });

  test('of the key before still counts after a rotation; of a foreign key never', () => {
    const token = mintInboxToken(OTHER, '12347', NOW + HOUR_MS);
    expect(open(token, [KEY, OTHER])).toBe('12347');
    expect(open(token, [KEY])).toBeNull();
    expect(open(token, [])).toBeNull();
  });

  test('changed in any character, cut or written in another way opens nothing', () => {
    const token = mintInboxToken(KEY, '12347', NOW + HOUR_MS);
    for (let place = 0; place < token.length; place += 1) {
      const other = token[place] === 'A' ? 'B' : 'A';
      expect(open(token.slice(0, place) + other + token.slice(place + 1))).toBeNull();
    }
    for (const wrong of ['', '.', token.slice(1), token.slice(0, -1), `${token}A`, ` ${token}`, `${token}=`, token.replace('.', '..')]) expect(open(wrong)).toBeNull();
  });

  test('that nobody has made is answered, never thrown at', () => {
    fc.assert(fc.property(fc.string({ maxLength: 700 }), (text) => open(text) === null), { numRuns: 300 });
  });
});
