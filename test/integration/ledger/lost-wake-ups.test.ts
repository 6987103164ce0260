import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cancelCampaign, pauseCampaign, resumeCampaign, startCampaign } from '../../../src/store/campaign-control.ts';
import { Relay } from '../../../src/intake/relay.ts';
import { nextRunStep } from '../../../src/store/campaign-runs.ts';
import { setClock } from '../../../src/store/domain-clock.ts';
import { clockChanges, customersAwaiting, takeOverdueCustomers, unfinishedRuns } from '../../../src/store/relay.ts';
import { addCustomer, applyCampaignFile, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, NUDGE, openLedger, TUESDAY_NOON, withReadyMessage } from './ledger-scene.ts';

const nothing = () => Promise.resolve();

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(async () => { await scene.close(); });
beforeEach(async () => { await setDomainClock(scene.pool, TUESDAY_NOON); });

describe('the relay', () => {
  test('goes on for everybody when one customer has been poked in vain for days', async () => {
    const stuck = await addCustomer(scene.pool, { external: 'stuck' });
    const late = await addCustomer(scene.pool, { external: 'late' });
    await scene.pool.query(`update customer_state set wake_at = touchline_now() - interval '3 days', pokes = 40, poked_system = clock_timestamp() - interval '61 minutes' where customer_id = $1`, [stuck]);
    await scene.pool.query(`update customer_state set wake_at = touchline_now() - interval '2 minutes' where customer_id = $1`, [late]);
    expect(new Set(await takeOverdueCustomers(scene.pool, 10))).toEqual(new Set([stuck, late]));
    await scene.pool.query('update customer_state set wake_at = null where customer_id = any($1::uuid[])', [[stuck, late]]);
  });

  test('leaves a deferred message to its own retries: looking again does not call for another look at once', async () => {
    const { id, message } = await withReadyMessage(scene, 'deferred-long-ago');
    await scene.tell(id, message, await scene.take(message), { outcome: 'deferred', code: '421', detail: 'later', retryAfterMs: null });
    await setDomainClock(scene.pool, '2011-11-29T12:10:00Z');
    expect(await takeOverdueCustomers(scene.pool, 10)).toEqual([id]);
    await scene.advance(id);
    expect(await takeOverdueCustomers(scene.pool, 10)).toEqual([]);
    await scene.pool.query(`update message set state = 'void' where id = $1`, [message]);
  });
});

describe('a changed clock', () => {
  test('is told to customers and campaign runs alike, again when the telling broke off', async () => {
    const id = await addCustomer(scene.pool, { external: 'sleeps' });
    await scene.pool.query(`update customer_state set wake_at = touchline_now() + interval '30 days' where customer_id = $1`, [id]);
    await scene.pool.query(`insert into campaign (name, active_ordinal) values ('in-spring', 1)`);
    await scene.pool.query(`insert into campaign_version (campaign, ordinal, hash, source, definition, created_at) values ('in-spring', 1, 'h', '', '{"entry": {"kind": "audience"}}', touchline_now())`);
    await scene.pool.query(
      `insert into campaign_run (id, campaign, ordinal, run_number, state, seed, starts_at) values ('campaign:in-spring:v1:r1', 'in-spring', 1, 1, 'scheduled', 's', touchline_now() + interval '100 days')`);
    const told: string[] = [];
    let temporalIsAway = false;
    const relay = new Relay({
      takeOverdueCustomers: () => Promise.resolve([]),
      customersAwaiting: (after, limit) => customersAwaiting(scene.pool, after, limit),
      clockChanges: () => clockChanges(scene.pool),
      unfinishedRuns: () => unfinishedRuns(scene.pool),
      applyWaitingEvents: () => Promise.resolve(),
      applyWaitingNews: async () => undefined, reviewDueTiers: () => Promise.resolve([]), tellCareDays: () => Promise.resolve([]), tellShopNews: () => Promise.resolve([]), tellAgreements: () => Promise.resolve([]), tellChangedRights: () => Promise.resolve(), tellStaff: async () => undefined, startWaitingWebhooks: () => Promise.resolve(), startDueProductAdvice: () => Promise.resolve(),
      keepHouse: () => Promise.resolve(),
      pokeAll: (ids) => {
        if (temporalIsAway) return Promise.reject(new Error('away'));
        told.push(...ids);
        return Promise.resolve();
      },
      startCampaignRun: () => Promise.resolve(),
      pokeCampaignRun: (run) => { told.push(run); return Promise.resolve(); },
      report: () => undefined,
    });
    await relay.look();
    temporalIsAway = true;
    await setClock(scene.pool, { atMs: Date.parse('2012-03-09T12:00:00Z') });
    await relay.look();
    temporalIsAway = false;
    told.length = 0;
    await relay.look();
    expect(told).toEqual(expect.arrayContaining([id, 'campaign:in-spring:v1:r1']));
    told.length = 0;
    await relay.look();
    expect(told).toEqual([]);
    await scene.pool.query(`update campaign_run set state = 'finished'`);
  });
});

