import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCampaign } from '../../../src/store/campaign-control.ts';
import { freezeAudienceSlice, nextRunStep } from '../../../src/store/campaign-runs.ts';
import { claimPageBatch } from '../../../src/store/page.ts';
import { addCustomer, applyCampaignFile, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, NUDGE, openLedger, TUESDAY_NOON } from './ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(async () => { await scene.close(); });

/** A newer version becomes the active one, as `campaign apply` does with an edited file. */
async function edit(name: string): Promise<void> {
  await scene.pool.query(
    `insert into campaign_version (campaign, ordinal, hash, source, definition, created_at)
     select campaign, 2, 'edited', source, definition, created_at from campaign_version where campaign = $1 and ordinal = 1`, [name]);
  await scene.pool.query('update campaign set active_ordinal = 2 where name = $1', [name]);
}

describe('a run keeps the version it was started with', () => {
  test('when a newer one is applied before its audience is frozen, and while it is taken in', async () => {
    await setDomainClock(scene.pool, TUESDAY_NOON);
    for (let n = 0; n < 6; n += 1) await addCustomer(scene.pool, { external: `frozen${n}`, orders: ['2011-10-20T10:00:00Z'] });
    await applyCampaignFile(scene, `campaigns/${NUDGE}.yaml`);
    const runId = await startCampaign(scene.pool, NUDGE);
    await edit(NUDGE);
    expect(await nextRunStep(scene.pool, runId, () => 'bulk')).toEqual({ kind: 'freeze' });
    while (!(await freezeAudienceSlice(scene.pool, scene.rules.source, runId, 100)).done);
    expect(await column(scene.pool, 'select audience_count from campaign_run where id = $1', [runId])).toEqual([6]);
    expect((await claimPageBatch(scene.pool, scene.rules, runId, 10)).entered).toBe(6);
    expect(await column(scene.pool, `select reason from audience_member where run_id = $1 and state = 'excluded'`, [runId])).toEqual([]);
    expect(new Set(await column(scene.pool, 'select ordinal from enrolment'))).toEqual(new Set([1]));
  });
});
