import { applyPolicyFile } from '../../../src/cli/apply-files.ts';
import { channelRules, createChannels } from '../../../src/channels/registry.ts';
import type { SendOutcome } from '../../../src/contracts/channel.ts';
import type { LifecycleAnswer } from '../../../src/contracts/lifecycle.ts';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { advanceCustomer } from '../../../src/store/advance.ts';
import { claimMessage } from '../../../src/store/claim.ts';
import { recordOutcome } from '../../../src/store/record-outcome.ts';
import { RulesSource } from '../../../src/store/rules.ts';
import { freshDatabase } from '../../support/database.ts';
import { addCustomer, applyCampaignFile, column, setDomainClock } from '../../support/engine.ts';
import { sendsOf } from '../../support/sends.ts';

export const TUESDAY_NOON = '2011-11-29T12:00:00Z';
export const WELCOME = 'welcome-first-order';
export const NUDGE = 'second-order-nudge';

export type LedgerScene = Awaited<ReturnType<typeof openLedger>>;

/** A database with the shop policy and the two calls that a customer's run and its sends make on it. */
export async function openLedger() {
  const database = await freshDatabase();
  const { pool } = database;
  const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 } });
  await applyPolicyFile(pool, 'touchline.yaml', channels);
  const source = new RulesSource(channelRules(channels));
  const taskQueueOf = (channel: string) => channels[channel]?.taskQueue ?? 'none';
  const rules = { source, taskQueueOf, leaseMs: 60_000 };
  let calls = 0;
  return {
    pool, channels, rules,
    close: () => database.drop(),
    advance: (id: CustomerId): Promise<LifecycleAnswer> => advanceCustomer(pool, source, taskQueueOf, { customerId: id, callKey: `scene:${calls += 1}` }),
    claim: (id: MessageId) => claimMessage(pool, rules, id),
    take: async (id: MessageId): Promise<number> => {
      const claim = await claimMessage(pool, rules, id);
      if (claim.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(claim)}`);
      return claim.taken.fence;
    },
    tell: (customerId: CustomerId, messageId: MessageId, fence: number, outcome: SendOutcome) =>
      recordOutcome(pool, rules, customerId, { messageId, fence, outcome }),
    stateOf: async (id: MessageId) => (await column<string>(pool, 'select state from message where id = $1', [id]))[0],
    placeOf: async (id: CustomerId) => (await column<{ kind: string; step?: string; message?: MessageId }>(
      pool, 'select place from enrolment where customer_id = $1 order by entered_at desc limit 1', [id]))[0],
  };
}

/** Applies a campaign file of the repository and lets it run. */
export async function runCampaign({ pool, channels }: LedgerScene, name: string): Promise<void> {
  await applyCampaignFile({ pool, channels }, `campaigns/${name}.yaml`);
  await pool.query(`update campaign set state = 'running' where name = $1`, [name]);
}

/** Something happened to the customer: intake has applied it, no decision has taken it in. */
export async function happens({ pool }: LedgerScene, id: CustomerId, kind: string, properties: object = {}): Promise<void> {
  await pool.query(
    `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
     values ('test', gen_random_uuid()::text, (select id from shop limit 1), $1, $2, touchline_now(), clock_timestamp(), jsonb_build_object('properties', $3::jsonb), 'applied', true)`,
    [id, kind, JSON.stringify(properties)]);
}

/** A customer whose welcome mail is due on Tuesday at noon: enrolled by the event of a first order, a day before. */
export async function withReadyMessage(scene: LedgerScene, external: string): Promise<{ id: CustomerId; message: MessageId }> {
  await runCampaign(scene, WELCOME);
  await setDomainClock(scene.pool, '2011-11-28T11:00:00Z');
  const id = await addCustomer(scene.pool, { external, orders: ['2011-11-28T10:59:00Z'] });
  await happens(scene, id, 'order.placed', { 'first-order': true });
  await scene.advance(id);
  await setDomainClock(scene.pool, TUESDAY_NOON);
  const message = sendsOf(await scene.advance(id))[0]?.messageId;
  if (message === undefined) throw new Error('no message is ready');
  return { id, message };
}
