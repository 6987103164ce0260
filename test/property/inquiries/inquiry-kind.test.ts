import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessKind, INQUIRY_KINDS, type InquiryToGuess } from '../../../src/domain/inquiry-kind.ts';

const PIECES = [
  'refund', 'Rückgabe', 'où est ma commande', 'payment failed', 'how much', 'kaputt', 'garantía', '退款', '运费', '返品', '환불', 'أين طلبي', 'not', 'kein', 'please', 'hello', '.', '\n', 'die Größe', 'tracking number', '?',
];
const text = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 8 })), { maxLength: 12 }).map((parts) => parts.join(' '));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const inquiry: fc.Arbitrary<InquiryToGuess> = fc.record({
  text, subject: maybe(text), language: maybe(fc.constantFrom('en', 'de-AT', 'fr', 'zh-TW', 'xx', '')), hasOpenOrder: maybe(fc.boolean()), hasOrdered: maybe(fc.boolean()),
  aboutMessagePurpose: maybe(fc.constantFrom('marketing' as const, 'service' as const)),
});
const meaning = (given: InquiryToGuess) => {
  const { kind, matched } = guessKind(given);
  return { kind, points: matched.map((match) => [match.kind, match.points]) };
};

describe('the kind of any text', () => {
  it('is the same for the same inquiry, one of the kinds, and never without a reason', () => {
    fc.assert(fc.property(inquiry, (given) => {
      const guess = guessKind(given);
      expect(guessKind(given)).toEqual(guess);
      expect(INQUIRY_KINDS).toContain(guess.kind);
      expect(guess.because.length).toBeGreaterThan(0);
      expect(guess.kind === 'other').toBe(guess.matched.length === 0);
    }));
  });
  it('does not depend on case, width, or how Unicode writes accents', () => {
    fc.assert(fc.property(inquiry, (given) => {
      const plain = meaning(given);
      for (const changed of [given.text.toUpperCase(), given.text.toLowerCase(), given.text.normalize('NFD'), given.text.normalize('NFKC'), wide(given.text)]) {
        expect(meaning({ ...given, text: changed })).toEqual(plain);
      }
    }));
  });
  it('does not depend on accents at all', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 10 }), (parts) => {
      const written = parts.join(' ');
      expect(meaning({ text: written.normalize('NFD').replaceAll(/[\u0300-\u036f]/g, '').normalize('NFC') })).toEqual(meaning({ text: written }));
    }));
  });
  it('shows words that stand in the text', () => {
    fc.assert(fc.property(text, (written) => {
      const plain = written.normalize('NFKC').replaceAll(/\s+/g, ' ');
      for (const { words } of guessKind({ text: written }).matched) for (const shown of words) expect(plain).toContain(shown);
    }));
  });
  it('is other for a text without letters, whatever is known of the customer', () => {
    fc.assert(fc.property(inquiry, fc.string({ unit: fc.constantFrom(' ', '\n', '.', '!', '7', '—'), maxLength: 20 }), (given, empty) => {
      expect(guessKind({ ...given, text: empty, subject: null }).kind).toBe('other');
    }));
  });
  it('gains nothing from repetition', () => {
    fc.assert(fc.property(inquiry, (given) => {
      expect(meaning({ ...given, text: `${given.text} .\n\n ${given.text}` })).toEqual(meaning(given));
    }));
  });
});

/** Letters of ASCII as full-width ones. */
function wide(written: string): string {
  return written.replaceAll(/[a-z0-9]/gi, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0));
}
