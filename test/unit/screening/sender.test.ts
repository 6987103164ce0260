import { describe, expect, it } from 'vitest';
import { claimedFirmIn } from '../../../src/domain/screening/claimed-firm.ts';
import { comparableText } from '../../../src/domain/screening/comparable-text.ts';
import { lookAlikeOf, mixesAlphabets, typingDistance } from '../../../src/domain/screening/look-alike.ts';
import { domainOf, isFreeMailbox, replyGoesElsewhere } from '../../../src/domain/screening/mail-domain.ts';
import { isDomainOf, WELL_KNOWN_FIRMS, wellKnownFirmOf } from '../../../src/domain/screening/well-known-firm.ts';

describe('domains that look like another', () => {
  it.each([
    ['lampenhuas.example', 'lampenhaus.example', 'typing', 1], ['lampenhauss.example', 'lampenhaus.example', 'typing', 1], ['lampenhau.example', 'lampenhaus.example', 'typing', 1], ['iampenhaas.example', 'lampenhaus.example', 'typing', 2],
    ['lаmpenhaus.example', 'lampenhaus.example', 'script', 1], ['larnpenhaus.example', 'lampenhaus.example', 'script', 2], ['1ampenhaus.example', 'lampenhaus.example', 'script', 1],
  ])('%s', (domain, of, by, distance) => {
    expect(lookAlikeOf(domain, ['some-other.example', of])).toEqual({ of, by, distance });
  });
  it('are not the known ones themselves, their parts, or others that differ by more', () => {
    const known = ['lampenhaus.example', 'tesco.com', 'hm.com'];
    for (const domain of ['lampenhaus.example', 'mail.lampenhaus.example', 'lampenhof.example', 'glashaus.example', 'tosca.com', 'hn.com', 'cm.com']) expect(lookAlikeOf(domain, known), domain).toBeNull();
    expect(lookAlikeOf('tescoo.com', known)).toEqual({ of: 'tesco.com', by: 'typing', distance: 1 });
    expect(lookAlikeOf('anything.example', [])).toBeNull();
  });
  it('are told by the nearest', () => {
    expect(lookAlikeOf('lampenhaus.example.net', ['lampenhauses.example', 'lampenhaus.example'])).toBeNull();
    expect(lookAlikeOf('lampenhausa.example', ['lampenhausen.example', 'lampenhaus.example'])?.of).toBe('lampenhaus.example');
  });
  it('have to be long for two letters to tell, and not short for one', () => {
    expect(['abcdefg.xy', 'abcdefgh.xyz'].map((known) => lookAlikeOf(`zz${known.slice(2)}`, [known])?.distance ?? null)).toEqual([null, 2]);
    expect(['abcd.xy', 'abcde.xy'].map((known) => lookAlikeOf(`z${known.slice(1)}`, [known])?.distance ?? null)).toEqual([null, 1]);
  });
  it('mix alphabets within a name, not between names', () => {
    expect(mixesAlphabets('tеsco.com')).toBe(true);
    expect(mixesAlphabets('магазин.com')).toBe(false);
    expect(mixesAlphabets('магазин24.рф')).toBe(false);
  });
});

describe("Damerau and Levenshtein's distance", () => {
  it.each([['', '', 0], ['abc', '', 3], ['', 'ab', 2], ['abc', 'abc', 0], ['abc', 'acb', 1], ['abcd', 'badc', 2], ['kitten', 'sitting', 3], ['ca', 'abc', 3]])('of %j and %j is %d', (one, other, distance) => {
    expect(typingDistance(one, other)).toBe(distance);
    expect(typingDistance(other, one)).toBe(distance);
  });
});

