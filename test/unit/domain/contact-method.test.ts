import { describe, expect, it } from 'vitest';
import { type ContactMethod, inOrderFor, type MethodQuestion } from '../../../src/domain/contact-method.ts';
import type { Region } from '../../../src/domain/region.ts';

const STEP = ['email', 'letter', 'call'];
const RULES: ContactMethod = {
  prefersAnswered: true,
  order: [
    { stages: ['aware', 'interested'], tiers: null, regions: null, channels: ['letter'] },
    { stages: null, tiers: ['A'], regions: ['north'], channels: ['call', 'letter', 'fax'] },
    { stages: null, tiers: null, regions: null, channels: ['email'] },
  ],
};
const region = (over: Partial<Region> = {}): Region => ({ name: 'north', title: { en: 'North' }, countries: ['SE'], ...over });

function ordered(over: { wish?: string; answered?: string; stage?: 'aware' | 'loyal'; tier?: string; region?: Region | null; rules?: ContactMethod } = {}, step: readonly string[] = STEP) {
  const { wish = null, answered = null, stage = 'loyal', tier = 'B', region: where = null, rules } = over;
  const question: MethodQuestion = {
    customer: { preferredChannel: wish, lastReplyChannel: answered }, standing: { stage, tier }, region: where, policy: rules === undefined ? {} : { contactMethod: rules },
  };
  const { channels, because } = inOrderFor(step, question);
  return [channels.join(' '), because?.code ?? null];
}

describe('the order of channels', () => {
  it('is that of the campaign while nothing says otherwise, and nobody is told why', () => {
    expect(ordered()).toEqual(['email letter call', null]);
    expect(ordered({ rules: RULES })).toEqual(['email letter call', null]);
  });

  it('follows the first rule for stage, tier and region', () => {
    expect(ordered({ rules: RULES, stage: 'aware' })).toEqual(['letter email call', 'channels-by-rule']);
    expect(ordered({ rules: RULES, stage: 'aware', tier: 'A', region: region() })).toEqual(['letter email call', 'channels-by-rule']);
    expect(ordered({ rules: RULES, tier: 'A', region: region() })).toEqual(['call letter email', 'channels-by-rule']);
    expect(ordered({ rules: RULES, tier: 'A' })).toEqual(['email letter call', null]);
  });

  it('is changed by the region, by where the customer answered, and most of all by their own wish', () => {
    const north = region({ channels: ['call'] });
    expect(ordered({ rules: RULES, stage: 'aware', region: north })).toEqual(['call letter email', 'channels-of-region']);
    expect(ordered({ rules: RULES, stage: 'aware', region: north, answered: 'email' })).toEqual(['email call letter', 'channels-by-answer']);
    expect(ordered({ rules: RULES, stage: 'aware', region: north, answered: 'email', wish: 'letter' })).toEqual(['letter email call', 'channels-by-wish']);
  });

  it('looks at answers only where the policy says so, at a wish always', () => {
    expect(ordered({ answered: 'call' })).toEqual(['email letter call', null]);
    expect(ordered({ wish: 'call' })).toEqual(['call email letter', 'channels-by-wish']);
  });

  it('never brings in a channel that the step does not name', () => {
    expect(ordered({ wish: 'fax', answered: 'fax', region: region({ channels: ['fax', 'letter'] }), rules: RULES })).toEqual(['letter email call', 'channels-of-region']);
    expect(ordered({ wish: 'fax' }, ['email'])).toEqual(['email', null]);
  });

  it('names what moved it last: a wish that agrees with a rule leaves the rule its word', () => {
    expect(ordered({ rules: RULES, stage: 'aware', wish: 'letter' })).toEqual(['letter email call', 'channels-by-rule']);
  });
});