describe('a campaign run', () => {
  test('that is paused is not told to look again and again', async () => {
    await applyCampaignFile(scene, `campaigns/${NUDGE}.yaml`);
    const runId = await startCampaign(scene.pool, NUDGE);
    await scene.pool.query(`update campaign_run set state = 'waiting' where id = $1`, [runId]);
    expect(await unfinishedRuns(scene.pool)).toEqual([{ id: runId, ready: true }]);
    await pauseCampaign(scene.pool, NUDGE);
    expect(await unfinishedRuns(scene.pool)).toEqual([{ id: runId, ready: false }]);
  });

  test('that is paused looks again by itself, for the word of its resume may have been lost', async () => {
    const [runId] = await column<string>(scene.pool, `select id from campaign_run where campaign = $1`, [NUDGE]);
    const step = await nextRunStep(scene.pool, runId!, () => 'bulk');
    expect(step).toMatchObject({ kind: 'wait', waitMs: expect.any(Number) });
    await resumeCampaign(scene.pool, NUDGE, 'catch-up', 0);
  });

  test('is told by the relay that its campaign goes on or was cancelled, when nobody else told it', async () => {
    const [runId] = await column<string>(scene.pool, `select id from campaign_run where campaign = $1`, [NUDGE]);
    const ready = async () => (await unfinishedRuns(scene.pool)).some((run) => run.id === runId && run.ready);
    await scene.pool.query(`update campaign_run set state = 'sending' where id = $1`, [runId]);
    await pauseCampaign(scene.pool, NUDGE);
    expect(await ready()).toBe(false);
    await resumeCampaign(scene.pool, NUDGE, 'catch-up', 0);
    expect(await ready()).toBe(true);
    await pauseCampaign(scene.pool, NUDGE);
    await cancelCampaign(scene.pool, NUDGE);
    expect(await ready()).toBe(true);
  });

  test('that has much to do is told at once and then every half minute, not at every look', async () => {
    const told: string[] = [];
    const relay = new Relay({
      takeOverdueCustomers: () => Promise.resolve([]), customersAwaiting: () => Promise.resolve([]), clockChanges: () => Promise.resolve(0),
      unfinishedRuns: () => Promise.resolve([{ id: 'busy', ready: true }, { id: 'sleeps', ready: false }]),
      applyWaitingEvents: nothing, applyWaitingNews: async () => undefined, reviewDueTiers: () => Promise.resolve([]), tellCareDays: () => Promise.resolve([]), tellShopNews: () => Promise.resolve([]), tellAgreements: () => Promise.resolve([]), tellChangedRights: () => Promise.resolve(), tellStaff: async () => undefined, startWaitingWebhooks: () => Promise.resolve(), startDueProductAdvice: nothing, keepHouse: nothing, pokeAll: nothing, report: () => undefined,
      startCampaignRun: async (run) => { told.push(`start ${run}`); },
      pokeCampaignRun: async (run) => { told.push(`poke ${run}`); },
    });
    for (let look = 0; look < 21; look += 1) await relay.look();
    expect(told.filter((line) => line === 'poke busy')).toHaveLength(3);
    expect(told.filter((line) => line === 'start sleeps')).toHaveLength(3);
  });
});
