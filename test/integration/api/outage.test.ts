import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../src/store/pool.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { anOrder, aShopWithKey, basic, createTestApp, post, type Verdict } from './test-app.ts';

let database: TestDatabase;
let key: string;
const cleanUp: (() => unknown)[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  key = await aShopWithKey(database.pool);
});
afterAll(() => database.drop());
afterEach(async () => {
  for (const end of cleanUp.splice(0).toReversed()) await end();
});

function poolAt(url: string): Pool {
  const pool = openPool(url, 2);
  cleanUp.push(() => pool.end());
  return pool;
}

async function listening(server: Server | ServerType): Promise<number> {
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => resolve()); });
  return (server.address() as AddressInfo).port;
}

async function timed(work: Promise<Response>): Promise<{ response: Response; tookMs: number }> {
  const startedMs = performance.now();
  return { response: await work, tookMs: performance.now() - startedMs };
}

describe('while the database is down', () => {
  it('events are answered 503 with Retry-After, at once', async () => {
    const { app } = createTestApp(poolAt('postgresql://nobody@127.0.0.1:1/none'));
    const { response, tookMs } = await timed(post(app, '/v1/track', anOrder(), basic(key)));
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ code: 'database-away' });
    expect(tookMs).toBeLessThan(2_000);
  });

  it('a database that takes connections and never answers is no hang', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    const port = await listening(silent);
    cleanUp.push(() => { for (const socket of sockets) socket.destroy(); silent.close(); });
    const { app } = createTestApp(poolAt(`postgresql://nobody@127.0.0.1:${port}/none`), { databaseLimitMs: 500 });
    const { response, tookMs } = await timed(post(app, '/v1/track', anOrder(), basic(key)));
    expect(response.status).toBe(503);
    expect(tookMs).toBeLessThan(2_000);
    for (const socket of sockets) socket.destroy();
  });

  it('links and the outbox show a page that says so; the status page still stands', async () => {
    const { app } = createTestApp(poolAt('postgresql://nobody@127.0.0.1:1/none'));
    for (const path of ['/u/1.x', '/p/1.x', '/c/1-0.x', '/outbox']) {
      const response = await app.request(path, { headers: { Host: 'localhost', Accept: 'text/html' } });
      expect([path, response.status, response.headers.get('retry-after')]).toEqual([path, 503, '5']);
    }
    const status = await app.request('/', { headers: { Host: 'localhost' } });
    expect(status.status).toBe(200);
    expect(await status.text()).toContain('The database cannot be reached');
  });

  it('nothing acknowledged is lost: a connection that dies in the middle is a 503, and the repeat is stored once', async () => {
    const { app, applied } = createTestApp(poolAt(database.url));
    const blocker = await database.pool.connect();
    cleanUp.push(() => { blocker.release(true); });
    await blocker.query('begin');
    await blocker.query('lock table event_inbox in exclusive mode');
    const first = post(app, '/v1/track', anOrder({ messageId: 'cut' }), basic(key));
    const stuck = `from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into event_inbox%'`;
    await expect.poll(async () => (await database.pool.query(`select 1 ${stuck}`)).rowCount).toBe(1);
    await database.pool.query(`select pg_terminate_backend(pid) ${stuck}`);
    expect((await first).status).toBe(503);
    await blocker.query('rollback');
    const again = await (await post(app, '/v1/track', anOrder({ messageId: 'cut' }), basic(key))).json() as Verdict;
    expect(again.stored + again.repeated).toBe(1);
    await applied();
    expect((await database.pool.query(`select 1 from event_inbox where message_id = 'cut' and status = 'applied'`)).rowCount).toBe(1);
  });
});

async function startServer(): Promise<number> {
  const { app, applied } = createTestApp(database.pool);
  const http = createAdaptorServer({ fetch: app.fetch });
  const port = await listening(http);
  cleanUp.push(applied, () => new Promise((resolve) => { http.close(resolve); }));
  return port;
}

/** Sends raw bytes and answers everything that comes back until the server ends or a second has passed. */
function talk(port: number, write: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => write(socket));
    const end = () => { socket.destroy(); resolve(heard); };
    socket.on('data', (chunk) => { heard += chunk.toString(); });
    socket.on('close', end).on('error', end);
    setTimeout(end, 1_000);
  });
}

describe('on a real socket', () => {
  it('a body that is announced too large is refused before it is sent', async () => {
    const heard = await talk(await startServer(), (socket) => socket.write(
      `POST /v1/track HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${basic(key).Authorization}\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n{`));
    expect(heard).toContain('413');
  });

  it('a body that never says its size is cut off at the limit', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const heard = await talk(await startServer(), (socket) => {
      socket.write(`POST /v1/track HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${basic(key).Authorization}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`);
      for (let n = 0; n < 16; n += 1) socket.write(chunk);
    });
    expect(heard).toContain('413');
  });

  it('half a body stores nothing, and the server goes on', async () => {
    const port = await startServer();
    await talk(port, (socket) => {
      socket.write(`POST /v1/track HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${basic(key).Authorization}\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n{"event":"order.placed"`);
      setTimeout(() => socket.destroy(), 100);
    });
    const response = await fetch(`http://127.0.0.1:${port}/v1/track`, {
      method: 'POST', headers: { ...basic(key), 'Content-Type': 'application/json' }, body: JSON.stringify(anOrder({ messageId: 'socket' }, { orderId: 'socket' })),
    });
    expect(await response.json()).toMatchObject({ ok: true, stored: 1 });
  });

  it('answers the forwarded address of nobody: X-Forwarded headers change nothing for shops', async () => {
    const response = await fetch(`http://127.0.0.1:${await startServer()}/healthz`, { headers: { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' } });
    expect(await response.json()).toEqual({ ok: true });
    expect(JSON.stringify([...response.headers])).not.toContain('evil');
  });
});
