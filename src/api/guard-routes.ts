import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { RequestFailure } from './problem.ts';
import { ROUTE_ROLES } from './route-roles.ts';
import { isFromThisMachine } from './this-machine-only.ts';

/** Lets a request through to its route only if the table of routes says so; a route that is not listed fails, and the fault is reported. */
export function guardRoutes(): MiddlewareHandler {
  return async (c, next) => {
    const route = matchedRoutes(c).find(({ method }) => method !== 'ALL');
    if (route !== undefined) {
      const name = `${route.method} ${route.path}`;
      const use = Object.hasOwn(ROUTE_ROLES, name) ? ROUTE_ROLES[name] : undefined;
      if (use === undefined) throw new Error(`ROUTE_ROLES does not say who may use ${name}`);
      if (use === 'this-machine' && !isFromThisMachine(c)) throw new RequestFailure('not-found');
    }
    await next();
  };
}
