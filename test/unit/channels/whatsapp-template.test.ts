import { describe, expect, test } from 'vitest';
import { languageCode } from '../../../src/channels/whatsapp/language-code.ts';
import { addressOf, recipientOf } from '../../../src/channels/whatsapp/recipient.ts';
import { sampleData, SAMPLE_LINKS, SAMPLE_SENDER, sparseSampleData } from '../../../src/channels/sample-data.ts';
import type { TemplateContent } from '../../../src/contracts/channel.ts';
import { compiled } from '../../support/mail-fixtures.ts';
import { WHATSAPP_TEMPLATE, whatsAppAt } from '../../support/whatsapp.ts';

const channel = whatsAppAt('http://127.0.0.1:1');
const render = (content: TemplateContent, data = sampleData(), locale = 'en') => compiled(channel, content, locale).render(data, SAMPLE_LINKS, SAMPLE_SENDER);
const faultsOf = (content: TemplateContent, locale = 'en') => {
  const answer = channel.compile(content, 'hash', locale);
  return 'faults' in answer ? answer.faults : [];
};
const named = (value: string) => ({ ...sampleData(), customer: { name: value, orderCount: 1 } });
const HEAD = 'name: x\ncategory: marketing\n';

describe('a template of the provider', () => {
  test('is filled in its own form: header, body, offer, code and tracked button, each in its place', () => {
    const { template = '', text } = render(WHATSAPP_TEMPLATE, sampleData(), 'pt-BR');
    expect(JSON.parse(template)).toEqual({
      name: 'spring_offer',
      language: { code: 'pt_BR' },
      components: [
        { type: 'header', parameters: [{ type: 'image', image: { link: 'https://shop.example/spring.jpg' } }] },
        { type: 'body', parameters: [{ type: 'text', text: 'Sample Customer' }, { type: 'text', text: 'Example & Shop' }] },
        { type: 'limited_time_offer', parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: Date.parse('2011-12-24T10:00:00Z') } }] },
        { type: 'button', index: '0', sub_type: 'copy_code', parameters: [{ type: 'coupon_code', coupon_code: 'SAMPLE2345' }] },
        { type: 'button', index: '1', sub_type: 'url', parameters: [{ type: 'text', text: 'sample-0' }] },
        { type: 'button', index: '2', sub_type: 'quick_reply', parameters: [{ type: 'payload', payload: 'more' }] },
      ],
    });
    expect(text).toBe('Hello Sample Customer, see https://shop.example/c/sample-0');
  });

  test('without anything to fill is its name and its language', () => {
    expect(JSON.parse(render({ template: HEAD }).template ?? '')).toEqual({ name: 'x', language: { code: 'en' } });
  });

  test('sends its own unsubscribe link as a button, and keeps the place of one that takes nothing', () => {
    const { template = '' } = render({ template: `${HEAD}buttons:\n  - fixed: Call us\n  - url: "{{unsubscribeUrl}}"` });
    expect(JSON.parse(template).components).toEqual([{ type: 'button', index: '1', sub_type: 'url', parameters: [{ type: 'text', text: 'sample' }] }]);
  });

  test('goes with a picture inside the window, its words as the caption', () => {
    const { media = '', text } = render({ template: `${HEAD}inWindow: { image: https://shop.example/a.jpg }`, text: 'Look' });
    expect([JSON.parse(media), text]).toEqual([{ media: 'image', link: 'https://shop.example/a.jpg' }, 'Look']);
  });

  test('may be words alone, which need an open window', () => {
    const words = compiled(channel, { text: 'Hello, it has left us' });
    expect([words.wordsOnly, words.registered, words.render(sampleData(), SAMPLE_LINKS, SAMPLE_SENDER)]).toEqual([true, undefined, { text: 'Hello, it has left us' }]);
    expect(faultsOf({})).toMatchObject([{ message: 'the part template is missing' }]);
  });

  test('is not filled with nothing, nor with a value that is too long or has more than one line', () => {
    const template = { template: `${HEAD}header: { text: "{{#if customer.name}}{{customer.name}}{{/if}}" }` };
    expect(() => render(template, sparseSampleData())).toThrow(/the header is empty/);
    expect(() => render(template, named('x'.repeat(61)))).toThrow(/61 characters, WhatsApp takes 60/);
    expect(JSON.parse(render(template, named('A\r\n\tB    C\u202E')).template ?? '').components[0].parameters[0].text).toBe('A B C');
    expect(() => render({ template: HEAD, text: 'x'.repeat(4_097) })).toThrow(/WhatsApp takes 4096/);
    expect(() => render({ template: `${HEAD}inWindow: { image: https://a.example/b.jpg }`, text: 'x'.repeat(1_025) })).toThrow(/WhatsApp takes 1024/);
    expect(() => render({ template: `${HEAD}buttons: [{ copyCode: sixteen-letters-x }]` })).toThrow(/the code to copy has 17 characters, WhatsApp takes 15/);
  });
});

