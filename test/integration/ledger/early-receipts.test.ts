import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startCampaign } from '../../../src/store/campaign-control.ts';
import { receivedEvents } from '../../../src/store/inbox.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { messageByRef, storeClick } from '../../../src/store/links.ts';
import { claimPageBatch, settlePageBatch } from '../../../src/store/page.ts';
import type { MessageRow } from '../../../src/store/message-rows.ts';
import { addCustomer, applyCampaignFile, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, NUDGE, openLedger, TUESDAY_NOON, withReadyMessage } from './ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(async () => { await scene.close(); });
beforeEach(async () => { await setDomainClock(scene.pool, TUESDAY_NOON); });

/** The customer follows the first link of the mail. */
async function clicks(message: Pick<MessageRow, 'ref' | 'customerId'>): Promise<void> {
  const linked = await messageByRef(scene.pool, BigInt(message.ref));
  const inboxId = await storeClick(scene.pool, linked!, 0);
  const { wokenBy } = await applyForCustomer(scene.pool, { shopId: linked!.shopId, customerId: message.customerId }, await receivedEvents(scene.pool, [inboxId!]));
  expect(wokenBy === null || wokenBy === 'clicked').toBe(true);
}

describe('a click that comes before the outcome of its mail is recorded', () => {
  test('is heard as soon as the enrolment waits for it', async () => {
    for (let n = 0; n < 12; n += 1) await addCustomer(scene.pool, { external: `quick${n}`, orders: ['2011-10-20T10:00:00Z'] });
    await applyCampaignFile(scene, `campaigns/${NUDGE}.yaml`);
    const runId = await startCampaign(scene.pool, NUDGE);
    await scene.pool.query(`update campaign_run set state = 'sending' where id = $1`, [runId]);
    await scene.pool.query('insert into audience_member (run_id, customer_id) select $1, customer_id from identity', [runId]);
    const { toSend } = await claimPageBatch(scene.pool, scene.rules, runId, 20);
    const [quick, slow] = toSend;
    await clicks(quick!.message);
    await settlePageBatch(scene.pool, scene.rules.source, toSend.map(({ message, taken }) =>
      ({ messageId: message.id, fence: taken.fence, customerId: message.customerId, outcome: { outcome: 'accepted', providerId: 'p', detail: 'ok' } })));
    await scene.advance(quick!.message.customerId);
    expect(await scene.placeOf(quick!.message.customerId)).toMatchObject({ kind: 'waiting', step: 'time-to-decide' });
    if (slow !== undefined) expect(await scene.placeOf(slow.message.customerId)).toMatchObject({ kind: 'waiting', step: 'reaction' });
    expect(await column(scene.pool, `select status from event_inbox where kind = 'clicked'`)).toEqual(['consumed']);
  });
});

test('a click tells that a mail of unknown outcome was received: it is accepted from then on', async () => {
  const [message] = await column<string>(scene.pool, `select id from message where state = 'accepted' order by id desc limit 1`);
  await scene.pool.query(`update message set state = 'unknown', accepted_at = null where id = $1`, [message]);
  const [ref] = await column<string>(scene.pool, 'select ref::text from message where id = $1', [message]);
  const [customerId] = await column<MessageRow['customerId']>(scene.pool, 'select customer_id from message where id = $1', [message]);
  await clicks({ ref: ref!, customerId: customerId! });
  expect(await column(scene.pool, 'select state from message where id = $1 and accepted_at = claimed_at', [message])).toEqual(['accepted']);
});

test('a click on the first copy of a service message keeps its second from leaving, and the enrolment goes on', async () => {
  const { id, message } = await withReadyMessage(scene, 'first-copy-came');
  await scene.pool.query(`update message set purpose = 'service' where id = $1`, [message]);
  await scene.pool.query(`update policy_version set definition = jsonb_set(definition, '{unknownOutcome,service}', '"resend"') where active`);
  await scene.tell(id, message, await scene.take(message), { outcome: 'unknown', code: 'cut', detail: 'after the final dot' });
  expect(await scene.stateOf(message)).toBe('ready');

  const [ref] = await column<string>(scene.pool, 'select ref::text from message where id = $1', [message]);
  await clicks({ ref: ref!, customerId: id });

  expect((await scene.claim(message)).kind).toBe('not-now');
  expect(await scene.stateOf(message)).toBe('accepted');
  expect(await column(scene.pool, 'select pokes from customer_state where customer_id = $1 and wake_at <= touchline_now()', [id])).toEqual([-1]);
  await scene.advance(id);
  expect((await scene.placeOf(id))?.kind).not.toBe('sending');
});
