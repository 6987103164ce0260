import { Hono, type Context } from 'hono';
import type { IntakeVerdict } from '../../contracts/tracking.ts';
import { readBatch, readTrack, type ReadEvents, type ReadingScene, type RequestFault } from '../../intake/events/read-events.ts';
import { receiveEvents } from '../../intake/events/receive-events.ts';
import type { ApiPorts } from '../api-ports.ts';
import { databaseAway, withinMs } from '../database-away.ts';
import { RequestFailure } from '../problem.ts';
import { readJsonBody } from '../request-body.ts';
import { writeKeyOfBody, writeKeyOfHeader } from '../write-key-of-request.ts';

type Reader = (body: unknown, scene: ReadingScene) => ReadEvents | RequestFault;

/** Events of shops: stored before the answer, told per event what was wrong. */
export function eventRoutes(ports: ApiPorts): Hono {
  const routes = new Hono();
  for (const [path, read] of [['/v1/track', readTrack], ['/v1/identify', readIdentify], ['/v1/batch', readBatch]] as const) {
    routes.post(path, async (c) => c.json(await receive(ports, c, read)));
  }
  return routes;
}

/** Segment's path for bare traits; the type may be left out there. */
function readIdentify(body: unknown, scene: ReadingScene): ReadEvents {
  const told = typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body, type: 'identify' } : body;
  return readTrack(told, scene);
}

async function receive(ports: ApiPorts, c: Context, read: Reader): Promise<IntakeVerdict> {
  const headerKey = writeKeyOfHeader(c.req.header('authorization'));
  // A key in the header is checked before a byte of the body is read.
  const known = headerKey === null ? null : await authenticate(ports, headerKey);
  const body = await readJsonBody(c.req.raw);
  const shopId = known ?? await authenticate(ports, writeKeyOfBody(body));
  const { events } = ports;
  const told = read(body, { receivedSystemMs: events.systemNowMs(), addressTraits: events.addressTraits });
  if ('requestFault' in told) throw new RequestFailure('bad-request', { detail: told.requestFault.detail, errors: [told.requestFault] });
  const storing = receiveEvents({ store: (taken) => events.store(shopId, taken), stored: events.stored }, told);
  return withinMs(ports.databaseLimitMs, storing).catch((error: unknown) => {
    // Whatever kept the events from being stored, the sender still has them and may repeat them.
    if (!(error instanceof RequestFailure)) ports.report(error, c.req.path);
    throw databaseAway();
  });
}

async function authenticate({ events, databaseLimitMs }: ApiPorts, key: string): Promise<string> {
  const shopId = await withinMs(databaseLimitMs, events.shopOfWriteKey(key));
  if (shopId === null) throw new RequestFailure('wrong-write-key', { headers: { 'WWW-Authenticate': 'Basic realm="Touchline events"' } });
  return shopId;
}
