import { describe, expect, it } from 'vitest';
import { answeringLocale, localeChain } from '../../../src/domain/locale-chain.ts';

describe('the chain of a language', () => {
  it.each([
    ['pt-BR', 'pt-BR pt-Latn-BR pt-Latn pt'], ['pt-PT', 'pt-PT pt-Latn-PT pt-Latn pt pt-Latn-BR pt-BR'],
    ['zh-TW', 'zh-TW zh-Hant-TW zh-Hant'], ['zh-HK', 'zh-HK zh-Hant-HK zh-Hant zh-Hant-TW zh-TW'], ['zh', 'zh-Hans-CN zh-CN zh-Hans zh'],
    ['zh-Hans-HK', 'zh-Hans-HK zh-Hans zh zh-Hans-CN zh-CN'], ['sr-Latn-RS', 'sr-Latn-RS sr-Latn'], ['tlh', 'tlh'], ['not a tag', 'not a tag'],
  ])('%s', (language, chain) => {
    expect(localeChain(language).join(' ')).toBe(chain);
  });
});

describe('the locale that answers', () => {
  const languages = { fallback: 'en' };
  it.each([
    ['pt-BR', ['en', 'pt'], 'pt'], ['pt-PT', ['en', 'pt-BR'], 'pt-BR'], ['de-AT', ['de', 'en'], 'de'], ['zh-SG', ['en', 'zh-CN'], 'zh-CN'], ['zh', ['en', 'zh-CN'], 'zh-CN'],
    ['fr', ['de', 'en'], 'en'], ['fr', ['de'], null], [null, ['de', 'en'], 'en'],
  ] as const)('for %s among %j is %s', (language, written, answer) => {
    expect(answeringLocale(language, written, languages)).toBe(answer);
  });

  it('is never in other letters, unless the shop says so', () => {
    expect(answeringLocale('zh-TW', ['en', 'zh-CN'], languages)).toBe('en');
    expect(answeringLocale('zh-HK', ['en', 'zh'], languages)).toBe('en');
    expect(answeringLocale('zh-TW', ['en', 'zh-CN'], { ...languages, standIns: { 'zh-TW': ['ja', 'zh-CN'] } })).toBe('zh-CN');
    expect(answeringLocale('zh-HK', ['en', 'zh-CN'], { ...languages, standIns: { 'zh-TW': ['zh-CN'] } }), 'Hong Kong reads what Taiwan reads').toBe('zh-CN');
    expect(answeringLocale('zh-TW', ['en', 'zh-CN', 'zh-TW'], { ...languages, standIns: { 'zh-TW': ['zh-CN'] } })).toBe('zh-TW');
  });
});
