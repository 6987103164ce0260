import { Hono } from 'hono';
import type { ApiPorts, PartHealth, StatusFacts } from '../api-ports.ts';
import { isDatabaseAway, withinMs } from '../database-away.ts';
import { renderPage } from '../page.tsx';
import { RequestFailure } from '../problem.ts';
import { StatusPage } from '../status-page.tsx';

/** What the status page shows; `facts` is null while the database cannot be reached. */
export interface Status {
  readonly version: string;
  readonly parts: readonly PartHealth[];
  readonly facts: StatusFacts | null;
  readonly temporalUiUrl: string | null;
}

/** `/` and `/status.json`: the same data, for people and for programs. */
export function statusRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  routes.get('/', async (c) => c.html(renderPage(<StatusPage status={await readStatus(ports)} />)));
  routes.get('/status.json', async (c) => c.json({ schemaVersion: 1, ...await readStatus(ports) }));
  return routes;
}

async function readStatus(ports: ApiPorts): Promise<Status> {
  const { status } = ports;
  const [parts, facts] = await Promise.all([status.parts(), readFacts(ports)]);
  return { version: status.version, parts, facts, temporalUiUrl: status.temporalUiUrl };
}

/** A status page that fails with the database would be of no use just when it is needed. */
async function readFacts({ status, databaseLimitMs }: ApiPorts): Promise<StatusFacts | null> {
  try {
    return await withinMs(databaseLimitMs, status.facts());
  } catch (error) {
    if (error instanceof RequestFailure || isDatabaseAway(error)) return null;
    throw error;
  }
}
