import type { CrashPoint } from '../../../src/contracts/crash-point.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { startCampaign } from '../../../src/store/campaign-control.ts';
import type { Lane, Missing, Strike } from './lane.ts';
import { missingMails } from './missing-mails.ts';

/** Single touches of customers who have a run of their own: one mail on an event, then the end. */
// Decisions first: a send that was cut off is tried again after half a minute, when the short form has killed its last.
export const TOUCH_POINTS = [
  'advance-uncommitted', 'advance-committed', 'relay-taken',
  'claim-next', 'claim-uncommitted', 'claim-committed', 'send-accepted', 'outcome-uncommitted', 'outcome-committed',
] as const satisfies readonly CrashPoint[];

const ON_INQUIRY = `apiVersion: touchline/v1
name: crash-touch
title: { en: One mail }
purpose: marketing
entry: { on: [inquiry.received], re-entry: never }
steps:
  - { id: mail, send: { template: second-order, channels: [email], good-for: 5 days } }
`;

/** Applies and starts the campaign that all touches of a lane belong to. */
export async function prepareTouches(lane: Lane): Promise<void> {
  await lane.applyCampaign('crash-touch', ON_INQUIRY);
  await lane.engine.lifecycle.startCampaignRun(await startCampaign(lane.pool, 'crash-touch'));
}

/** Customers inquire, one more than the hit asks for; the worker dies while it writes to them. */
export async function strikeTouch(lane: Lane, strike: Strike): Promise<void> {
  const { ids } = await lane.newCustomers(strike.hit + 1);
  for (const id of ids) await inquire(lane, id);
  // Whose poke was lost is found by the relay; all others are poked as intake does.
  if (strike.point === 'relay-taken') await lane.pool.query(`update event_inbox set received_system = received_system - interval '2 minutes' where customer_id = any($1::uuid[])`, [ids]);
  else for (const id of ids) await lane.engine.lifecycle.poke(id, 'inquiry.received');
  await lane.strike('worker', strike, settled(lane, ids));
}

const settled = (lane: Lane, ids: readonly CustomerId[]): Missing => () => missingMails(lane.pool, ids, 'crash-touch', 1);

async function inquire({ pool }: Lane, id: CustomerId): Promise<void> {
  await pool.query(
    `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
     values ('test', gen_random_uuid()::text, (select id from shop limit 1), $1, 'inquiry.received', touchline_now(), clock_timestamp(), '{"properties": {}}', 'applied', true)`, [id]);
}
