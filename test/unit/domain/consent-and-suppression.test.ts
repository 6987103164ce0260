import { describe, expect, it } from 'vitest';
import { type ConsentQuestion, consentRule, permissionOn } from '../../../src/domain/consent-rule.ts';
import type { ConsentState, CustomerFacts, Purpose, Suppression } from '../../../src/domain/customer.ts';
import { suppressionOf, suppressionRule } from '../../../src/domain/suppression-rule.ts';
import { aCustomer, NOW_MS } from '../../support/builders.ts';

const word = (over: Partial<ConsentState>): ConsentState => ({ channel: 'email', purpose: 'marketing', granted: true, atMs: NOW_MS, ...over });
const saying = (...consents: readonly ConsentState[]) => aCustomer({ consents });
const about = (customer: CustomerFacts, purpose: Purpose = 'marketing'): ConsentQuestion => ({ customer, purpose, channels: {}, policy: {}, nowMs: NOW_MS });
const allowed = (customer: CustomerFacts, channel: string, purpose: Purpose = 'marketing') => permissionOn(channel, about(customer, purpose)).permitted;

describe('consent', () => {
  it('for one channel says nothing of another', () => {
    const customer = saying(word({ channel: 'letter' }));
    expect([allowed(customer, 'letter'), allowed(customer, 'email')]).toEqual([true, false]);
  });

  it('for one purpose says nothing of another', () => {
    const customer = saying(word({ purpose: 'service', granted: false }));
    expect([allowed(customer, 'email', 'service'), allowed(customer, 'email')]).toEqual([false, false]);
    expect(allowed(saying(word({ purpose: 'service' })), 'email')).toBe(false);
  });

  it('for service is there until it is withdrawn', () => {
    expect(allowed(saying(word({ granted: false })), 'email', 'service')).toBe(true);
    expect(allowed(saying(word({ channel: 'letter', purpose: 'service', granted: false })), 'email', 'service')).toBe(true);
  });

  it.each([
    ['the newest counts, wherever it stands', [word({ granted: false, atMs: 1 }), word({ atMs: 2 })], true],
    ['the newest counts, wherever it stands (the other way round)', [word({ atMs: 2 }), word({ granted: false, atMs: 1 })], true],
    ['a later no counts', [word({ atMs: 1 }), word({ granted: false, atMs: 2 })], false],
    ['of two at one instant the no counts', [word({}), word({ granted: false })], false],
    ['of two at one instant the no counts, in any order', [word({ granted: false }), word({})], false],
  ])('%s', (_name, consents, expected) => {
    expect(allowed(saying(...consents), 'email')).toBe(expected);
  });

  it('on one of several channels is enough', () => {
    expect(consentRule(['email', 'letter'], about(saying(word({ channel: 'letter' }))))).toBeNull();
    expect(consentRule([], about(saying(word({ channel: 'letter' }))))).toBeNull();
  });

  it('when missing is told with channels and purpose; a withdrawal on one of them is told as such', () => {
    expect(consentRule(['email', 'letter'], about(saying()))).toEqual({ code: 'no-consent', params: { channel: 'email, letter', purpose: 'marketing' } });
    expect(consentRule(['email', 'letter'], about(saying(word({ channel: 'letter', granted: false }))))).toEqual(
      { code: 'consent-withdrawn', params: { channel: 'email, letter', purpose: 'marketing' } });
    expect(consentRule(['email'], about(saying(word({ purpose: 'service', granted: false }))))?.code).toBe('no-consent');
  });
});

const suppressed = (over: Partial<Suppression>) => aCustomer({ suppressions: [{ channel: '*', purpose: '*', reason: 'complained', ...over }] });

describe('a suppression', () => {

  it.each<[string, Partial<Suppression>, boolean]>([
    ['of everything', {}, true],
    ['of this channel', { channel: 'email' }, true],
    ['of another channel', { channel: 'letter' }, false],
    ['of this purpose', { purpose: 'marketing' }, true],
    ['of another purpose', { purpose: 'service' }, false],
    ['of this channel for another purpose', { channel: 'email', purpose: 'service' }, false],
    ['of another channel for this purpose', { channel: 'letter', purpose: 'marketing' }, false],
    ['of this channel for this purpose', { channel: 'email', purpose: 'marketing' }, true],
  ])('%s', (_name, over, closes) => {
    expect(suppressionOf(suppressed(over), 'email', 'marketing') !== null).toBe(closes);
  });

  it('closes a touch only when it closes every channel, and tells the cause', () => {
    expect(suppressionRule(suppressed({ channel: 'email' }), ['email', 'letter'], 'marketing')).toBeNull();
    expect(suppressionRule(suppressed({ channel: 'email' }), ['letter', 'email'], 'marketing')).toBeNull();
    expect(suppressionRule(suppressed({}), ['email', 'letter'], 'marketing')).toEqual({ code: 'suppressed', params: { cause: 'complained' } });
    expect(suppressionRule(suppressed({}), [], 'marketing')).toBeNull();
  });
});
