import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerFailure } from '../../../src/api/answer-failure.tsx';
import { guardRoutes } from '../../../src/api/guard-routes.ts';
import { ROUTE_ROLES } from '../../../src/api/route-roles.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { routesOf } from '../fuzz/route-requests.ts';
import { createTestApp, type TestApp } from './test-app.ts';

let database: TestDatabase;
let test: TestApp;

beforeAll(async () => {
  database = await freshDatabase();
  test = createTestApp(database.pool);
});
afterAll(() => database.drop());

const ROUTES = Object.entries(ROUTE_ROLES);

/** A request to a route with nothing in its hands, from here or through a proxy. */
function bareRequest(route: string, headers: Record<string, string>) {
  const [method = '', path = ''] = route.split(' ');
  const body = method === 'POST' ? '{}' : null;
  return test.app.request(path.replace(/:\w+/g, 'x'), { method, headers: { ...headers, 'Content-Type': 'application/json' }, body });
}

describe('the table of routes', () => {
  it('lists every route of the application, and none besides', () => {
    expect(ROUTES.map(([route]) => route).toSorted()).toEqual(routesOf(test.app));
  });

  it('is what answers: a route that it does not list fails for everybody, and the fault is reported', async () => {
    const reports: unknown[] = [];
    const app = new Hono();
    app.use(guardRoutes());
    app.get('/v1/unlisted', (c) => c.text('secret'));
    app.onError((error, c) => answerFailure(c, error, (fault) => reports.push(fault)));
    const response = await app.request('/v1/unlisted', { headers: { Host: '127.0.0.1:4400' } });
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('secret')]);
    expect(String(reports)).toContain('GET /v1/unlisted');
  });
});

describe('whoever has nothing in their hands', () => {
  const REFUSED: Readonly<Record<string, readonly number[]>> = { 'write-key': [401], 'inbox-token': [401], provider: [404], link: [404], 'this-machine': [404] };

  it.each(ROUTES)('asks %s (%s) from far away', async (route, use) => {
    const { status } = await bareRequest(route, { Host: 'shop.example', 'X-Forwarded-For': '203.0.113.9' });
    if (use === 'public') expect(status).not.toBeOneOf([401, 403, 500]);
    else expect(REFUSED[use]).toContain(status);
  });

  it.each(ROUTES.filter(([route, use]) => use === 'this-machine' && !route.includes(':id')))('asks %s under a name of the loopback', async (route) => {
    expect((await bareRequest(route, { Host: '127.0.0.1:4400' })).status).toBe(200);
  });
});