describe('mail addresses', () => {
  it('have a domain, or are none', () => {
    expect(['a@B.Example', 'x@y@mail.example.', 'none', '@b.example', 'a@local'].map(domainOf)).toEqual(['b.example', 'mail.example', null, null, null]);
  });
  it('may be free for everybody', () => {
    for (const domain of ['gmail.com', 'QQ.com', 'web.de', 'naver.com', 'proton.me', 'yahoo.co.jp']) expect(isFreeMailbox(domain), domain).toBe(true);
    for (const domain of ['lampenhaus.example', 'google.com', 'mail.gmail.com.example']) expect(isFreeMailbox(domain), domain).toBe(false);
  });
  it('are answered elsewhere only at another domain, or in another mailbox of everybody', () => {
    expect(replyGoesElsewhere('a@firm.example', 'a@firm.example')).toBe(false);
    expect(replyGoesElsewhere('a@firm.example', 'sales@mail.firm.example')).toBe(false);
    expect(replyGoesElsewhere('a@mail.firm.example', 'sales@firm.example')).toBe(false);
    expect(replyGoesElsewhere('a@firm.example', 'b@firm.example')).toBe(false);
    expect(replyGoesElsewhere('a@firm.example', 'a@other.example')).toBe(true);
    expect(replyGoesElsewhere('a@firm.example', 'a@notfirm.example')).toBe(true);
    expect(replyGoesElsewhere('a@gmail.com', 'b@gmail.com')).toBe(true);
    expect(replyGoesElsewhere('A@gmail.com', 'a@gmail.com ')).toBe(false);
    for (const reply of [null, '', 'not an address']) expect(replyGoesElsewhere('a@firm.example', reply)).toBe(false);
  });
});

describe('firms', () => {
  it.each([
    ['Kind regards,\nBramble & Finch Ltd\nCork', 'Bramble & Finch Ltd'], ['Wir, die Grünhof Gartencenter GmbH, suchen', 'Grünhof Gartencenter GmbH'], ['pour Atelier du Port SARL.', 'Atelier du Port SARL'],
    ['我们是临江酒店管理有限公司', '我们是临江酒店管理有限公司'], ['株式会社ひかり です', '株式会社ひかり'], ['(주)한빛조명 입니다', '(주)한빛조명'], ['Shenlight Co., Ltd.', 'Shenlight Co., Ltd.'],
  ])('are named in "%s"', (text, firm) => expect(claimedFirmIn(text)).toBe(firm));
  it.each(['I am as busy as ever', 'we are a limited group of friends', '', 'the ag lamp'])('are not named in "%s"', (text) => expect(claimedFirmIn(text)).toBeNull());
  it('are well known by name, however it is written around it', () => {
    expect(wellKnownFirmOf('WALMART procurement llc', WELL_KNOWN_FIRMS)?.name).toBe('Walmart');
    expect(wellKnownFirmOf('El Corte Ingles, compras', WELL_KNOWN_FIRMS)?.name).toBe('El Corte Inglés');
    expect(wellKnownFirmOf('Wallmarten & Sons', WELL_KNOWN_FIRMS)).toBeNull();
    expect(wellKnownFirmOf('Sonnenschein', [{ name: 'Sonnenschein', domains: ['s.example'] }])?.domains).toEqual(['s.example']);
    expect(wellKnownFirmOf('anything', [{ name: '', domains: [] }])).toBeNull();
  });
  it('write from their own domains and the parts of them', () => {
    const firm = { name: 'X', domains: ['x.example'] };
    expect(['x.example', 'mail.x.example', 'xx.example', 'x.example.net'].map((domain) => isDomainOf(domain, firm))).toEqual([true, true, false, false]);
  });
});

const letter = (name: string, amount: number) => `Dear ${name},\nwe saw your shop and would like to order ${amount} pieces of your best products for our markets in the region.\nRegards, ${name}`;

describe('the same letter to many', () => {
  it('reads alike whoever it names and whatever the numbers are', () => {
    expect(comparableText(letter('Sales', 500))).toBe(comparableText(letter('Manager', 9_000).toUpperCase()));
    expect(comparableText(letter('Sales', 500))).not.toBe(comparableText(letter('Sales', 500).replace('order', 'return')));
  });
  it('is not compared when it is short', () => expect(comparableText('How much is it? Thanks')).toBeNull());
});
