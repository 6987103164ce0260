import type { Context } from 'hono';
import type * as z from 'zod';
import { RequestFailure } from './problem.ts';
import { readJsonBody } from './request-body.ts';

/** The JSON body of a request as a schema wants it; without a body, an empty object. @throws RequestFailure with everything that is wrong */
export async function readBody<Body>(c: Context, schema: z.ZodType<Body>, mostBytes: number): Promise<Body> {
  const hasNone = c.req.header('content-type') === undefined && (c.req.header('content-length') ?? '0') === '0';
  const parsed = schema.safeParse(hasNone ? {} : await readJsonBody(c.req.raw, mostBytes));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ pointer: path.map((part) => `/${String(part)}`).join(''), code: 'bad-value', detail: message }));
  throw new RequestFailure('bad-request', { detail: errors[0]?.detail ?? 'cannot be read', errors });
}
