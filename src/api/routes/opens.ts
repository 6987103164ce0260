import { Hono } from 'hono';
import { LINK_PATHS } from '../../contracts/links.ts';
import type { ApiPorts } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { isMachine } from '../machine-visit.ts';

/** One transparent dot: the smallest GIF that every mail program shows. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
// A mail is shown on pages of others.
const HEADERS = { 'Content-Type': 'image/gif', 'Cache-Control': 'no-store', 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** The picture that tells of an opening: it comes to everybody, whatever the token is and whatever fails; what follows from it happens beside. */
export function openRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  routes.get(`/${LINK_PATHS.open}/:file`, async (c) => {
    await noteHit(ports, c.req.param('file').replace(/\.gif$/, ''), isMachine(c)).catch((error: unknown) => ports.report(error, 'open'));
    return c.body(PIXEL, 200, HEADERS);
  });
  return routes;
}

async function noteHit({ links, databaseLimitMs }: ApiPorts, token: string, byMachine: boolean): Promise<void> {
  const signer = await withinMs(databaseLimitMs, links.signer());
  const target = signer.open('open', token);
  if (target !== null) links.pixelHit({ ref: target.messageRef, byMachine });
}
