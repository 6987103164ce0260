import { describe, expect, it } from 'vitest';
import { type Neatness, neatnessOf } from '../../../src/domain/screening/neatness.ts';
import { readText } from '../../../src/domain/screening/reading.ts';
import { neaterBy, usualNeatness } from '../../../src/domain/screening/usual-neatness.ts';
import { readInquiry } from '../../../src/domain/screening/inquiry-features.ts';
import { screenInquiry } from '../../../src/domain/screening/screen-inquiry.ts';
import { screeningPolicy } from '../../../src/domain/screening/screening-policy.ts';
import { someFacts } from '../../support/screening-facts.ts';

const NEAT = 'Dear Sir or Madam,\n\nKindly send us your offer of white lanterns. We look forward to your prompt reply. Please do not hesitate to contact us.\n\nKind regards';
const ROUGH = 'hi have u white lanterns\n\nmy sister wants one too but only if its not too big because her flat is tiny. ok? thx';
const measured = (text: string, filled: number | null = null) => neatnessOf(readText(text, null), filled);
/** The shop's inquiries: `count` of them, half rough, half ordinary. */
const usual = (count: number) => usualNeatness(Array.from({ length: count }, (_, index) => measured(index % 2 === 0 ? ROUGH : 'Hello, do you have it in white? My sister would like one. She has a small flat, you know.')));

describe('the neatness of a mail', () => {
  it('is measured by phrases, sentences, form and frame', () => {
    expect(measured(NEAT)).toEqual({ stockPhrases: expect.closeTo(14.3, 1), evenSentences: expect.closeTo(0.94, 1), wellFormed: 1, framed: 1, filled: null });
    expect(measured(ROUGH)).toMatchObject({ stockPhrases: 0, wellFormed: 0, framed: 0.5 });
  });
  it('takes a script without capitals as it is', () => {
    expect(measured('你好，请问有白色的灯笼吗？我想买两个。谢谢。')).toMatchObject({ wellFormed: 1, framed: 1 });
  });
  it('cannot be told of nothing, nor its evenness of a line', () => {
    expect(measured('')).toEqual({ stockPhrases: null, evenSentences: null, wellFormed: null, framed: null, filled: null });
    expect(measured('How much is the lantern?').evenSentences).toBeNull();
    expect(measured('How much?', 0.8).filled).toBe(0.8);
  });
});

const at = (value: number): Neatness => ({ stockPhrases: value, evenSentences: value, wellFormed: value, framed: value, filled: null });

describe('what is usual', () => {
  it('is mean and standard deviation of what was measured', () => {
    expect(usualNeatness([at(1), at(2), at(3)])).toEqual({ inquiries: 3, features: { stockPhrases: { mean: 2, deviation: 1 }, evenSentences: { mean: 2, deviation: 1 }, wellFormed: { mean: 2, deviation: 1 }, framed: { mean: 2, deviation: 1 }, filled: null } });
    expect(usualNeatness([at(1)]).features.framed).toBeNull();
  });
  it('is exceeded by the mean of the deviations, each of three at most', () => {
    expect(neaterBy(at(3), usualNeatness([at(1), at(2), at(3)]))).toBeCloseTo((0.5 + 3 * 1) / 4);
    expect(neaterBy(at(1_000), usualNeatness([at(1), at(2), at(3)]))).toBe(3);
    expect(neaterBy(at(-1_000), usualNeatness([at(1), at(2), at(3)]))).toBe(-3);
  });
  it('does not let a hair decide where all are alike', () => {
    expect(neaterBy({ ...at(0.5), framed: 0.52 }, usualNeatness([at(0.5), at(0.5), at(0.5)]))).toBeCloseTo(0.025);
  });
  it('says nothing of a mail of which too little can be measured', () => {
    expect(neaterBy({ ...at(3), evenSentences: null }, usualNeatness([at(1), at(2), at(3)]))).toBeNull();
  });
});

const facts = (text: string, inquiries: number) => someFacts(text, { shop: { usualNeatness: usual(inquiries) } });

describe('the sign', () => {
  it('needs thirty inquiries to know what is usual', () => {
    expect(screenInquiry(facts(NEAT, 30), screeningPolicy()).signs).toMatchObject([{ sign: 'neater-than-usual', points: 1, because: [{ params: { inquiries: 30 } }] }]);
    expect(screenInquiry(facts(NEAT, 29), screeningPolicy())).toMatchObject({ signs: [], unknown: ['neater-than-usual'] });
    expect(screenInquiry(facts(ROUGH, 30), screeningPolicy())).toMatchObject({ signs: [], unknown: [] });
  });
  it('is not told of a line', () => expect(screenInquiry(facts('Kindly quote the white lantern.', 30), screeningPolicy()).unknown).toEqual(['neater-than-usual']));
  it('takes the fields of a form for what they are', () => {
    expect(readInquiry({ text: NEAT, subject: null, language: null, filledShare: 1 }).neatness.filled).toBe(1);
  });
});
