import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { openPool } from '../../src/store/pool.ts';

// The least that takes an event and keeps it: one handler, one INSERT, the same pool and the same database as the server.
const pool = openPool(process.argv[2] ?? '', 10);
await pool.query('create table if not exists bare_event (id bigserial primary key, message_id text not null unique, payload jsonb not null, at timestamptz not null)');
await pool.query('create table if not exists bare_body (id bigserial primary key, body bytea not null, at timestamptz not null)');

const app = new Hono();
app.post('/v1/track', async (c) => {
  const body = await c.req.json<{ messageId: string }>();
  await pool.query('insert into bare_event (message_id, payload, at) values ($1, $2, now()) on conflict do nothing', [body.messageId, JSON.stringify(body)]);
  return c.json({ ok: true });
});
app.post('/v1/hooks/whatsapp', async (c) => {
  await pool.query('insert into bare_body (body, at) values ($1, now())', [Buffer.from(await c.req.arrayBuffer())]);
  return c.text('ok');
});
const server = createAdaptorServer({ fetch: app.fetch });
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
process.on('disconnect', () => process.exit(0));
