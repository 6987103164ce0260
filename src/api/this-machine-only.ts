import type { Context, MiddlewareHandler } from 'hono';
import { RequestFailure } from './problem.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * Pages for operators answer on this machine only: under a name of the loopback, and not through a proxy.
 * The server binds to 127.0.0.1 by default; this also stops other sites that point a name of theirs at it,
 * and a public proxy that forwards everything.
 */
export function isFromThisMachine(c: Context): boolean {
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  const proxied = ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'via'].some((name) => c.req.header(name) !== undefined);
  return LOOPBACK.test(host) && !proxied;
}

/** A form of an operator's page may only be sent from such a page: another site's page could send it in the operator's name. */
export function ownPagesOnly(): MiddlewareHandler {
  return async (c, next) => {
    const site = c.req.header('sec-fetch-site') ?? 'none';
    if (site !== 'same-origin' && site !== 'none') throw new RequestFailure('not-found');
    await next();
  };
}
