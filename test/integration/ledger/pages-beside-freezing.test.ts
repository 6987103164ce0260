import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCampaign } from '../../../src/store/campaign-control.ts';
import { freezeAudienceSlice, nextRunStep } from '../../../src/store/campaign-runs.ts';
import { claimPageBatch, settlePageBatch } from '../../../src/store/page.ts';
import { addCustomer, applyCampaignFile, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, NUDGE, openLedger, TUESDAY_NOON } from './ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(async () => { await scene.close(); });

const PEOPLE = 9;
const ACCEPTED = { outcome: 'accepted', providerId: 'accepted-1', detail: '250 OK' } as const;

const nextStep = (runId: string) => nextRunStep(scene.pool, runId, () => 'bulk');
const freeze = (runId: string, size: number) => freezeAudienceSlice(scene.pool, scene.rules.source, runId, size);

async function sendBatch(runId: string, size: number): Promise<number> {
  const batch = await claimPageBatch(scene.pool, scene.rules, runId, size);
  await settlePageBatch(scene.pool, scene.rules.source, batch.toSend.map(({ message, taken }) =>
    ({ messageId: message.id, fence: taken.fence, customerId: message.customerId, outcome: ACCEPTED })));
  return batch.entered;
}

test('those who are frozen are sent to while the rest of the audience is still being frozen, and everybody is taken in once', async () => {
  await setDomainClock(scene.pool, TUESDAY_NOON);
  for (let n = 0; n < PEOPLE; n += 1) await addCustomer(scene.pool, { external: `beside${n}`, orders: ['2011-10-20T10:00:00Z'] });
  await applyCampaignFile(scene, `campaigns/${NUDGE}.yaml`);
  const runId = await startCampaign(scene.pool, NUDGE);

  expect(await nextStep(runId)).toEqual({ kind: 'freeze' });
  expect(await freeze(runId, 4)).toEqual({ frozen: 4, done: false });
  expect(await nextStep(runId)).toEqual({ kind: 'freeze', pagesOn: 'bulk' });
  expect(await sendBatch(runId, 3)).toBe(3);
  expect(await Promise.all([freeze(runId, 4), sendBatch(runId, 3)])).toEqual([{ frozen: 4, done: false }, expect.any(Number)]);
  while (await sendBatch(runId, 3) > 0);
  expect(await nextStep(runId), 'the pages have caught up').toEqual({ kind: 'freeze' });
  while (!(await freeze(runId, 4)).done);
  expect(await nextStep(runId)).toEqual({ kind: 'page', taskQueue: 'bulk' });
  expect(await sendBatch(runId, 3)).toBe(1);
  expect((await nextStep(runId)).kind).not.toBe('page');

  expect(await column(scene.pool, 'select audience_count from campaign_run where id = $1', [runId])).toEqual([PEOPLE]);
  expect(await column(scene.pool, `select count(*)::int from audience_member where run_id = $1 and state in ('pending', 'excluded')`, [runId])).toEqual([0]);
  const [inLedger] = await column<number>(scene.pool, 'select count(distinct customer_id)::int from enrolment where run_id = $1', [runId]);
  expect(inLedger).toBe(PEOPLE);
});
