import type { Context } from 'hono';
import type { RequestMark } from '../store/once-per-request.ts';
import { RequestFailure } from './problem.ts';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** By what this request is known when it comes again: its Idempotency-Key, for this person. Undefined without one. @throws RequestFailure 400 for what is no key */
export function markOf(c: Context, body: object): RequestMark | undefined {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return undefined;
  if (!KEY.test(key)) throw new RequestFailure('bad-request', { detail: 'Idempotency-Key: expected 1 to 255 visible characters of ASCII' });
  return { key: `${c.get('caller').person.id}\n${key}`, asks: `${c.req.method} ${c.req.path}\n${JSON.stringify(body)}` };
}

/** The same where something is sent: whoever repeats such a request without a key writes to the customer twice. @throws RequestFailure 400 without one */
export function markNeeded(c: Context, body: object): RequestMark {
  const mark = markOf(c, body);
  if (mark === undefined) throw new RequestFailure('idempotency-key-missing');
  return mark;
}