describe('a template that is not right is told with every fault at its place', () => {
  test.each<[string, string, object]>([
    ['no YAML', 'name: [', { line: 1, message: /cannot be read as YAML/ }],
    ['a list', '- a', { line: 1, message: /expected name, category/ }],
    ['an unknown field', `${HEAD}bdoy: []`, { line: 3, column: 1, suggestion: 'did you mean body?' }],
    ['no name', 'category: marketing', { message: /lacks the name of the template/ }],
    ['a name in capitals', 'name: Win_Back\ncategory: utility', { line: 1, column: 7, message: /expected the name of the template/ }],
    ['an unknown category', 'name: x\ncategory: marketng', { line: 2, suggestion: 'did you mean marketing?' }],
    ['a code outside marketing', 'name: x\ncategory: utility\nbuttons: [{ copyCode: X }]', { line: 3, message: /only a marketing template/ }],
    ['two codes', `${HEAD}buttons: [{ copyCode: X }, { copyCode: Y }]`, { message: /one code to copy at most/ }],
    ['an unknown variable', `${HEAD}body:\n  - "Hi {{customer.nme}}"`, { line: 4, column: 11, message: /customer\.nme is not known/, suggestion: 'did you mean customer.name?' }],
    ['an unguarded variable', `${HEAD}body: ["{{customer.name}}"]`, { line: 3, column: 11, message: /may be missing/ }],
    ['raw output', `${HEAD}body: ["{{{shop.name}}}"]`, { message: /raw output/ }],
    ['braces without quotes', `${HEAD}body:\n  - {{shop.name}}`, { line: 4 }],
    ['a body of several lines', `${HEAD}body:\n  - |\n    a\n    b`, { line: 4, message: /line break/ }],
    ['a variable in a link', `${HEAD}buttons: [{ url: "https://{{shop.name}}/" }]`, { message: /cannot contain a variable/ }],
    ['a link without TLS', `${HEAD}buttons: [{ url: http://shop.example/ }]`, { message: /begins with https/ }],
    ['a script link', `${HEAD}header: { image: "javascript:alert(1)" }`, { message: /begins with https/ }],
    ['two media', `${HEAD}header: { image: https://a.example/1, video: https://a.example/2 }`, { message: /exactly one of/ }],
    ['an offer that ends on no date', `${HEAD}limitedTimeOffer: promotion.endOn`, { suggestion: 'did you mean promotion.endsOn?' }],
    ['an alias', `${HEAD}body: &a [x]\nbuttons: *a`, { message: /expected a list of buttons/ }],
  ])('%s', (_what, template, { message, ...place }: { message?: RegExp }) => {
    const [first] = faultsOf({ template });
    expect(first).toMatchObject({ part: 'template', ...place });
    if (message !== undefined) expect(first?.message).toMatch(message);
  });

  test('all at once, with those of the text', () => {
    expect(faultsOf({ template: 'name: X', text: '{{shop.nam}}' }).map(({ part }) => part)).toEqual(['template', 'template', 'text']);
  });

  test('a template of a language that is none', () => {
    expect(faultsOf({ template: HEAD }, 'no language')[0]?.message).toContain('not a language tag');
  });
});

test.each([['en', 'en'], ['en-GB', 'en_GB'], ['de', 'de'], ['de-AT', 'de'], ['zh', 'zh_CN'], ['zh-CN', 'zh_CN'], ['zh-Hant', 'zh_TW'], ['pt', 'pt_PT'], ['pt-BR', 'pt_BR'], ['nb-NO', 'nb'], ['fr-CA', 'fr'], ['he', 'he']])(
  'the language %s is %s at WhatsApp', (locale, code) => {
    expect(languageCode(locale)).toBe(code);
  });

test('an address is a telephone number of a country or a user id', () => {
  expect(recipientOf('+12025550123')).toEqual({ to: '12025550123' });
  expect(recipientOf('+44 7700 900123')).toEqual({ to: '447700900123' });
  expect(recipientOf('US.13491208655302741918')).toEqual({ recipient: 'US.13491208655302741918' });
  for (const none of ['', '12025550123', '+999123456789', '+870773123456', '+80012345678', '+49', 'us.123', 'US.', 'US.1\n2', '+1202555012345678', 'a@b.example']) expect(recipientOf(none)).toBeNull();
  expect([addressOf('12025550123'), addressOf('+12025550123'), addressOf('US.ENT.1'), addressOf('x'), addressOf('12')]).toEqual(['+12025550123', '+12025550123', 'US.ENT.1', null, null]);
});
