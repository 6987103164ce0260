import { Hono, type Context } from 'hono';
import * as z from 'zod';
import type { PersonAtWork } from '../../store/staff-sessions.ts';
import type { ApiPorts } from '../api-ports.ts';
import { dropSession, isOwnOrigin, keepSession, sessionToken } from '../caller.ts';
import { clientAddress } from '../client-address.ts';
import { changedWithinMs } from '../database-away.ts';
import { RequestFailure } from '../problem.ts';
import { readBody } from '../read-body.ts';

const PATH = '/v1/session';
const MOST_BODY_BYTES = 4 * 1024;
const credentials = z.strictObject({ person: z.string().min(1).max(100).regex(/^\P{Cc}*$/u, 'expected the id of a person'), password: z.string().min(1).max(1_000) });

/** People of the staff sign in and out, and ask who they are. */
export function sessionRoutes(ports: ApiPorts): Hono {
  const { staff, changeLimitMs } = ports;
  const routes = new Hono();
  routes.post(PATH, async (c) => {
    // A page of others could sign somebody in as somebody else.
    if (c.req.header('origin') !== undefined && !isOwnOrigin(c, staff)) throw new RequestFailure('foreign-origin');
    const person = await signIn(ports, c);
    return c.json({ schemaVersion: 1, ...told(person) }, 201);
  });
  routes.get(PATH, (c) => c.json({ schemaVersion: 1, ...told(c.get('caller').person) }));
  routes.delete(PATH, async (c) => {
    await changedWithinMs(changeLimitMs, staff.endSession(sessionToken(c, staff) ?? '', clientAddress(c)));
    dropSession(c, staff);
    return c.body(null, 204);
  });
  return routes;
}

async function signIn({ staff }: ApiPorts, c: Context): Promise<PersonAtWork> {
  const answer = await staff.signIn({ ...await readBody(c, credentials, MOST_BODY_BYTES), address: clientAddress(c) });
  if (answer.kind === 'wrong') throw new RequestFailure('wrong-password');
  if (answer.kind === 'wait') throw new RequestFailure('too-many-requests', { headers: { 'Retry-After': String(Math.ceil(answer.waitMs / 1000)) } });
  keepSession(c, staff, answer.token);
  return answer.person;
}

const told = ({ id, name, roles }: PersonAtWork) => ({ person: { id, name, roles } });
