import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { screenInquiry } from '../../../src/domain/screening/screen-inquiry.ts';
import { DEFAULT_SCREENING } from '../../../src/domain/screening/screening-policy.ts';
import { verifyingQuestions } from '../../../src/domain/screening/verifying-questions.ts';
import { PAGE_LANGUAGES } from '../../../src/api/words/page-language.ts';
import { factsOf, KNOWN_INQUIRIES } from '../../support/screened-inquiries.ts';

interface QuestionWords { readonly opening: string; readonly closing: string; readonly questions: Readonly<Record<string, string>> }
const { languages } = JSON.parse(readFileSync('src/domain/screening/verifying-questions.json', 'utf8')) as { languages: Readonly<Record<string, QuestionWords>> };

/** Words that no sender is shown, in any language of the questions. */
const NEVER_SHOWN = new RegExp([
  'fraud', '\\bscams?\\b', 'suspic', 'suspect', 'fake', 'doubt', 'distrust', 'mistrust', 'cheat', 'phish', 'spam', 'screen', 'verif', 'genuine', 'legit', 'risk', 'real buyer', 'blacklist',
  'betrug', 'betrüg', 'verdacht', 'verdächt', 'misstrau', 'zweifel', 'fälsch', 'gefälscht', 'unseriös', 'risiko',
  'arnaque', 'escroc', 'frauduleu', 'soupçon', 'suspect', 'méfian', 'doute', 'faux', 'risque',
  'fraude', 'estafa', 'sospech', 'duda', 'falso', 'engaño', 'riesgo', 'desconfi',
  'frode', 'truffa', 'sospett', 'dubbi', 'rischio', 'diffid',
  'fraude', 'golpe', 'burla', 'suspeit', 'dúvida', 'risco',
  'oplicht', 'verdacht', 'twijfel', 'wantrouw', 'vals', 'risico',
  'oszust', 'podejrz', 'wątpliw', 'fałsz', 'wyłudz', 'ryzyk',
  '詐欺', '疑', '怪し', '不審', '偽', 'リスク', '사기', '의심', '수상', '가짜', '위험',
  '欺诈', '诈骗', '骗', '可疑', '怀疑', '假冒', '风险', '詐騙', '騙', '懷疑', '風險', 'احتيال', 'نصب', 'مشبوه', 'شكوك', 'مشكوك', 'مزيف', 'خطر',
].join('|'), 'iu');

const spoken = (tag: string | null) => verifyingQuestions([], tag).language;

describe('verifying questions', () => {
  it('speak every language of the pages for customers', () => {
    expect(Object.keys(languages).toSorted()).toEqual(Object.keys(PAGE_LANGUAGES).toSorted());
    for (const [language, { questions }] of Object.entries(languages)) expect(Object.keys(questions), language).toEqual(Object.keys(languages['en']?.questions ?? {}));
  });
  it('never say what somebody may be taken for', () => {
    for (const [language, { opening, closing, questions }] of Object.entries(languages)) {
      for (const words of [opening, closing, ...Object.values(questions)]) expect(words, language).not.toMatch(NEVER_SHOWN);
    }
    expect('We suspect a fraud').toMatch(NEVER_SHOWN);
  });
  it.each(KNOWN_INQUIRIES.filter(({ band }) => band === 'hold'))('of $id ask for what settles it, at most four', (inquiry) => {
    const { signs } = screenInquiry(factsOf(inquiry), DEFAULT_SCREENING);
    for (const language of Object.keys(PAGE_LANGUAGES)) {
      const asked = verifyingQuestions(signs, language);
      expect(asked.language).toBe(language);
      expect(asked.questions.length).toBeGreaterThanOrEqual(2);
      expect(asked.questions.length).toBeLessThanOrEqual(4);
      expect(new Set(asked.questions).size).toBe(asked.questions.length);
    }
  });
  it('follow the signs, the heaviest first', () => {
    const questions = languages['en']?.questions ?? {};
    const asked = verifyingQuestions([{ sign: 'third-party', points: 3, because: [] }, { sign: 'doubtful-domain', points: 4, because: [] }, { sign: 'repeat-buyer', points: -4, because: [] }], 'en');
    expect(asked.questions).toEqual([questions['firm'], questions['address'], questions['payer'], questions['product']]);
  });
  it('ask about the very thing that contradicts', () => {
    const asked = verifyingQuestions([{ sign: 'contradiction', points: 3, because: [{ code: 'screen-two-quantities', params: {} }, { code: 'screen-payment-not-taken', params: {} }] }], 'en');
    expect(asked.questions.slice(0, 2)).toEqual([languages['en']?.questions['quantity'], languages['en']?.questions['payment']]);
  });
  it('are asked in the language of a tag, in Chinese by its script, else in English', () => {
    expect(['de-AT', 'pt-BR', 'zh', 'zh-Hant-HK', 'zh_TW', 'fi', '', null].map(spoken)).toEqual(['de', 'pt', 'zh-CN', 'zh-TW', 'zh-TW', 'en', 'en', 'en']);
  });
});
