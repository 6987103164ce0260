import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customerWorkflowId } from '../../src/contracts/lifecycle.ts';
import { startCampaign } from '../../src/store/campaign-control.ts';
import { addCustomer, applyCampaignFile, column, eventually, setDomainClock, startTestEngine, type TestEngine } from '../support/engine.ts';

let touchline: TestEngine;
beforeAll(async () => { touchline = await startTestEngine(); });
afterAll(async () => { await touchline.close(); });

describe('a customer lifecycle on a real server', () => {
  test('a campaign takes its audience in, sends once each and gives those who go on a run of their own', async () => {
    // A Tuesday at noon: inside every send window.
    await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.push(await addCustomer(touchline.pool, { external: `c${n}`, orders: ['2011-10-20T10:00:00Z'] }));
    await applyCampaignFile(touchline, 'campaigns/second-order-nudge.yaml');
    const runId = await startCampaign(touchline.pool, 'second-order-nudge');
    await touchline.lifecycle.startCampaignRun(runId);

    await eventually('all members are taken in', async () =>
      (await column(touchline.pool, `select customer_id from audience_member where state in ('awake', 'holdout')`)).length === 5);
    const accepted = await column<string>(touchline.pool, `select customer_id from message where state = 'accepted'`);
    const heldOut = await column<string>(touchline.pool, `select customer_id from audience_member where state = 'holdout'`);
    expect(accepted.length + heldOut.length).toBe(5);
    expect(accepted.length).toBeGreaterThan(0);
    const mails = await column<string>(touchline.pool, `select envelope_to from sandbox_mail order by envelope_to`);
    expect(mails).toEqual((await column<string>(touchline.pool, `select p.address from message m join contact_point p on p.id = m.contact_point_id order by 1`)));

    const waiting = accepted[0]!;
    await eventually('the run waits for a reaction', async () => {
      const description = await touchline.temporal.client.workflow.getHandle(customerWorkflowId(waiting)).describe();
      return description.status.name === 'RUNNING';
    });
    const place = await column<{ kind: string; step: string }>(touchline.pool, `select place from enrolment where customer_id = $1 and open`, [waiting]);
    expect(place).toEqual([expect.objectContaining({ kind: 'waiting', step: 'reaction' })]);
  });
});
