import { Hono } from 'hono';
import type { ApiPorts } from '../api-ports.ts';
import { attachedAs } from '../attached-as.ts';
import { withinMs } from '../database-away.ts';
import { RequestFailure } from '../problem.ts';
import { numberOf } from '../request-numbers.ts';

/** Papers of customers, as whoever approves them has to read them. */
export function documentRoutes({ staff, databaseLimitMs }: ApiPorts): Hono {
  const routes = new Hono();
  routes.get('/v1/documents/:id', async (c) => {
    const id = numberOf(c.req.param('id'));
    const document = await withinMs(databaseLimitMs, staff.document(id));
    if (document === null) throw new RequestFailure('not-found', { detail: `there is no document ${id}` });
    if (document.bytes === null) throw new RequestFailure('gone', { detail: `document ${id} has been erased with its customer` });
    // A browser saves it, and shows none of it in our name: whoever attached it is not the only one who may have written it.
    return c.body(Buffer.from(document.bytes), 200, { 'Content-Type': document.mediaType, 'Content-Disposition': attachedAs(document.fileName), 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' });
  });
  return routes;
}
