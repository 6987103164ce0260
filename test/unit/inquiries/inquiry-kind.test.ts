import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { guessKind, INQUIRY_KINDS, type InquiryToGuess } from '../../../src/domain/inquiry-kind.ts';
import { foldText, LONGEST_READ } from '../../../src/domain/folded-text.ts';

const written = parse(readFileSync(new URL('kinds.yaml', import.meta.url), 'utf8')) as Record<string, Record<string, readonly string[]>>;
const rows = Object.entries(written).flatMap(([language, kinds]) => Object.entries(kinds).flatMap(([kind, texts]) => texts.map((text) => ({ language, kind, text }))));
const kindOf = (inquiry: InquiryToGuess) => guessKind(inquiry).kind;

describe('the kind of an inquiry', () => {
  it.each(rows)('$language $kind: $text', ({ kind, text }) => {
    expect(guessKind({ text })).toMatchObject({ kind });
  });
  it('has examples of every kind in every language', () => {
    for (const [language, kinds] of Object.entries(written)) expect(Object.keys(kinds).toSorted(), language).toEqual([...INQUIRY_KINDS].toSorted());
  });
});

describe('the words shown', () => {
  it('are those that were written, for each kind they speak for, the strongest first', () => {
    const { matched, because, wordsVersion } = guessKind({ text: 'The GLASS was Broken.  I want my Money\nback, where do I find the return label?' });
    expect(matched).toEqual([
      { kind: 'return', words: ['Money back', 'return label'], points: 4 },
      { kind: 'complaint', words: ['was Broken'], points: 2 },
    ]);
    expect(because).toEqual([{ code: 'inquiry-kind-words', params: { kind: 'return', words: 'Money back, return label' } }]);
    expect(wordsVersion).toBeGreaterThan(0);
  });
  it('count once, however often they are written', () => {
    expect(guessKind({ text: 'Refund! Refund! REFUND! The parcel never arrived, what is the tracking number?' }).kind).toBe('order-tracking');
  });
  it('belong to the longer of two phrases: payment terms are no payment', () => {
    expect(guessKind({ text: 'What are your payment terms?' }).matched).toEqual([{ kind: 'pre-sales', words: ['payment terms'], points: 2 }]);
  });
  it('weigh double in the subject, which sums up what follows', () => {
    const text = 'The lamp arrived. Thanks for the tracking number, and how much is the second one?';
    expect(kindOf({ text })).toBe('order-tracking');
    expect(kindOf({ text, subject: 'Price list, please' })).toBe('pre-sales');
  });
});

describe('denials', () => {
  it.each([
    ['This is not a complaint, I only want to know how to clean the shade.', 'after-sales'],
    ["I don't want a refund, just tell me where my parcel is: what is the tracking number?", 'order-tracking'],
    ['Es geht nicht um eine Rücksendung, sondern um die Rechnung.', 'payment'],
    ['Ich will die Lampe nicht zurückgeben. Wie montiere ich sie?', 'after-sales'],
    ["Je ne veux pas de remboursement, comment monter la lampe ?", 'after-sales'],
    ['No quiero devolver nada, ¿cómo se monta?', 'after-sales'],
    ['我不想退货，只想知道怎么安装。', 'after-sales'],
    ['返品したくないです。使い方を教えてください。', 'after-sales'],
    ['반품을 원하지 않아요. 설치 방법만 알려주세요.', 'after-sales'],
  ])('take back what stands beside them: %s', (text, kind) => {
    const guess = guessKind({ text });
    expect(guess.kind).toBe(kind);
    expect(guess.because.map(({ code }) => code)).toContain('inquiry-kind-denied');
  });
  it('reach no further than their sentence, and leave a thing that did not come what it is', () => {
    expect(kindOf({ text: 'No. I want to complain about the driver.' })).toBe('complaint');
    expect(kindOf({ text: 'I have still not received the refund you promised.' })).toBe('return');
    expect(guessKind({ text: 'Without any doubt this is a lovely shop. Complaint follows.' }).because.map(({ code }) => code)).not.toContain('inquiry-kind-denied');
  });
});

describe('what is known of the customer', () => {
  it('decides between kinds with equal words and makes none', () => {
    const text = 'When will it arrive?';
    expect(kindOf({ text, hasOpenOrder: true })).toBe('order-tracking');
    expect(guessKind({ text, hasOpenOrder: true }).because.map(({ code }) => code)).toEqual(['inquiry-kind-words', 'inquiry-kind-order-open']);
    expect(kindOf({ text: 'Hello', hasOpenOrder: true, hasOrdered: true, aboutMessagePurpose: 'marketing' })).toBe('other');
  });
  it('lets "any news?" speak of the order that is under way', () => {
    expect(kindOf({ text: 'Any news?' })).toBe('other');
    expect(kindOf({ text: 'Any news?', hasOpenOrder: true })).toBe('order-tracking');
  });
  it('leans to what comes before a purchase when somebody answers an offer or has never bought', () => {
    const text = 'Which battery is in it, and is there a colour chart?';
    expect(guessKind({ text }).because.map(({ code }) => code)).toContain('inquiry-kind-tie');
    expect(kindOf({ text })).toBe('after-sales');
    expect(kindOf({ text, aboutMessagePurpose: 'marketing' })).toBe('pre-sales');
    expect(kindOf({ text, hasOrdered: false })).toBe('pre-sales');
    expect(kindOf({ text, hasOrdered: true })).toBe('after-sales');
  });
  it('takes the language of the customer where the text does not tell it', () => {
    expect(kindOf({ text: 'Retour?', language: 'nl-BE' })).toBe('return');
    expect(kindOf({ text: 'Retour?', language: 'fr' })).toBe('other');
    expect(kindOf({ text: 'Je suis dans l’attente de votre retour.', language: 'nl' })).toBe('other');
  });
});

describe('texts as they come', () => {
  it.each(['', '   \n', '???', '🙂🙂', '12345'])('%j is other', (text) => expect(kindOf({ text })).toBe('other'));
  it('are found however they are typed', () => {
    for (const text of ['REFUND', 'ｒｅｆｕｎｄ', 're\u00ADfund', 're\u200Bfund', 'Réfund']) expect(kindOf({ text })).toBe('return');
    expect(kindOf({ text: 'Rueckgabe', language: 'de' })).toBe('return');
    expect(kindOf({ text: 'RÜCKGABE', language: 'de' })).toBe('return');
    expect(kindOf({ text: "my lamp doesnt work" })).toBe('after-sales');
    expect(kindOf({ text: 'my lamp doesn’t work' })).toBe('after-sales');
  });
  it('of a megabyte are read from their beginning only, at once', () => {
    const startedMs = performance.now();
    expect(kindOf({ text: 'refund '.repeat(150_000) })).toBe('return');
    expect(kindOf({ text: `${'x'.repeat(LONGEST_READ)} refund` })).toBe('other');
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
  it('keep the way back from each folded letter to what was written', () => {
    const { folded, written: original, at } = foldText('Straße ﬁn ＡＢ');
    expect(folded).toBe('strasse fin ab');
    expect(original.slice(at[folded.indexOf('ss')], at[folded.indexOf('ss') + 2])).toBe('ß');
    expect(at.at(-1)).toBe(original.length);
  });
});
