import { describe, expect, it } from 'vitest';
import { toCampaignName } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { foresee } from '../../../src/domain/preview.ts';
import { aCampaign, aCustomer, aPolicy, aRunning, aSend, aSnapshot, aWait, exit, NOW_MS, someRules, step } from '../../support/builders.ts';

const name = toCampaignName('win-back');
const twice = aCampaign({ steps: [aSend('first', step('rest')), aWait('rest', step('second')), aSend('second')] });
const planned = (foresight: ReturnType<typeof foresee>) => foresight.touches.map(({ atMs, message }) => [message.step, (atMs - NOW_MS) / DAY_MS]);

const bySilence = (campaign: string) => aRunning(aCampaign({ name: campaign, steps: [aSend('nudge', exit())], entry: { kind: 'event', on: ['became-at-risk'], when: null } }));

describe('the future of a customer in a campaign', () => {
  it('is every touch with its instant', () => {
    expect(planned(foresee(aSnapshot(), someRules({ campaigns: [aRunning(twice)] }), name, 10))).toEqual([['first', 0], ['second', 7]]);
  });
  it('knows quiet hours and caps, and tells the reasons on the way', () => {
    const policy = aPolicy({
      caps: [{ count: 1, per: { unit: 'days', count: 8 }, channel: null }],
      quietHours: { '*': { fromMinute: 0, untilMinute: 18 * 60, days: 'all' } },
    });
    const foresight = foresee(aSnapshot(), someRules({ policy, campaigns: [aRunning(twice)] }), name, 10);
    // The first waits for 18:00 in Berlin, the second for the cap one day after its wait.
    expect(foresight.touches.map(({ atMs }) => atMs)).toEqual([NOW_MS + 6 * 3_600_000, NOW_MS + 6 * 3_600_000 + 8 * DAY_MS + 1]);
    expect(foresight.lines.map(({ because }) => because.code)).toEqual(['entered', 'quiet-hours', 'step-reached', 'wait-timed-out', 'frequency-cap', 'step-reached']);
  });
  it('waits for the silence that starts a campaign', () => {
    const winBack = aRunning({ ...twice, entry: { kind: 'event', on: ['became-at-risk'], when: null } });
    expect(planned(foresee(aSnapshot(), someRules({ campaigns: [winBack] }), name, 10))).toEqual([['first', 50], ['second', 57]]);
  });
  it('says why a customer would get nothing', () => {
    const loyalOnly = aRunning({ ...twice, audience: { ...twice.audience, stages: ['loyal'] } });
    const foresight = foresee(aSnapshot(), someRules({ campaigns: [loyalOnly] }), name, 10);
    expect(foresight.touches).toEqual([]);
    expect(foresight.lines.map(({ because }) => because.code)).toContain('not-in-audience');
    const unsubscribed = aSnapshot({ customer: aCustomer({ consents: [] }) });
    expect(foresee(unsubscribed, someRules({ campaigns: [aRunning(twice)] }), name, 10).lines.map(({ because }) => because.code)).toContain('no-consent');
  });
  it('ends at the limit, also for a campaign that goes round', () => {
    const round = aRunning(aCampaign({ steps: [aSend('first', step('rest')), aWait('rest', step('first'), { timeout: { unit: 'days', count: 1 } })] }));
    expect(foresee(aSnapshot(), someRules({ campaigns: [round] }), name, 3).touches).toHaveLength(3);
    expect(foresee(aSnapshot(), someRules({ campaigns: [round] }), name, 1000).touches).toHaveLength(20);
  });
  it('of all campaigns together shares one cap', () => {
    const policy = aPolicy({ caps: [{ count: 1, per: { unit: 'days', count: 2 }, channel: null }] });
    const foresight = foresee(aSnapshot(), someRules({ policy, campaigns: [bySilence('one'), bySilence('two')] }), null, 10);
    expect(foresight.touches.map(({ message, atMs }) => [message.campaign, atMs - NOW_MS])).toEqual([['one', 50 * DAY_MS], ['two', 52 * DAY_MS + 1]]);
  });
});
