import { Hono, type Context } from 'hono';
import * as z from 'zod';
import { toCustomerId } from '../../domain/ids.ts';
import { APPROVAL_STATES, type ApprovalFilter } from '../../store/approval-list.ts';
import type { ApiPorts } from '../api-ports.ts';
import { approvalRefused } from '../approval-refused.ts';
import { approveEach } from '../approve-each.ts';
import { changedWithinMs, withinMs } from '../database-away.ts';
import { editRefused } from '../edit-refused.ts';
import { oneLine } from '../one-line.ts';
import { RequestFailure } from '../problem.ts';
import { knownName } from '../query-words.ts';
import { readBody } from '../read-body.ts';
import { limitOf, numberOf } from '../request-numbers.ts';
import { tagRead } from '../tag-read.ts';

const PATH = '/v1/approvals';
const MOST_BODY_BYTES = 4 * 1024;
const MOST_WORDS_BYTES = 128 * 1024;
/** Each is decided by itself, one after the other. */
const MOST_AT_ONCE = 200;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const BODIES = {
  approve: z.strictObject({ note: oneLine.nullable().default(null) }),
  reject: z.strictObject({ reason: oneLine }).transform(({ reason }) => ({ note: reason })),
};
const many = z.strictObject({ approvals: z.array(z.strictObject({ id: z.int().positive(), contentHash: z.string().regex(/^[0-9a-f]{1,128}$/) })).min(1).max(MOST_AT_ONCE), note: oneLine.nullable().default(null) });
const edit = z.strictObject({ subject: z.string().trim().nullable().optional(), text: z.string().transform((text) => text.replaceAll(/\r\n?/g, '\n').trim()).optional() })
  .refine(({ subject, text }) => subject !== undefined || text !== undefined, 'say what is to change: "subject", "text", or both');

/** What waits for a second person, and their word on it. */
export function approvalRoutes(ports: ApiPorts): Hono {
  const { staff, databaseLimitMs, changeLimitMs } = ports;
  const routes = new Hono();
  routes.get(PATH, async (c) => {
    const filter = await filterOf(ports, c);
    return c.json({ schemaVersion: 1, approvals: await withinMs(databaseLimitMs, staff.approvals(filter)) });
  });
  routes.get(`${PATH}/:id`, async (c) => {
    const found = await withinMs(databaseLimitMs, staff.approval(numberOf(c.req.param('id'))));
    if (found === null) throw new RequestFailure('not-found');
    return c.json({ schemaVersion: 1, ...found.json }, 200, { ETag: `"${found.contentHash}"` });
  });
  routes.patch(`${PATH}/:id/content`, async (c) => {
    const approval = numberOf(c.req.param('id'));
    const contentHash = tagRead(c);
    const { subject, text } = await readBody(c, edit, MOST_WORDS_BYTES);
    const by = c.get('caller').person.id;
    const edited = await changedWithinMs(changeLimitMs, staff.edit({ approval, contentHash, by, ...(subject === undefined ? {} : { subject }), ...(text === undefined ? {} : { text }) }));
    if (edited.kind !== 'edited') throw editRefused(edited, approval, by);
    return c.json({ schemaVersion: 1, approval: edited.approval, inPlaceOf: approval, by }, 200, { ETag: `"${edited.contentHash}"` });
  });
  routes.post(`${PATH}/approve`, async (c) => {
    const { approvals, note } = await readBody(c, many, MOST_WORDS_BYTES);
    const by = c.get('caller').person.id;
    return c.json({ schemaVersion: 1, by, decided: await approveEach(ports, approvals, { by, note }) });
  });
  for (const word of ['approve', 'reject'] as const) {
    routes.post(`${PATH}/:id/${word}`, async (c) => {
      const approval = numberOf(c.req.param('id'));
      const contentHash = tagRead(c);
      const { note } = await readBody(c, BODIES[word], MOST_BODY_BYTES);
      const by = c.get('caller').person.id;
      const answer = await changedWithinMs(changeLimitMs, staff.decide({ approval, contentHash, by, yes: word === 'approve', note }));
      if (!('customerId' in answer)) throw approvalRefused(answer, approval, by);
      return c.json({ schemaVersion: 1, id: approval, outcome: answer.kind, by });
    });
  }
  return routes;
}

/** @throws RequestFailure 400 for what no approval can be, 422 for a campaign or a team that there is not */
async function filterOf(ports: ApiPorts, c: Context): Promise<ApprovalFilter> {
  const asked = c.req.query('state') ?? 'waiting';
  const state = APPROVAL_STATES.find((known) => known === asked) ?? null;
  if (state === null && asked !== 'all') throw new RequestFailure('bad-request', { detail: `state: expected one of ${[...APPROVAL_STATES, 'all'].join(', ')}` });
  const customer = c.req.query('customer') ?? null;
  if (customer !== null && !UUID.test(customer)) throw new RequestFailure('bad-request', { detail: 'customer: expected the id of a customer' });
  const limit = limitOf(c);
  return { state, campaign: await knownName(ports, c, 'campaign'), team: await knownName(ports, c, 'team'), customerId: customer === null ? null : toCustomerId(customer), limit };
}
