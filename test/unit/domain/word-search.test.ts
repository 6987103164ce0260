import { describe, expect, it } from 'vitest';
import { foldText } from '../../../src/domain/folded-text.ts';
import { languagesToRead } from '../../../src/domain/text-language.ts';
import { findWords, withoutCovered, wordFinder, wordPattern } from '../../../src/domain/word-search.ts';

const found = (text: string, ...words: string[]) => findWords(foldText(text), wordPattern(words)).map((place) => place.words);

describe('words of a list', () => {
  it.each<[string, string, string[]]>([
    ['whole words only', 'pay', ['pay']], ['not inside a word', 'repay payment', []], ['at marks', '(pay)!', ['pay']], ['beside signs of a script without spaces', '先pay后', ['pay']],
  ])('are found as %s', (_, text, expected) => expect(found(text, 'pay')).toEqual(expected));
  it('may go on, or begin anyhow', () => {
    expect(found('refunded, refunds', 'refund*')).toEqual(['refunded', 'refunds']);
    expect(found('die Windlichter', '*lichter')).toEqual(['Windlichter']);
  });
  it('may be phrases over lines, with hyphens and apostrophes missing', () => {
    expect(found("it doesn't\n work, doesnt work, doesn’t  work", "doesn't work")).toEqual(["doesn't work", 'doesnt work', "doesn’t work"]);
    expect(found('follow up, follow-up, followup', 'follow-up')).toEqual(['follow up', 'follow-up', 'followup']);
  });
  it('may leave a gap of four words, within a sentence', () => {
    expect(found('my card was for some reason declined', 'card … declined')).toEqual(['card was for some reason declined']);
    expect(found('my card was declined', 'card … declined')).toEqual(['card was declined']);
    expect(found('my card was for some good reason declined', 'card … declined')).toEqual([]);
    expect(found('my card. It was declined', 'card … declined')).toEqual([]);
  });
  it('of scripts without spaces are found anywhere, with a few signs between', () => {
    expect(found('我想退货啊', '退货')).toEqual(['退货']);
    expect(found('没有收到货', '没*收到')).toEqual(['没有收到']);
    expect(found('没有。收到', '没*收到')).toEqual([]);
    expect(found('환불해 주세요', '환불')).toEqual(['환불']);
  });
  it('of Arabic are found behind what is written in front of them, whatever their vowels', () => {
    expect(found('والضَّمان؟', 'ضمان')).toEqual(['والضَّمان']);
    expect(found('الضمانات', 'ضمان')).toEqual([]);
  });
  it('are one pattern, the longest first; an empty list finds nothing', () => {
    expect(found('payment terms', 'payment', 'payment terms')).toEqual(['payment terms']);
    expect(found('anything')).toEqual([]);
    expect(found('1.5 (one)', '1.5', '(one)')).toEqual(['1.5', '(one)']);
    expect(found('105', '1.5')).toEqual([]);
  });
  it('are looked for in the languages that are asked for, each place once', () => {
    const find = wordFinder({ en: ['tracking'], de: ['tracking', 'paket'] });
    expect(find(foldText('tracking paket'), ['en', 'de']).map(({ words }) => words)).toEqual(['tracking', 'paket']);
    expect(find(foldText('tracking paket'), ['en', 'fr']).map(({ words }) => words)).toEqual(['tracking']);
  });
});

const at = (from: number, until: number) => ({ words: '', plain: '', from, until });

describe('finds inside others', () => {
  it('are dropped; of the same place and of overlaps both stay', () => {
    expect(withoutCovered([at(5, 9), at(0, 20), at(0, 20), at(15, 25), at(30, 31)]).map(({ from, until }) => [from, until])).toEqual([[0, 20], [0, 20], [15, 25], [30, 31]]);
  });
});

const read = (text: string, known: string | null = null) => languagesToRead(foldText(text), known);

describe('the languages of a text', () => {
  it.each<[string, string, string]>([
    ['de', 'Wo ist mein Paket, und wann kommt es?', 'de'], ['fr', 'Où est ma commande, je vous prie ?', 'fr'], ['ja', '注文はどうなりましたか', 'ja'], ['zh', '订单到哪了', 'zh'], ['ko', '주문', 'ko'], ['ar', 'طلبي', 'ar'],
  ])('%s is seen in %s', (_, text, language) => expect(read(text)).toContain(language));
  it('are what is known of the customer where the text does not tell, else all', () => {
    expect(read('Retour?', 'nl-BE')).toEqual(['en', 'nl']);
    expect(read('Retour?')).toHaveLength(12);
    expect(read('Retour?', 'fi')).toHaveLength(12);
    expect(read('Wo ist das und wie geht es?', 'fr')).not.toContain('fr');
  });
  it('of a few words are taken widely, of many narrowly', () => {
    expect(read('Ordiniamo 600 lanterne in vetro, a presto il saldo')).toContain('it');
    expect(read('I would like to know when you are open and whether the lamp is still there, thanks')).toEqual(['en']);
  });
});
