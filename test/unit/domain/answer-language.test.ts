import { describe, expect, it } from 'vitest';
import { answerLanguage } from '../../../src/domain/answer-language.ts';
import { decide } from '../../../src/domain/decide.ts';
import { aCampaign, aCustomer, anEvent, aRunning, aSnapshot, someRules } from '../../support/builders.ts';

describe('the language of an answer', () => {
  it.each<[readonly string[], string | null, string | null]>([
    [[], 'de', null], [['de'], 'en', 'de'], [['de'], null, 'de'], [['de', 'sv'], 'sv', 'sv'], [['de', 'sv'], 'en', null], [['zh'], 'zh-TW', 'zh-TW'], [['zh', 'ja'], 'ja', 'ja'],
  ])('to a word of %j for somebody who speaks %s is %s', (languages, own, expected) => {
    expect(answerLanguage(languages, own)).toBe(expected);
  });

  it.each<[string | undefined, string]>([['en', 'hash-en'], [undefined, 'hash-de'], ['', 'hash-de'], ['tlh', 'hash-en']])('of the event (%s) chooses the template of the touch that answers it', (language, hash) => {
    const campaign = aCampaign({ purpose: 'service', entry: { kind: 'event', on: ['consent.withdrawn'], when: { event: 'by', test: { is: 'stop-word' } } } });
    const event = anEvent('consent.withdrawn', { properties: { by: 'stop-word', ...(language === undefined ? {} : { language }) } });
    const { messages } = decide(aSnapshot({ customer: aCustomer({ language: 'de' }), events: [event] }), someRules({ campaigns: [aRunning(campaign)] }), null);
    expect(messages.map(({ templateHash }) => templateHash)).toEqual([hash]);
  });
});
