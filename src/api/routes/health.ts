import { Hono } from 'hono';
import type { ApiPorts } from '../api-ports.ts';

/** `/healthz`: the process answers. `/readyz`: every part it needs answers too, else 503 with the parts by name. */
export function healthRoutes({ status }: ApiPorts): Hono {
  const routes = new Hono();
  routes.get('/healthz', (c) => c.json({ ok: true }));
  routes.get('/readyz', async (c) => {
    const parts = await status.parts();
    const ok = parts.every(({ state }) => state !== 'down');
    // Names and states only: details are for operators.
    return c.json({ ok, parts: Object.fromEntries(parts.map(({ part, state }) => [part, state])) }, ok ? 200 : 503);
  });
  return routes;
}
