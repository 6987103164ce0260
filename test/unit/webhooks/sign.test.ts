import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { webhookKey } from '../../../src/platform/webhook-key.ts';
import { webhookHeaders } from '../../../src/webhooks/sign.ts';

const secretOf = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`;
const keysOf = (...secrets: string[]) => secrets.map((secret) => webhookKey(secret)!);

describe('a signature', () => {
  test('is one that an independent implementation of Standard Webhooks verifies, whatever the body', () => {
    fc.assert(fc.property(fc.json(), fc.integer({ min: 24, max: 64 }), (body, bytes) => {
      const secret = secretOf(bytes);
      const headers = webhookHeaders(keysOf(secret), { id: 'msg_1', body }, Date.now());
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    }));
  });

  test('is there twice while a secret is changed: the old and the new one both verify, another does not', () => {
    const [young, old] = [secretOf(32), secretOf(32)];
    const body = '{"type":"order.tagged"}';
    const headers = webhookHeaders(keysOf(young, old), { id: 'msg_1', body }, Date.now());
    for (const secret of [young, old]) expect(new Webhook(secret).verify(body, headers)).toEqual({ type: 'order.tagged' });
    expect(() => new Webhook(secretOf(32)).verify(body, headers)).toThrow();
  });

  test('holds for this id, this body and this time only', () => {
    const secret = secretOf(32);
    const headers = webhookHeaders(keysOf(secret), { id: 'msg_1', body: '{}' }, Date.now());
    const verify = (body: string, over: object = {}) => new Webhook(secret).verify(body, { ...headers, ...over });
    expect(verify('{}')).toEqual({});
    expect(() => verify('{ }')).toThrow();
    expect(() => verify('{}', { 'webhook-id': 'msg_2' })).toThrow();
    expect(() => new Webhook(secret).verify('{}', webhookHeaders(keysOf(secret), { id: 'msg_1', body: '{}' }, Date.now() - 6 * 60_000))).toThrow();
  });
});

test.each([
  ['', 'nothing'], ['secret', 'a word'], [secretOf(23), 'too short'], [secretOf(65), 'too long'], [`${secretOf(32)}!`, 'no base64'], [secretOf(32).replace('whsec_', 'whpk_'), 'of another kind'],
])('%s is no secret: %s', (secret) => {
  expect(webhookKey(secret)).toBeNull();
});
