import { setTimeout as sleep } from 'node:timers/promises';
import type { CrashPoint } from '../../../src/contracts/crash-point.ts';
import { createWriteKey } from '../../../src/store/write-keys.ts';
import { column, eventually } from '../../support/engine.ts';
import { closedPort } from '../../support/smtp-sink.ts';
import { basic } from '../../integration/api/test-app.ts';
import { startPart } from '../../support/part-process.ts';
import type { Lane, Missing, Strike } from './lane.ts';

/** Events from a shop: the server dies between its commits. */
export const INTAKE_POINTS = ['events-stored', 'events-unapplied', 'events-uncommitted', 'events-applied'] as const satisfies readonly CrashPoint[];

const ORDERS = 8;

interface Shop {
  readonly port: number;
  readonly variables: Record<string, string>;
  /** Sends the events of a batch until they are acknowledged, as shops do. */
  readonly send: (tag: string) => Promise<boolean>;
}

export async function openShop(lane: Lane): Promise<Shop> {
  const [shopId] = await column<string>(lane.pool, 'select id from shop limit 1');
  const key = (await createWriteKey(lane.pool, shopId!, 'crash'))!.key;
  const port = await closedPort();
  return {
    port,
    // The sandbox's mail server of this process stands already: the server's own needs another port.
    variables: { TOUCHLINE_PORT: String(port), TOUCHLINE_SANDBOX_SMTP: `smtp://127.0.0.1:${await closedPort()}` },
    send: async (tag) => {
      try {
        const answer = await fetch(`http://127.0.0.1:${port}/v1/batch`, {
          method: 'POST', headers: { 'Content-Type': 'application/json', ...basic(key) }, body: JSON.stringify({ batch: ordersOf(tag) }), signal: AbortSignal.timeout(5_000),
        });
        return answer.ok;
      } catch {
        return false;
      }
    },
  };
}

const ordersOf = (tag: string) => Array.from({ length: ORDERS }, (_, nth) => ({
  event: 'order.placed', customer: `${tag}-${nth}`, messageId: `${tag}-${nth}`, occurredAt: '2011-11-29T11:00:00Z', properties: { orderId: `${tag}-${nth}`, value: 10 },
}));

/** Sends a batch into an armed server, again and again until it is dead. */
export async function strikeIntake(lane: Lane, shop: Shop, strike: Strike): Promise<string> {
  const tag = `e${lane.deaths.length}`;
  const over = new AbortController();
  const sending = (async () => { while (!over.signal.aborted && !(await shop.send(tag))) await sleep(100); })();
  await lane.strike('server', strike, eventsApplied(lane, tag), shop.variables).finally(() => over.abort());
  await sending;
  return tag;
}

/** Every shop repeats what was not acknowledged, here even what was; each order counts once. */
export async function repeatAll(lane: Lane, shop: Shop, tags: readonly string[]): Promise<number> {
  const server = await startPart('server', { ...lane.engine.variables(), ...shop.variables });
  try {
    for (const tag of tags) await eventually(`${tag} is acknowledged`, () => shop.send(tag));
    return await lane.reckon();
  } finally {
    server.signal('SIGTERM');
    await server.ended;
  }
}

function eventsApplied({ pool }: Lane, tag: string): Missing {
  return async () => {
    const open = await column<string>(pool, `select message_id from event_inbox where message_id like $1 and status in ('received', 'applied')`, [`${tag}-%`]);
    const orders = await column<number>(pool,
      `select f.order_count from customer_facts f join identity i on i.customer_id = f.customer_id where i.value like $1`, [`${tag}-%`]);
    if (orders.some((count) => count > 1)) throw new Error(`${tag}: an order was booked twice`);
    if (open.length > 0) return `${open.length} events of ${tag} not consumed`;
    return orders.filter((count) => count === 1).length === ORDERS ? null : `only ${orders.length} of ${ORDERS} orders of ${tag}`;
  };
}
