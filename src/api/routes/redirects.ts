import { Hono } from 'hono';
import { LINK_PATHS } from '../../contracts/links.ts';
import type { ApiPorts } from '../api-ports.ts';
import { withinMs } from '../database-away.ts';
import { openLink } from '../linked-message.ts';
import { isLookAhead } from '../machine-visit.ts';
import { RequestFailure } from '../problem.ts';

const PATH = `/${LINK_PATHS.redirect}/:token`;

/** Links in messages: the target is looked up, never taken from the request, so this leads nowhere that no template names. */
export function redirectRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  routes.get(PATH, async (c) => {
    const { target, message } = await openLink(ports, 'redirect', c.req.param('token') ?? '');
    const linkIndex = target.number ?? -1;
    const url = message.links[linkIndex];
    if (url === undefined || !/^https?:\/\//i.test(url)) throw new RequestFailure('not-found');
    // Programs that look ahead are led on, but their visit is nobody's click.
    if (!isLookAhead(c)) {
      const inboxId = await withinMs(ports.databaseLimitMs, ports.links.storeClick(message, linkIndex));
      if (inboxId !== null) ports.links.stored([inboxId]);
    }
    return c.redirect(url, 302);
  });
  return routes;
}
