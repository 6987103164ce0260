import { describe, expect, it } from 'vitest';
import { NEXT_ORDER_DUE } from '../../../src/domain/campaign.ts';
import { decide } from '../../../src/domain/decide.ts';
import { toCampaignName } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { nextOrderDueAtMs } from '../../../src/domain/life-cycle.ts';
import { aCustomer, aPolicy, aRunning, aSend, aSnapshot, aWait, anEvent, campaignOf, exit, NOW_MS, someRules, step } from '../../support/builders.ts';

const entering = { campaign: toCampaignName('win-back'), ordinal: 1, runId: 'run-1' };
const untilDue = aRunning(campaignOf(aWait('until-due', step('reminder'), { timeout: NEXT_ORDER_DUE, for: ['order.placed'], on: { 'order.placed': exit('bought') } }), aSend('reminder')));
const rules = someRules({ campaigns: [untilDue] });
const silentFor = (days: number) => aSnapshot({ customer: aCustomer({ lastOrderAtMs: NOW_MS - days * DAY_MS, usualGapHours: 30 * 24 }) });

describe('the next order is due', () => {
  it('a usual gap after the last one; the shop’s gap counts for one order, and from now for none', () => {
    expect(nextOrderDueAtMs(aCustomer({ lastOrderAtMs: NOW_MS - 10 * DAY_MS, usualGapHours: 30 * 24 }), aPolicy(), NOW_MS)).toBe(NOW_MS + 20 * DAY_MS);
    expect(nextOrderDueAtMs(aCustomer({ lastOrderAtMs: NOW_MS - 10 * DAY_MS, orderCount: 1, usualGapHours: null }), aPolicy(), NOW_MS)).toBe(NOW_MS + 50 * DAY_MS);
    expect(nextOrderDueAtMs(aCustomer({ lastOrderAtMs: null, firstOrderAtMs: null, orderCount: 0, usualGapHours: null }), aPolicy(), NOW_MS)).toBe(NOW_MS + 60 * DAY_MS);
  });
});

describe('a wait until then', () => {
  it('wakes the customer on that day, not before', () => {
    const decision = decide(silentFor(10), rules, entering);
    expect(decision.enrolments[0]?.place).toMatchObject({ kind: 'waiting', untilMs: NOW_MS + 20 * DAY_MS, for: ['order.placed'] });
    expect(decision.messages).toEqual([]);
  });

  it('is over at once when the order is due already: the touch is due now, and not stale from the past', () => {
    const decision = decide(silentFor(40), rules, entering);
    expect(decision.messages).toMatchObject([{ step: 'reminder', expiresAtMs: NOW_MS + 3 * DAY_MS }]);
  });

  it('ends earlier with an awaited event', () => {
    const [waiting] = decide(silentFor(10), rules, entering).enrolments;
    const bought = decide({ ...silentFor(0), enrolments: [waiting!], events: [anEvent('order.placed')] }, rules, null);
    expect(bought.enrolments.map(({ place }) => place)).toEqual([{ kind: 'ended', reason: 'bought' }]);
  });
});
