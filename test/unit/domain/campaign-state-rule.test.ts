import { describe, expect, it, test } from 'vitest';
import { campaignStateRule, skippedAsLate } from '../../../src/domain/campaign-state-rule.ts';
import { because } from '../../../src/domain/reason.ts';
import { aCampaign, aRunning, NOW_MS } from '../../support/builders.ts';

describe('the state of a campaign', () => {
  test.each([
    ['running', null],
    ['draft', { kind: 'hold', because: because('campaign-paused') }],
    ['paused', { kind: 'hold', because: because('campaign-paused') }],
    ['cancelled', { kind: 'end', because: because('campaign-cancelled') }],
    ['finished', { kind: 'end', because: because('campaign-finished') }],
  ] as const)('%s', (state, answer) => { expect(campaignStateRule({ state })).toEqual(answer); });
});

const resumed = (lateRule: 'skip' | 'catch-up') => aRunning(aCampaign(), { lateRule, resumedAtMs: NOW_MS });

describe('a touch that fell due during a pause', () => {
  it('is skipped when the marketer chose so', () => { expect(skippedAsLate(resumed('skip'), NOW_MS - 1)).toBe(true); });
  it('is not skipped when it fell due with the resume', () => { expect(skippedAsLate(resumed('skip'), NOW_MS)).toBe(false); });
  it('is caught up otherwise', () => { expect(skippedAsLate(resumed('catch-up'), NOW_MS - 1)).toBe(false); });
  it('cannot be in a campaign that was never resumed', () => {
    expect(skippedAsLate(aRunning(aCampaign(), { lateRule: 'skip', resumedAtMs: null }), -1)).toBe(false);
  });
});
