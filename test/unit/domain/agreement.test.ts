import { describe, expect, it } from 'vitest';
import { agreementInForce, agreementNews, daysSinceAgreementEnd, daysToAgreementEnd, missingToRebate, type ToldAgreement } from '../../../src/domain/agreement.ts';
import { factValue } from '../../../src/domain/condition-fact.ts';
import type { FactName } from '../../../src/domain/condition.ts';
import { toCustomerId } from '../../../src/domain/ids.ts';
import { aCustomer, anAgreement, aStanding, at } from '../../support/builders.ts';

const BERLIN = 'Europe/Berlin';
const year = (id: number, of: number, over = {}) => anAgreement({ id, from: `${of}-01-01`, until: `${of}-12-31`, ...over });
const three = [year(1, 2009), year(2, 2011), year(3, 2012)];

const told = (over: Partial<ToldAgreement> = {}): ToldAgreement => ({ ...year(1, 2011), renewalReminderDays: 30, told: [], isFollowed: false, ...over });
const started = (n: number, iso: string) => agreementNews(told(), { id: toCustomerId(`customer-${n}`), zone: 'UTC' }, at(iso)).length;
const startedOf500 = (iso: string) => Array.from({ length: 500 }, (_, n) => started(n, iso)).reduce((sum, one) => sum + one, 0);

describe('the agreement in force', () => {
  it.each<[string, string, number | null]>([
    ['the last moment before it, in Berlin', '2010-12-31T22:59:59', null],
    ['its first moment', '2010-12-31T23:00:00', 2],
    ['its last moment', '2011-12-31T22:59:59', 2],
    ['then the next one', '2011-12-31T23:00:00', 3],
    ['after all of them', '2012-12-31T23:00:00', null],
  ])('%s', (_, iso, id) => {
    expect(agreementInForce(three, at(iso), BERLIN)?.id ?? null).toBe(id);
  });

  it('counts the days to its end, and since the last one ended', () => {
    expect(daysToAgreementEnd(three, at('2011-12-30T12:00:00'), BERLIN)).toBe(1);
    expect(daysToAgreementEnd(three, at('2011-12-31T12:00:00'), BERLIN)).toBe(0);
    expect(daysToAgreementEnd(three, at('2010-06-01T12:00:00'), BERLIN)).toBeNull();
    expect(daysSinceAgreementEnd(three, at('2010-01-01T12:00:00'), BERLIN)).toBe(1);
    expect(daysSinceAgreementEnd(three, at('2013-03-01T12:00:00'), BERLIN)).toBe(60);
    expect(daysSinceAgreementEnd(three, at('2011-03-01T12:00:00'), BERLIN)).toBeNull();
    expect(daysSinceAgreementEnd(three, at('2008-03-01T12:00:00'), BERLIN)).toBeNull();
  });

  it('lacks to its rebate what the orders of its days do not reach', () => {
    const rebate = { share: 0.03, fromValue: 5000_0000 };
    expect(missingToRebate({ rebate: null, termValue: 9 })).toBeNull();
    expect(missingToRebate({ rebate, termValue: 4999_9999 })).toBe(1);
    expect(missingToRebate({ rebate, termValue: 5000_0000 })).toBe(0);
    expect(missingToRebate({ rebate, termValue: 6000_0000 })).toBe(0);
  });

  it('is a fact that conditions read', () => {
    const agreements = [year(2, 2011, { rebate: { share: 0.03, fromValue: 100_0000 }, termValue: 40_0000 })];
    const read = (name: FactName, iso: string) => factValue(name, { customer: aCustomer({ agreements }), standing: aStanding(), nowMs: at(iso), place: { zone: BERLIN, region: null } });
    const facts = (iso: string) => (['agreement', 'daysToAgreementEnd', 'daysSinceAgreementEnd', 'missingToRebate'] as const).map((name) => read(name, iso));
    expect(facts('2011-12-01T12:00:00')).toEqual([true, 30, null, 60_0000]);
    expect(facts('2012-01-10T12:00:00')).toEqual([false, null, 10, null]);
  });
});

describe('news of an agreement', () => {
  const customer = { id: toCustomerId('customer-1'), zone: BERLIN };
  const on = (day: string, over: Partial<ToldAgreement> = {}) => agreementNews(told(over), customer, at(`${day}T12:00:00`));

  it('comes on its days, each kind once', () => {
    expect(on('2010-12-31')).toEqual([]);
    expect(on('2011-01-01')).toEqual(['agreement-started']);
    expect(on('2011-06-01', { told: ['agreement-started'] })).toEqual([]);
    expect(on('2011-11-30', { told: ['agreement-started'] })).toEqual([]);
    expect(on('2011-12-01', { told: ['agreement-started'] })).toEqual(['agreement-ending']);
    expect(on('2011-12-31', { told: ['agreement-started', 'agreement-ending'] })).toEqual([]);
    expect(on('2012-01-01', { told: ['agreement-started', 'agreement-ending'] })).toEqual(['agreement-ended']);
  });

  it('reminds nobody of a renewal that is agreed, and not where nobody wants it', () => {
    expect(on('2011-12-20', { told: ['agreement-started'], isFollowed: true })).toEqual([]);
    expect(on('2011-12-31', { told: ['agreement-started'], renewalReminderDays: 0 })).toEqual([]);
  });

  it('is told late when nobody was there to tell it, but not what is over', () => {
    expect(on('2011-12-20')).toEqual(['agreement-started', 'agreement-ending']);
    expect(on('2012-03-01')).toEqual(['agreement-ended']);
  });

  it('of the volume comes with the order that reaches it', () => {
    const rebate = { share: 0.03, fromValue: 100 };
    const midnight = at('2011-06-01T22:00:00'); // the first minute of the day in Berlin, before the customer's own
    expect(agreementNews(told({ rebate, termValue: 100, told: ['agreement-started'] }), customer, midnight)).toEqual(['agreement-volume-reached']);
    expect(agreementNews(told({ rebate, termValue: 99, told: ['agreement-started'] }), customer, midnight)).toEqual([]);
  });

  it('of a day comes in a minute of the customer’s own, within six hours', () => {
    expect(startedOf500('2011-01-01T00:00:00')).toBeLessThan(20);
    expect(startedOf500('2011-01-01T05:59:00')).toBe(500);
  });
});
