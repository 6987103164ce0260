import { Hono, type Context, type MiddlewareHandler } from 'hono';
import * as z from 'zod';
import type { InboxWord } from '../../contracts/inbox.ts';
import type { ApiPorts } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { RequestFailure } from '../problem.ts';
import { RateLimit } from '../rate-limit.ts';
import { readJsonBody } from '../request-body.ts';

const PATH = '/v1/inbox';
const MOST_BODY_BYTES = 32 * 1024;
const MINUTE_MS = 60_000;
const PER_MINUTE = { reads: 120, words: 30 };

const id = z.string().regex(/^\d{1,18}$/, 'expected the id of a message, as the inbox tells it');
const word = z.strictObject({
  read: z.array(id).max(100).default([]),
  // What a text column cannot hold is none of anybody's words.
  answer: z.strictObject({ to: id, text: z.string().trim().min(1).max(4_000).regex(/^[^\0]*$/) }).nullable().default(null),
}).refine(({ read, answer }) => read.length > 0 || answer !== null, 'expected "read" with ids, "answer", or both');

/** A customer's messages, for the page of the shop: opened by a token that the shop has made for this one customer. */
export function inboxRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  const reads = new RateLimit({ most: PER_MINUTE.reads, perMs: MINUTE_MS });
  const words = new RateLimit({ most: PER_MINUTE.words, perMs: MINUTE_MS });
  routes.use(PATH, allowOrigins(ports.inbox.origins));
  routes.options(PATH, (c) => c.body(null, 204));
  routes.get(PATH, async (c) => {
    const customer = await customerOf(ports, c, reads);
    return c.json(await withinMs(ports.databaseLimitMs, ports.inbox.read(customer)));
  });
  routes.post(PATH, async (c) => {
    const customer = await customerOf(ports, c, words);
    const told = readWord(await readJsonBody(c.req.raw, MOST_BODY_BYTES));
    if (!await withinMs(ports.databaseLimitMs, ports.inbox.hear(customer, told))) throw new RequestFailure('not-found', { detail: 'the inbox has no message with the id in "answer"' });
    return c.json(await withinMs(ports.databaseLimitMs, ports.inbox.read(customer)));
  });
  return routes;
}

/** Pages of these origins may read the answers, whatever they are; no cookie is ever asked for. */
function allowOrigins(origins: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const origin = c.req.header('origin') ?? '';
    c.res.headers.append('Vary', 'Origin');
    if (!origins.includes(origin)) return;
    c.res.headers.set('Access-Control-Allow-Origin', origin);
    c.res.headers.set('Access-Control-Expose-Headers', 'Retry-After');
    if (c.req.method !== 'OPTIONS') return;
    c.res.headers.set('Access-Control-Allow-Methods', 'GET, POST');
    c.res.headers.set('Access-Control-Allow-Headers', 'Authorization, Content-Type');
    c.res.headers.set('Access-Control-Max-Age', '600');
  };
}

/** In the header alone: an address with a token would stand in logs and histories. */
async function customerOf({ inbox, events, databaseLimitMs }: ApiPorts, c: Context, limit: RateLimit): Promise<string> {
  const token = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  const customer = await withinMs(databaseLimitMs, inbox.customerOf(token));
  if (customer === null) throw new RequestFailure('wrong-inbox-token', { headers: { 'WWW-Authenticate': 'Bearer realm="Touchline inbox"' } });
  const waitMs = limit.take(customer, events.systemNowMs());
  if (waitMs > 0) throw new RequestFailure('too-many-requests', { headers: { 'Retry-After': String(Math.ceil(waitMs / 1000)) } });
  return customer;
}

function readWord(body: unknown): InboxWord {
  const parsed = word.safeParse(body);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ pointer: path.map((part) => `/${String(part)}`).join(''), code: 'bad-value', detail: message }));
  throw new RequestFailure('bad-request', { detail: errors[0]?.detail ?? 'cannot be read', errors });
}
