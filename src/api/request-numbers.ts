import type { Context } from 'hono';
import { RequestFailure } from './problem.ts';

const [USUAL, MOST] = [100, 1_000];

/** The number in an address. @throws RequestFailure 404 for every other text */
export function numberOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new RequestFailure('not-found');
  return Number(text);
}

/** How many lines are asked for with `?limit=`. @throws RequestFailure 400 */
export function limitOf(c: Context): number {
  const asked = c.req.query('limit');
  const limit = asked === undefined ? USUAL : /^\d{1,4}$/.test(asked) ? Number(asked) : 0;
  if (limit >= 1 && limit <= MOST) return limit;
  throw new RequestFailure('bad-request', { detail: `limit: expected a number from 1 to ${MOST}` });
}
