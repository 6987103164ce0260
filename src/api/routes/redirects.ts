import { Hono, type Context } from 'hono';
import { LINK_PATHS } from '../../contracts/links.ts';
import type { ApiPorts } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { openLink } from '../linked-message.ts';
import { RequestFailure } from '../problem.ts';

const PATH = `/${LINK_PATHS.redirect}/:token`;

/** Links in messages: the target is looked up, never taken from the request, so this leads nowhere that no template names. */
export function redirectRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  routes.get(PATH, async (c) => {
    const { target, message } = await openLink(ports, 'redirect', c.req.param('token') ?? '');
    const linkIndex = target.linkIndex ?? -1;
    const url = message.links[linkIndex];
    if (url === undefined || !/^https?:\/\//i.test(url)) throw new RequestFailure('not-found');
    if (!isPrefetch(c)) {
      const inboxId = await withinMs(ports.databaseLimitMs, ports.links.storeClick(message, linkIndex));
      if (inboxId !== null) ports.links.stored([inboxId]);
    }
    return c.redirect(url, 302);
  });
  return routes;
}

/** Programs that look ahead are led on, but their visit is nobody's click. */
function isPrefetch(c: Context): boolean {
  const purposes = ['purpose', 'x-purpose', 'sec-purpose', 'x-moz'].map((name) => c.req.header(name) ?? '');
  return c.req.method === 'HEAD' || purposes.some((purpose) => /prefetch|preview|prerender/i.test(purpose));
}
