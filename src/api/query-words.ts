import type { Context } from 'hono';
import type { ApiPorts } from './api-ports.ts';
import { withinMs } from './database-away.ts';
import { notPossible } from './not-possible.ts';
import { RequestFailure } from './problem.ts';

/** A name in a query; what a text column cannot hold is the name of nothing. Null: it is left out. */
export const named = (c: Context, what: string): string | null => c.req.query(what)?.replaceAll('\0', '') ?? null;

/** A team or a campaign in a query. Null: it is left out. @throws RequestFailure 422 for one that there is not */
export async function knownName({ staff, databaseLimitMs }: ApiPorts, c: Context, what: 'team' | 'campaign'): Promise<string | null> {
  const name = named(c, what);
  if (name === null || await withinMs(databaseLimitMs, staff.isKnown(what, name))) return name;
  throw notPossible(`?${what}`, `no-${what}`, `there is no such ${what}`);
}

/** Whether `?mine` and the like are asked for. @throws RequestFailure 400 for what is neither yes nor no */
export function isAsked(c: Context, what: string): boolean {
  const said = c.req.query(what) ?? 'false';
  if (['', 'true', '1'].includes(said)) return true;
  if (['false', '0'].includes(said)) return false;
  throw new RequestFailure('bad-request', { detail: `${what}: expected true or false`, errors: [{ pointer: `?${what}`, code: 'bad-value', detail: 'expected true or false' }] });
}
