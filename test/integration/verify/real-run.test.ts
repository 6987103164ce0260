import { afterAll, beforeAll, expect, test } from 'vitest';
import { channelRules } from '../../../src/channels/registry.ts';
import { startCampaign } from '../../../src/store/campaign-control.ts';
import { verifyInvariants } from '../../../src/store/verify.ts';
import { addCustomer, applyCampaignFile, column, eventually, setDomainClock, startTestEngine, type TestEngine } from '../../support/engine.ts';

let touchline: TestEngine;
beforeAll(async () => { touchline = await startTestEngine(); });
afterAll(async () => { await touchline.close(); });

/** What does not hold, and how many rows were looked at by each check. */
async function verified(): Promise<{ broken: unknown[]; checked: Map<string, number> }> {
  const reports = await verifyInvariants(touchline.pool, { channels: channelRules(touchline.channels) });
  return { broken: reports.filter(({ count }) => count > 0), checked: new Map(reports.map(({ id, checked }) => [id, checked])) };
}

test('a campaign on the real engine keeps every invariant, while mails leave and after', async () => {
  await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
  for (let n = 0; n < 60; n += 1) await addCustomer(touchline.pool, { external: `real${n}`, orders: ['2011-10-20T10:00:00Z'] });
  await applyCampaignFile(touchline, 'campaigns/second-order-nudge.yaml');
  await touchline.lifecycle.startCampaignRun(await startCampaign(touchline.pool, 'second-order-nudge'));
  await eventually('some mails have left', async () => (await column(touchline.pool, `select 1 from message where state = 'accepted'`)).length > 5);
  expect((await verified()).broken).toEqual([]);
  const settled = `select 1 from audience_member where state in ('awake', 'holdout', 'done')`;
  await eventually('all are taken in and awake', async () => (await column(touchline.pool, settled)).length === 60);
  const { broken, checked } = await verified();
  expect(broken).toEqual([]);
  expect(checked.get('mail-has-message')).toBe(checked.get('at-most-once'));
  expect(checked.get('at-most-once')).toBeGreaterThan(30);
});
