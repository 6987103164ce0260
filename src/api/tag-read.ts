import type { Context } from 'hono';
import { RequestFailure } from './problem.ts';

/** What was read, by its ETag; a word on whatever stands there is no word. A text that is none of ours fits nothing. @throws RequestFailure 428 */
export function tagRead(c: Context): string {
  const told = c.req.header('if-match') ?? '';
  if (told === '' || told === '*') throw new RequestFailure('if-match-missing');
  return /^"([0-9a-f]{1,128})"$/.exec(told)?.[1] ?? '';
}
