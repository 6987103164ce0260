import { describe, expect, it } from 'vitest';
import { FormTokens } from '../../../src/api/form-token.ts';
import { readPreferenceForm } from '../../../src/api/preference-form.ts';
import { PAGE_LANGUAGES, pageLanguage, spokenFor } from '../../../src/api/words/page-language.ts';
import { PREFERENCE_WORDS } from '../../../src/api/words/preference-words.ts';
import { PROMOTION_WORDS } from '../../../src/api/words/promotion-words.ts';
import { UNSUBSCRIBE_WORDS } from '../../../src/api/words/unsubscribe-words.ts';
import type { Preferences } from '../../../src/contracts/preferences.ts';
import { NOTHING_STATED } from '../../../src/domain/stated.ts';
import { createLinkSigner } from '../../../src/intake/links/link-signer.ts';
import { PROMOTION_TOOLS } from '../../../src/promotions/registry.ts';

const SHOWN: Preferences = {
  ...NOTHING_STATED, channels: [{ channel: 'email', allowed: true }, { channel: 'whatsapp', allowed: false }], tracking: false, language: 'de', birthday: '05-17',
  interests: ['Garden', 'Gone'], promotions: { liked: ['gift'], disliked: ['rebate'] }, asked: { interests: ['Garden', 'Lamps'], promotions: ['coupon', 'gift'] },
};
/** What the page would send when nothing is touched. */
const UNTOUCHED = { allow: 'email', frequency: 'all', language: 'de', interest: 'Garden', 'promotion.coupon': 'indifferent', 'promotion.gift': 'liked', day: '17', month: '05' };
const read = (answers: Record<string, string>, shown: Preferences = SHOWN) => readPreferenceForm(new URLSearchParams(answers), shown, 'de');
const statements = (answers: Record<string, string>) => read({ ...UNTOUCHED, ...answers }).wishes.statements.map(({ wording: _wording, ...wish }) => wish);

describe('the form', () => {
  it('says of each channel what stands there, and nothing else when nothing was touched', () => {
    const { channels } = PREFERENCE_WORDS.de;
    expect(read(UNTOUCHED)).toEqual({ noSuchDay: false, wishes: { channels: [{ channel: 'email', granted: true, wording: channels }, { channel: 'whatsapp', granted: false, wording: channels }], tracking: null, statements: [] } });
  });

  it('tells each change with the question as it stood', () => {
    const { wishes } = read({ ...UNTOUCHED, allow: 'whatsapp', tracking: 'yes', frequency: 'monthly' });
    const { channels, tracking, frequency } = PREFERENCE_WORDS.de;
    expect(wishes).toEqual({
      channels: [{ channel: 'email', granted: false, wording: channels }, { channel: 'whatsapp', granted: true, wording: channels }],
      tracking: { granted: true, wording: tracking }, statements: [{ kind: 'frequency', value: 'monthly', wording: frequency }],
    });
  });

  it.each<[string, Record<string, string>, unknown]>([
    ['another language', { language: 'zh-TW' }, [{ kind: 'language', value: 'zh-TW' }]],
    ['a language that no page speaks', { language: 'tlh' }, []],
    ['another interest; what is not asked about any more stays', { interest: 'Lamps' }, [{ kind: 'interests', value: ['Lamps', 'Gone'] }]],
    ['an interest that the shop does not have', { interest: 'Boats' }, [{ kind: 'interests', value: ['Gone'] }]],
    ['a kind of promotion; those off the shelf stay', { 'promotion.coupon': 'disliked', 'promotion.gift': 'indifferent' }, [{ kind: 'promotions', value: { liked: [], disliked: ['coupon', 'rebate'] } }]],
    ['a kind that is not on the shelf', { 'promotion.trial': 'liked' }, []],
    ['a frequency that there is not', { frequency: 'hourly' }, []],
    ['another birthday', { day: '29', month: '02' }, [{ kind: 'birthday', value: '02-29' }]],
    ['no birthday any more', { day: '', month: '' }, [{ kind: 'birthday', value: null }]],
  ])('reads %s', (_name, answers, expected) => expect(statements(answers)).toEqual(expected));

  it.each([['31', '02'], ['30', '02'], ['31', '04'], ['00', '01'], ['1', '1'], ['17', ''], ['', '05'], ['17', '13'], ['-1', '05']])('knows that %s.%s. is no day, and takes everything else', (day, month) => {
    const { noSuchDay, wishes } = read({ ...UNTOUCHED, day, month, frequency: 'weekly' });
    expect([noSuchDay, wishes.statements.map(({ kind }) => kind)]).toEqual([true, ['frequency']]);
  });

  it('asks nobody about opens where they are not counted', () => {
    expect(read({ ...UNTOUCHED, tracking: 'yes' }, { ...SHOWN, tracking: null }).wishes.tracking).toBeNull();
  });
});

describe('the token of a form', () => {
  const signer = createLinkSigner([{ id: 'a', secret: Buffer.alloc(32, 1).toString('base64') }]);
  const madeAt = (ms: number) => new FormTokens(signer, () => ms);
  const HOUR_MS = 3_600_000;

  it('is good for a day, for its own message, and not before it was made', () => {
    const token = madeAt(100 * HOUR_MS).make(7n);
    expect([100, 124, 125, 99].map((hour) => madeAt(hour * HOUR_MS).fits(token, 7n))).toEqual([true, true, false, false]);
    expect(madeAt(100 * HOUR_MS).fits(token, 8n)).toBe(false);
  });

  it('is none that a link carries', () => {
    for (const purpose of ['preferences', 'unsubscribe', 'open'] as const) expect(madeAt(0).fits(signer.sign(purpose, { messageRef: 7n, number: null }), 7n)).toBe(false);
    expect(madeAt(0).fits(signer.sign('redirect', { messageRef: 7n, number: 0 }), 7n)).toBe(false);
  });
});

describe('the language of a page', () => {
  it.each<[string | null, string]>([['pt-BR', 'pt'], ['zh', 'zh-CN'], ['zh-Hant-HK', 'zh-TW'], ['zh_TW', 'zh-TW'], ['DE-at', 'de'], ['ar-EG', 'ar'], ['sv', 'fr'], [null, 'fr'], ['', 'fr']])('for %s is %s', (tag, language) => {
    expect(pageLanguage([tag], 'sv, fr;q=0.8')).toBe(language);
  });

  it('is English where nobody says anything that we speak', () => {
    expect(pageLanguage([null, 'sv'], undefined)).toBe('en');
    expect(spokenFor('constructor')).toBeNull();
  });

  it.each(Object.keys(PAGE_LANGUAGES) as (keyof typeof PAGE_LANGUAGES)[])('%s has words for everything, none of them English by mistake', (language) => {
    for (const words of [PREFERENCE_WORDS, UNSUBSCRIBE_WORDS]) {
      const [own, english] = [Object.entries(words[language]), Object.entries(words.en)];
      expect(own.map(([name]) => name)).toEqual(english.map(([name]) => name));
      if (language !== 'en') expect(own.filter(([, word], at) => word === english[at]?.[1])).toEqual([]);
      for (const [, word] of own) expect(word.trim()).not.toBe('');
    }
    expect(Object.keys(PROMOTION_WORDS[language]).toSorted()).toEqual([...PROMOTION_TOOLS].toSorted());
  });
});
