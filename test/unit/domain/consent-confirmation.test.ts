import { describe, expect, it } from 'vitest';
import { always } from '../../../src/domain/dated.ts';
import { decide } from '../../../src/domain/decide.ts';
import type { ConsentState } from '../../../src/domain/customer.ts';
import { aCampaign, aCustomer, anEvent, aPolicy, aRunning, aSend, aSnapshot, NOW_MS, someRules } from '../../support/builders.ts';

const asking = aRunning(aCampaign({
  name: 'confirm', purpose: 'service', entry: { kind: 'event', on: ['consent-to-confirm'], when: null }, steps: [aSend('nudge', { exit: 'done' })],
}));
const word = (over: Partial<ConsentState> = {}): ConsentState => ({ channel: 'email', purpose: 'marketing', granted: true, confirmed: false, atMs: NOW_MS, ...over });

function heard(consent: ConsentState, over: { lenient?: true; properties?: Record<string, string> } = {}) {
  const { lenient = false, properties = { channel: 'email' } } = over;
  const rules = someRules({
    policy: aPolicy({ consent: { confirmation: lenient ? 'by-country' : 'everyone' } }), campaigns: [asking],
    channels: { email: { obeysQuietHours: true, staysLocal: false, canConfirm: true, consentLaws: { DE: always({ model: 'opt-in', softOptIn: null, isConfirmationExpected: false }) } } },
  });
  const decision = decide(aSnapshot({ customer: aCustomer({ consents: [consent] }), events: [anEvent('consent.given', { properties })] }), rules, null);
  return decision.messages.map(({ campaign, channel }) => `${campaign} ${channel}`);
}

describe('a yes that has to be confirmed', () => {
  it('is asked about by the campaign that waits for it, as service', () => {
    expect(heard(word())).toEqual(['confirm email']);
  });

  it.each([
    ['is confirmed already', word({ confirmed: true }), {}],
    ['was taken back', word({ granted: false }), {}],
    ['needs no confirmation there', word(), { lenient: true as const }],
    ['was said of another channel', word(), { properties: { channel: 'letter' } }],
  ])('is not asked about when it %s', (_name, consent, over) => {
    expect(heard(consent, over)).toEqual([]);
  });
});
