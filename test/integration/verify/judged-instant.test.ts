import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimPageBatch } from '../../../src/store/page.ts';
import { startCampaign } from '../../../src/store/campaign-control.ts';
import { addCustomer, applyCampaignFile, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, NUDGE, openLedger, TUESDAY_NOON, withReadyMessage } from '../ledger/ledger-scene.ts';

let scene: LedgerScene;
beforeEach(async () => { scene = await openLedger(); });
afterEach(async () => { await scene.close(); });

const AN_HOUR_A_SECOND = 3_600;

test('a claim that is held up carries the instant at which it was judged, not a later one that is forbidden', async () => {
  const { message } = await withReadyMessage(scene, 'held-up');
  const other = await scene.pool.connect();
  await other.query('begin');
  // Rules do not read templates, taking does: it waits between judgement and claim.
  await other.query('lock table template_version in access exclusive mode');
  await setDomainClock(scene.pool, '2011-11-29T18:30:00Z', AN_HOUR_A_SECOND);
  const claiming = scene.claim(message);
  await sleep(1_000);
  await other.query('rollback');
  other.release();
  expect((await claiming).kind).toBe('taken');
  const [claimedAt] = await column<Date>(scene.pool, 'select claimed_at from message where id = $1', [message]);
  expect(claimedAt!.toISOString() < '2011-11-29T19:00').toBe(true);
});

test('a page claims at the instant of its decision', async () => {
  for (let n = 0; n < 12; n += 1) await addCustomer(scene.pool, { external: `page${n}`, orders: ['2011-10-20T10:00:00Z'] });
  await setDomainClock(scene.pool, TUESDAY_NOON, AN_HOUR_A_SECOND);
  await applyCampaignFile(scene, `campaigns/${NUDGE}.yaml`);
  const runId = await startCampaign(scene.pool, NUDGE);
  await scene.pool.query(`update campaign_run set state = 'sending' where id = $1`, [runId]);
  await scene.pool.query('insert into audience_member (run_id, customer_id) select $1, customer_id from identity', [runId]);
  await setDomainClock(scene.pool, TUESDAY_NOON, AN_HOUR_A_SECOND);
  const { toSend } = await claimPageBatch(scene.pool, scene.rules, runId, 20);
  expect(toSend.length).toBeGreaterThan(0);
  const apart = await column<boolean>(scene.pool, `select m.claimed_at = d.at from message m join decision d using (customer_id) where m.state = 'sending'`);
  expect(new Set(apart)).toEqual(new Set([true]));
});
