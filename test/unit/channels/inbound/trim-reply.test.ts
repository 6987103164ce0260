import { describe, expect, test } from 'vitest';
import { trimReply } from '../../../../src/channels/email/inbound/trim-reply.ts';

const OWN = 'Yes, two of them.\nBut not before Friday.';

describe('an answer, trimmed to what was written', () => {
  test.each([
    ['Gmail', `${OWN}\n\nOn Sun, Nov 29, 2026 at 10:00 AM Shop <news@shop.test> wrote:\n\n> Your basket\n> waits.`],
    ['Gmail, broken line', `${OWN}\n\nOn Sun, Nov 29, 2026 at 10:00 AM The Shop with a long name\n<news@shop.test> wrote:\n\n> Your basket`],
    ['Apple', `${OWN}\n\nSent from my iPhone\n\n> On 29 Nov 2026, at 10:00, Shop <news@shop.test> wrote:\n>\n> Your basket`],
    ['Thunderbird, German', `${OWN}\n\nAm 29.11.26 um 10:00 schrieb Shop:\n> Ihr Warenkorb`],
    ['French', `${OWN}\n\nLe dim. 29 nov. 2026 à 10:00, Boutique <news@shop.test> a écrit :\n\n> Votre panier`],
    ['Spanish', `${OWN}\n\nEl dom, 29 nov 2026 a las 10:00, Tienda (<news@shop.test>) escribió:\n\n> Su cesta`],
    ['Polish', `${OWN}\n\nniedz., 29 lis 2026 o 10:00 Sklep <news@shop.test> napisał(a):\n\n> Koszyk`],
    ['Japanese', `${OWN}\n\n2026年11月29日(日) 10:00 ショップ <news@shop.test>:\n\n> かご`],
    ['Chinese, not marked', `${OWN}\n\n在 2026年11月29日，商店 <news@shop.test> 写道：\n\n您的购物车`],
    ['Outlook', `${OWN}\n\nFrom: Shop <news@shop.test>\nSent: Sunday, November 29, 2026 10:00\nTo: Ann\nSubject: Your basket\n\nYour basket waits.`],
    ['Outlook, German', `${OWN}\n\n________________________________\nVon: Shop <news@shop.test>\nGesendet: Sonntag, 29. November 2026 10:00\nAn: Ann\nBetreff: Korb\n\nIhr Korb`],
    ['Outlook, Chinese', `${OWN}\n\n发件人: 商店 <news@shop.test>\n发送时间: 2026年11月29日 10:00\n收件人: Ann\n\n您的购物车`],
    ['a separator', `${OWN}\n\n-----Original Message-----\nYour basket waits.`],
    ['a separator, French', `${OWN}\n\n-----Message d'origine-----\nVotre panier`],
    ['a signature', `${OWN}\n\n-- \nAnn Example\n+49 30 123`],
    ['CRLF', `${OWN.replace('\n', '\r\n')}\r\n\r\n> old\r\n`],
  ])('%s', (_program, text) => {
    expect(trimReply(text)).toBe(OWN);
  });

  test('keeps what is written between and under the quoted lines', () => {
    expect(trimReply('On 29 Nov 2026 Shop wrote:\n> Do you want it?\nYes.\n> And the other?\nNo.\n')).toBe('Yes.\nNo.');
  });

  test('keeps paragraphs that end in a colon, mails that begin with From, and words after a dash', () => {
    const text = 'I would like these:\n\nFrom the new list: lamp\nnumber 12\n- red\n- blue';
    expect(trimReply(text)).toBe(text);
  });

  test('of nothing but a quotation nothing is left', () => {
    expect(trimReply('> a\n> b')).toBe('');
    expect(trimReply('')).toBe('');
  });

  test('a text made to cost time costs little', () => {
    const startedMs = performance.now();
    for (const piece of ['On a ', 'wrote ', '-_ ', ' \n', '>\n', 'a:\n', 'From: x\n', '2026 \n', '\0', '  '])
      expect(trimReply(piece.repeat(100_000)).length).toBeLessThanOrEqual(4_000);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
