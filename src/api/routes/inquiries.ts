import { Hono, type Context } from 'hono';
import * as z from 'zod';
import { faultOfWords } from '../../domain/staff-words.ts';
import type { InboxFilter } from '../../store/inbox-lines.ts';
import type { Repeated } from '../../store/once-per-request.ts';
import type { ApiPorts } from '../api-ports.ts';
import { changedWithinMs, withinMs } from '../database-away.ts';
import type { InquiryPorts, Replied } from '../inquiry-ports.ts';
import { inquiryRefused, noSuchInquiry } from '../inquiry-refused.ts';
import { RequestFailure } from '../problem.ts';
import { isAsked, knownName } from '../query-words.ts';
import { readBody } from '../read-body.ts';
import { markNeeded } from '../request-mark.ts';
import { limitOf, numberOf } from '../request-numbers.ts';
import { tagRead } from '../tag-read.ts';

const MOST_BODY_BYTES = 128 * 1024;
const reply = z.strictObject({ text: z.string(), subject: z.string().nullable().default(null), channel: z.string().max(40).nullable().default(null), spoken: z.boolean().default(false) })
  .superRefine((words, context) => {
    const fault = faultOfWords(words);
    if (fault !== null) context.addIssue({ code: 'custom', path: [fault.field], message: fault.message });
    if (words.spoken && words.channel !== null) context.addIssue({ code: 'custom', path: ['channel'], message: 'what was said by word of mouth has no channel' });
  });

/** What customers ask, the nearest deadline first, the whole thread of each, and answers to it. */
export function inquiryRoutes(ports: ApiPorts): Hono {
  const { staff: { inquiries }, databaseLimitMs } = ports;
  const routes = new Hono();
  routes.get('/v1/inquiries', async (c) => {
    const filter = filterOf(c, await knownName(ports, c, 'team'));
    return c.json({ schemaVersion: 1, ...await withinMs(databaseLimitMs, inquiries.list(filter)) });
  });
  routes.get('/v1/inquiries/:id', async (c) => {
    const id = numberOf(c.req.param('id'));
    const found = await withinMs(databaseLimitMs, inquiries.thread(id));
    if (found === null) throw noSuchInquiry(id);
    return c.json({ schemaVersion: 1, ...found.json }, 200, { ETag: `"${found.version}"` });
  });
  routes.post('/v1/inquiries/:id/replies', async (c) => {
    const inquiry = numberOf(c.req.param('id'));
    const by = c.get('caller').person.id;
    const readVersion = c.req.header('if-match') === undefined ? undefined : tagRead(c);
    const { spoken: isSpoken, ...words } = await readBody(c, reply, MOST_BODY_BYTES);
    const sent = await send(ports, { inquiry, by, readVersion, mark: markNeeded(c, { ...words, isSpoken }), isSpoken, ...words });
    return c.json({ schemaVersion: 1, inquiry, ...sent, by }, 201);
  });
  return routes;
}

/** Those that `touchline inbox` would show to whoever asks. */
function filterOf(c: Context, team: string | null): Omit<InboxFilter, 'what'> {
  return { mine: isAsked(c, 'mine') ? c.get('caller').person.id : null, team, all: isAsked(c, 'all'), limit: limitOf(c) };
}

type SpokenOrSent = Parameters<InquiryPorts['reply']>[0];

interface Sent {
  readonly outcome: 'sent' | 'draft' | 'told';
  /** Absent: no channel carried it. */
  readonly message?: string;
}

async function send({ staff, changeLimitMs }: ApiPorts, answer: SpokenOrSent): Promise<Sent> {
  const answered = await changedWithinMs(changeLimitMs, staff.inquiries.reply(answer));
  if (answered.kind === 'sent' || answered.kind === 'draft') return { outcome: answered.kind, message: answered.message };
  if (answered.kind === 'told') return { outcome: 'told' };
  if (answered.kind === 'repeated') return answered.message === null ? { outcome: 'told' } : { outcome: answered.message.wasDraft ? 'draft' : 'sent', message: answered.message.id };
  throw replyRefused(answered, answer);
}

function replyRefused(refused: Exclude<Replied | Repeated, { readonly kind: 'sent' | 'draft' | 'told' | 'repeated' }>, answer: SpokenOrSent): RequestFailure {
  switch (refused.kind) {
    case 'refused': return new RequestFailure('reply-refused', { members: { channel: refused.channel, because: refused.because } });
    case 'no-channel': return badValue('/channel', 'there is no such channel');
    case 'not-renderable': return badValue('/text', `these words cannot leave on the channel: ${refused.why}`);
    case 'no-such-inquiry': case 'no-role': case 'closed': case 'changed': case 'key-reused': return inquiryRefused(refused, answer);
    default: return refused satisfies never;
  }
}

const badValue = (pointer: string, detail: string) => new RequestFailure('bad-request', { detail, errors: [{ pointer, code: 'bad-value', detail }] });
