import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerFailure } from '../../../src/api/answer-failure.tsx';
import { guardRoutes } from '../../../src/api/guard-routes.ts';
import { ROUTE_ROLES } from '../../../src/api/route-roles.ts';
import { API_SCOPES, type ApiScope } from '../../../src/domain/api-scope.ts';
import { STAFF_ROLES, type StaffRole } from '../../../src/domain/staff.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { routesOf } from '../fuzz/route-requests.ts';
import { aKey, aPerson, aSession } from './staff-people.ts';
import { createTestApp, type TestApp } from './test-app.ts';

let database: TestDatabase;
let test: TestApp;

beforeAll(async () => {
  database = await freshDatabase();
  test = createTestApp(database.pool);
});
afterAll(() => database.drop());

const ROUTES = Object.entries(ROUTE_ROLES);

/** A request to a route for something that is not there, with what stands in the headers. */
function request(route: string, headers: Record<string, string>) {
  const [method = '', path = ''] = route.split(' ');
  const body = ['POST', 'PATCH'].includes(method) ? '{}' : null;
  return test.app.request(path.replace(/:\w+/g, 'x'), { method, headers: { ...headers, 'Content-Type': 'application/json' }, body });
}

describe('the table of routes', () => {
  it('lists every route of the application, and none besides', () => {
    expect(ROUTES.map(([route]) => route).toSorted()).toEqual(routesOf(test.app));
  });

  it('is what answers: a route that it does not list fails for everybody, and the fault is reported', async () => {
    const reports: unknown[] = [];
    const app = new Hono();
    app.use(guardRoutes(test.ports));
    app.get('/v1/unlisted', (c) => c.text('secret'));
    app.onError((error, c) => answerFailure(c, error, (fault) => reports.push(fault)));
    const response = await app.request('/v1/unlisted', { headers: { Host: '127.0.0.1:4400' } });
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('secret')]);
    expect(String(reports)).toContain('GET /v1/unlisted');
  });
});

describe('whoever has nothing in their hands', () => {
  const REFUSED: Readonly<Record<string, readonly number[]>> = { 'write-key': [401], session: [401], 'inbox-token': [401], provider: [404], link: [404], 'this-machine': [404] };

  it.each(ROUTES)('asks %s (%s) from far away', async (route, use) => {
    const { status } = await request(route, { Host: 'shop.example', 'X-Forwarded-For': '203.0.113.9' });
    if (use === 'public') expect(status).not.toBeOneOf([401, 403, 500]);
    else expect(REFUSED[use] ?? [401]).toContain(status);
  });

  it.each(ROUTES.filter(([route, use]) => use === 'this-machine' && !route.includes(':id')))('asks %s under a name of the loopback', async (route) => {
    expect((await request(route, { Host: '127.0.0.1:4400' })).status).toBe(200);
  });
});

describe('people of the staff', () => {
  /** Said here once more, so that a slip in the table is seen. */
  const MAY: Readonly<Record<ApiScope, readonly StaffRole[]>> = {
    'approvals:read': ['marketer', 'supervisor', 'service', 'auditor'], 'approvals:decide': ['supervisor'],
    'approvals:edit': ['marketer', 'supervisor', 'service'],
    'inbox:read': ['supervisor', 'service', 'auditor'], 'inbox:answer': ['supervisor', 'service'], 'inbox:handle': ['supervisor', 'service'],
    'sla:read': ['supervisor', 'service', 'auditor'],
  };
  const SCOPED = ROUTES.flatMap(([route, use]) => API_SCOPES.filter((scope) => scope === use).map((scope) => [route, scope] as const));
  const CASES = SCOPED.flatMap(([route, scope]) => STAFF_ROLES.map((role) => ({ route, scope, role, allowed: MAY[scope].includes(role) })));
  const hands = new Map<StaffRole, { session: Record<string, string>; keys: ReadonlyMap<ApiScope, Record<string, string>> }>();

  beforeAll(async () => {
    for (const role of STAFF_ROLES) {
      await aPerson(database.pool, `matrix-${role}`, role);
      const keys = await Promise.all(API_SCOPES.map(async (scope) => [scope, await aKey(database.pool, `matrix-${role}`, [scope])] as const));
      hands.set(role, { session: await aSession(test, `matrix-${role}`), keys: new Map(keys) });
    }
  });

  it.each(CASES)('as $role ask $route: $allowed', async ({ route, scope, role, allowed }) => {
    const { session, keys } = hands.get(role)!;
    const others = API_SCOPES.filter((other) => other !== scope);
    const [signedIn, byKey, ...byOthers] = await Promise.all([session, keys.get(scope)!, ...others.map((other) => keys.get(other)!)].map(async (headers) => request(route, headers)));
    for (const { status } of [signedIn!, byKey!]) {
      if (allowed) expect(status).not.toBeOneOf([401, 403, 500]);
      else expect(status).toBe(403);
    }
    expect(byOthers.map(({ status }) => status)).toEqual(others.map(() => 403));
  });

  it.each(STAFF_ROLES)('as %s may ask who they are, and a key may not', async (role) => {
    const { session, keys } = hands.get(role)!;
    expect([(await request('GET /v1/session', session)).status, (await request('GET /v1/session', keys.get('inbox:read')!)).status]).toEqual([200, 403]);
  });
});
