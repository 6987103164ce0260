import type { CrashPoint } from '../../../src/contracts/crash-point.ts';
import { told } from '../../integration/verify/lively-shop.ts';
import { applyChangedPolicy, column } from '../../support/engine.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';
import type { Lane, Strike } from './lane.ts';

/** Webhooks to the shop's own system, which takes everything. */
export const WEBHOOK_POINTS = ['webhook-answered'] as const satisfies readonly CrashPoint[];

/** A system of the shop that order tags go to. */
export async function openReceiver(lane: Lane): Promise<WebhookReceiver> {
  const receiver = await startWebhookReceiver();
  await applyChangedPolicy(lane.engine, (source) => source.replace(/^# webhooks: .*$/m, `webhooks: { url: "${receiver.url}" }`));
  return receiver;
}

/** As many customers of a tier with free shipping order as the hit asks for; the worker dies after an answer that nobody has recorded. */
export async function strikeWebhook(lane: Lane, receiver: WebhookReceiver, strike: Strike): Promise<void> {
  const { ids, tag } = await lane.newCustomers(strike.hit);
  await lane.pool.query(`update customer_facts set tier = 'B', tier_since = touchline_now() where customer_id = any($1::uuid[])`, [ids]);
  for (const [n, id] of ids.entries()) {
    await told(lane, id, { kind: 'order.placed', change: { does: 'order', orderId: `${tag}-${n}`, value: 1_000_000, currency: 'GBP', country: 'GB', lines: [] } });
  }
  const sent = await column<string>(lane.pool, `select id from webhook where data->>'orderId' like $1`, [`${tag}-%`]);
  if (sent.length !== strike.hit) throw new Error(`${sent.length} webhooks for ${strike.hit} orders`);
  await lane.strike('worker', strike, async () => {
    const waiting = await column<string>(lane.pool, `select id from webhook where id = any($1) and state <> 'delivered'`, [sent]);
    const arrived = receiver.received.map(({ headers }) => String(headers['webhook-id']));
    // What was cut off after its answer comes once more, under its own id.
    const missing = sent.filter((id) => !arrived.includes(id));
    if (waiting.length > 0 || missing.length > 0) return `${waiting.length} webhooks wait, ${missing.length} never came`;
    return arrived.filter((id) => sent.includes(id)).length > sent.length ? null : 'nothing came twice';
  });
}
