import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { screenInquiry } from '../../../src/domain/screening/screen-inquiry.ts';
import { DEFAULT_SCREENING, SCREENING_SIGNS } from '../../../src/domain/screening/screening-policy.ts';
import { factsOf, KNOWN_INQUIRIES, USUAL_NEATNESS } from '../../support/screened-inquiries.ts';
import { figuresTable, screeningFigures } from '../../support/screening-figures.ts';

const FIVE_SIGNS = SCREENING_SIGNS.slice(0, 5);
const screened = KNOWN_INQUIRIES.map((inquiry) => ({ inquiry, screening: screenInquiry(factsOf(inquiry), DEFAULT_SCREENING) }));

const plain = (text: string) => text.normalize('NFKC').replaceAll(/\s+/g, ' ');

describe('the known inquiries', () => {
  it.each(screened)('$inquiry.file $inquiry.id', ({ inquiry, screening: { band, signs } }) => {
    expect({ band, signs: signs.map(({ sign }) => sign).toSorted() }).toEqual({ band: inquiry.band, signs: inquiry.signs.toSorted() });
  });
  it('are at least two hundred, each with a name of its own', () => {
    expect(KNOWN_INQUIRIES.length).toBeGreaterThanOrEqual(200);
    expect(new Set(KNOWN_INQUIRIES.map(({ id }) => id)).size).toBe(KNOWN_INQUIRIES.length);
    expect(new Set(KNOWN_INQUIRIES.map(({ text }) => text)).size).toBe(KNOWN_INQUIRIES.length);
  });
});

describe('honest inquiries', () => {
  it('are never held', () => {
    expect(screened.filter(({ inquiry, screening }) => inquiry.honest && screening.band === 'hold').map(({ inquiry }) => inquiry.id)).toEqual([]);
  });
  it.each(FIVE_SIGNS)('stand beside those with the sign %s: five at least', (sign) => {
    expect(screened.filter(({ inquiry }) => inquiry.twin === sign && inquiry.honest).length).toBeGreaterThanOrEqual(5);
    expect(screened.filter(({ inquiry, screening }) => !inquiry.honest && screening.signs.some((seen) => seen.sign === sign)).length).toBeGreaterThanOrEqual(5);
  });
  it('make up what is usual', () => {
    expect(USUAL_NEATNESS.inquiries).toBeGreaterThanOrEqual(DEFAULT_SCREENING.neat.fewestInquiries);
  });
});

describe('one sign alone', () => {
  it('never leads to a hold, of any inquiry', () => {
    for (const { inquiry, screening } of screened) {
      for (const { sign, points } of screening.signs) expect(points, `${inquiry.id} ${sign}`).toBeLessThan(DEFAULT_SCREENING.bands.holdFrom);
      if (screening.signs.filter(({ points }) => points > 0).length === 1) expect(screening.band, inquiry.id).not.toBe('hold');
    }
  });
  it('is shown with words that stand in the inquiry', () => {
    for (const { inquiry, screening } of screened) {
      const from = inquiry.from ?? {};
      const known = plain(`${inquiry.subject ?? ''} ${inquiry.text} ${from.firm ?? ''}`).toUpperCase();
      for (const { matched } of screening.signs) for (const words of matched) expect(known, inquiry.id).toContain(words.toUpperCase());
    }
  });
});

describe('the figures', () => {
  it('are good enough: whoever is held is doubtful, few honest ones are looked at, hardly a doubtful one is seen by nobody', () => {
    const { holdPrecision, honestAtLook, seenRecall } = screeningFigures();
    expect(holdPrecision).toBe(1);
    expect(honestAtLook).toBeLessThan(0.05);
    expect(seenRecall).toBeGreaterThan(0.95);
  });
  it('stand in the documentation as they are', () => {
    expect(readFileSync('docs/how-to/screen-inquiries.md', 'utf8')).toContain(figuresTable());
  });
});
