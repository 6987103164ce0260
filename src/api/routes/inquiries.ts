import { Hono } from 'hono';
import * as z from 'zod';
import { faultOfWords } from '../../domain/staff-words.ts';
import type { StaffAnswer } from '../../store/answer-inquiry.ts';
import type { ApiPorts } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { RequestFailure } from '../problem.ts';
import { readBody } from '../read-body.ts';
import { limitOf, numberOf } from '../request-numbers.ts';

const MOST_BODY_BYTES = 128 * 1024;
const reply = z.strictObject({ text: z.string(), subject: z.string().nullable().default(null), channel: z.string().max(40).nullable().default(null) })
  .superRefine((words, context) => {
    const fault = faultOfWords(words);
    if (fault !== null) context.addIssue({ code: 'custom', path: [fault.field], message: fault.message });
  });

/** What customers ask, the nearest deadline first, and answers to it. */
export function inquiryRoutes(ports: ApiPorts): Hono {
  const { staff, databaseLimitMs } = ports;
  const routes = new Hono();
  routes.get('/v1/inquiries', async (c) => c.json({ schemaVersion: 1, inquiries: await withinMs(databaseLimitMs, staff.inquiries(limitOf(c))) }));
  routes.post('/v1/inquiries/:id/replies', async (c) => {
    const inquiry = numberOf(c.req.param('id'));
    const by = c.get('caller').person.id;
    return c.json({ schemaVersion: 1, inquiry, by, ...await send(ports, { inquiry, by, ...await readBody(c, reply, MOST_BODY_BYTES) }) }, 201);
  });
  return routes;
}

async function send({ staff, databaseLimitMs }: ApiPorts, answer: StaffAnswer): Promise<{ readonly message: string; readonly state: 'sent' | 'draft' }> {
  const answered = await withinMs(databaseLimitMs, staff.reply(answer));
  switch (answered.kind) {
    case 'sent': case 'draft': return { message: answered.message, state: answered.kind };
    case 'no-such-inquiry': throw new RequestFailure('not-found', { detail: `there is no inquiry ${answer.inquiry}` });
    case 'closed': throw new RequestFailure('inquiry-closed');
    case 'no-role': throw new RequestFailure('not-allowed', { detail: `${answer.by} is of the service no more` });
    case 'refused': throw new RequestFailure('reply-refused', { members: { channel: answered.channel, because: answered.because } });
    case 'no-channel': throw badValue('/channel', 'there is no such channel');
    case 'not-renderable': throw badValue('/text', `these words cannot leave on the channel: ${answered.why}`);
    default: return answered satisfies never;
  }
}

const badValue = (pointer: string, detail: string) => new RequestFailure('bad-request', { detail, errors: [{ pointer, code: 'bad-value', detail }] });
