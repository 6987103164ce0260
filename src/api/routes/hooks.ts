import { Hono, type Context } from 'hono';
import type { NewsSource, ProviderRequest } from '../../contracts/channel-news.ts';
import type { ApiPorts } from '../api-ports.ts';
import { databaseAway, withinMs } from '../database-away.ts';
import { RequestFailure } from '../problem.ts';
import { readBytes } from '../request-body.ts';

const PATH = '/v1/hooks/:channel';
/** Far above what any provider sends in one request. */
const MOST_BODY_BYTES = 1024 * 1024;
const STATUS_TEXT = { 'Content-Type': 'text/plain; charset=utf-8' };

/** What these routes need of the application. */
export type HookRoutePorts = Pick<ApiPorts, 'hooks' | 'databaseLimitMs' | 'report'> & { readonly events: Pick<ApiPorts['events'], 'systemNowMs'> };

/** What providers tell: believed when its signature is right, stored before it is answered, read later. */
export function hookRoutes(ports: HookRoutePorts): Hono {
  const routes = new Hono();
  routes.get(PATH, async (c) => {
    const verdict = await sourceOf(ports, c).verify(requestOf(c, 'GET', new Uint8Array()), ports.events.systemNowMs());
    if (verdict.take) throw new RequestFailure('not-found');
    return c.body(verdict.text, verdict.status, STATUS_TEXT);
  });
  routes.post(PATH, async (c) => {
    const source = sourceOf(ports, c);
    const body = await readBytes(c.req.raw, MOST_BODY_BYTES);
    const verdict = await source.verify(requestOf(c, 'POST', body), ports.events.systemNowMs());
    if (!verdict.take) return c.body(verdict.text, verdict.status, STATUS_TEXT);
    await withinMs(ports.databaseLimitMs, ports.hooks.store(channelOf(c), body)).catch((error: unknown) => {
      // The provider repeats what is not taken.
      if (!(error instanceof RequestFailure)) ports.report(error, PATH);
      throw databaseAway();
    });
    ports.hooks.stored();
    return c.body('ok', 200, STATUS_TEXT);
  });
  return routes;
}

const channelOf = (c: Context) => c.req.param('channel') ?? '';

function sourceOf({ hooks }: HookRoutePorts, c: Context): NewsSource {
  const channel = channelOf(c);
  const source = Object.hasOwn(hooks.sources, channel) ? hooks.sources[channel] : undefined;
  if (source === undefined) throw new RequestFailure('not-found');
  return source;
}

function requestOf(c: Context, method: ProviderRequest['method'], rawBody: Uint8Array): ProviderRequest {
  return { method, headers: Object.fromEntries(c.req.raw.headers), query: c.req.query(), rawBody };
}
