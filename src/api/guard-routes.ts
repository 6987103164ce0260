import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { API_SCOPES, type ApiScope, mayDo, SCOPE_ROLES } from '../domain/api-scope.ts';
import type { ApiPorts } from './api-ports.ts';
import { callerOf } from './caller.ts';
import { RequestFailure } from './problem.ts';
import { ROUTE_ROLES, type RouteUse } from './route-roles.ts';
import type { Caller } from './staff-ports.ts';
import { isFromThisMachine } from './this-machine-only.ts';

/** Lets a request through to its route only if the table of routes says so; a route that is not listed fails, and the fault is reported. */
export function guardRoutes(ports: ApiPorts): MiddlewareHandler {
  return async (c, next) => {
    const route = matchedRoutes(c).find(({ method }) => method !== 'ALL');
    if (route !== undefined) await admit(ports, c, useOf(`${route.method} ${route.path}`));
    await next();
  };
}

function useOf(route: string): RouteUse {
  const use = Object.hasOwn(ROUTE_ROLES, route) ? ROUTE_ROLES[route] : undefined;
  if (use === undefined) throw new Error(`ROUTE_ROLES does not say who may use ${route}`);
  return use;
}

/** @throws RequestFailure when whoever asks may not use the route */
async function admit(ports: ApiPorts, c: Context, use: RouteUse): Promise<void> {
  if (use === 'this-machine' && !isFromThisMachine(c)) throw new RequestFailure('not-found');
  const scope = API_SCOPES.find((one) => one === use);
  if (use !== 'session' && scope === undefined) return;
  const caller = await callerOf(ports, c);
  const lacking = scope === undefined ? lackOfSession(caller) : lackOfScope(caller, scope);
  if (lacking !== null) throw new RequestFailure('not-allowed', { detail: lacking });
  c.set('caller', caller);
}

const lackOfSession = ({ scopes }: Caller) => (scopes === null ? null : 'this is for who has signed in, not for a key');

function lackOfScope({ person, scopes }: Caller, scope: ApiScope): string | null {
  if (scopes !== null && !scopes.includes(scope)) return `the key has no scope ${scope}`;
  return mayDo(scope, person.roles) ? null : `${person.id} is no ${SCOPE_ROLES[scope].join(' or ')} now`;
}
