import { Hono, type Context } from 'hono';
import * as z from 'zod';
import { toCustomerId } from '../../domain/ids.ts';
import { APPROVAL_STATES, type ApprovalFilter } from '../../store/approval-list.ts';
import type { ApiPorts } from '../api-ports.ts';
import { approvalRefused } from '../approval-refused.ts';
import { withinMs } from '../database-away.ts';
import { RequestFailure } from '../problem.ts';
import { readBody } from '../read-body.ts';
import { limitOf, numberOf } from '../request-numbers.ts';

const PATH = '/v1/approvals';
const MOST_BODY_BYTES = 4 * 1024;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const oneLine = z.string().trim().min(1).max(500).regex(/^\P{Cc}*$/u, 'expected one line');
const BODIES = {
  approve: z.strictObject({ note: oneLine.nullable().default(null) }),
  reject: z.strictObject({ reason: oneLine }).transform(({ reason }) => ({ note: reason })),
};

/** What waits for a second person, and their word on it. */
export function approvalRoutes(ports: ApiPorts): Hono {
  const { staff, databaseLimitMs } = ports;
  const routes = new Hono();
  routes.get(PATH, async (c) => c.json({ schemaVersion: 1, approvals: await withinMs(databaseLimitMs, staff.approvals(filterOf(c))) }));
  routes.get(`${PATH}/:id`, async (c) => {
    const found = await withinMs(databaseLimitMs, staff.approval(numberOf(c.req.param('id'))));
    if (found === null) throw new RequestFailure('not-found');
    return c.json({ schemaVersion: 1, ...found.json }, 200, { ETag: `"${found.contentHash}"` });
  });
  for (const word of ['approve', 'reject'] as const) {
    routes.post(`${PATH}/:id/${word}`, async (c) => {
      const approval = numberOf(c.req.param('id'));
      const contentHash = hashRead(c);
      const { note } = await readBody(c, BODIES[word], MOST_BODY_BYTES);
      const by = c.get('caller').person.id;
      const answer = await withinMs(databaseLimitMs, staff.decide({ approval, contentHash, by, yes: word === 'approve', note }));
      if (!('customerId' in answer)) throw approvalRefused(answer, approval, by);
      return c.json({ schemaVersion: 1, id: approval, outcome: answer.kind, by });
    });
  }
  return routes;
}

/** The content that was read, by its ETag; a word on whatever stands there is no word. @throws RequestFailure 428 */
function hashRead(c: Context): string {
  const told = c.req.header('if-match') ?? '';
  if (told === '' || told === '*') throw new RequestFailure('if-match-missing');
  return /^"([0-9a-f]{1,128})"$/.exec(told)?.[1] ?? '';
}

/** @throws RequestFailure 400 for what no approval can be */
function filterOf(c: Context): ApprovalFilter {
  const asked = c.req.query('state') ?? 'waiting';
  const state = APPROVAL_STATES.find((known) => known === asked) ?? null;
  if (state === null && asked !== 'all') throw new RequestFailure('bad-request', { detail: `state: expected one of ${[...APPROVAL_STATES, 'all'].join(', ')}` });
  const customer = c.req.query('customer') ?? null;
  if (customer !== null && !UUID.test(customer)) throw new RequestFailure('bad-request', { detail: 'customer: expected the id of a customer' });
  return { state, campaign: named(c, 'campaign'), team: named(c, 'team'), customerId: customer === null ? null : toCustomerId(customer), limit: limitOf(c) };
}

/** What a text column cannot hold is the name of nothing. */
const named = (c: Context, what: string) => c.req.query(what)?.replaceAll('\0', '') ?? null;
