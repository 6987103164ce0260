import { describe, expect, test } from 'vitest';
import { sampleData, SAMPLE_LINKS, SAMPLE_SENDER, sparseSampleData } from '../../../src/channels/sample-data.ts';
import type { TemplateContent } from '../../../src/contracts/channel.ts';
import { compiled } from '../../support/mail-fixtures.ts';
import { SKYPE_TEMPLATE, skypeAt } from '../../support/skype.ts';

const channel = skypeAt(1);
const render = (content: TemplateContent, data = sampleData(), locale = 'en') => compiled(channel, content, locale).render(data, SAMPLE_LINKS, SAMPLE_SENDER);
const faultsOf = (changes: TemplateContent, locale = 'en') => {
  const answer = channel.compile({ text: 'Hello', ...changes }, 'hash', locale);
  return 'faults' in answer ? answer.faults : [];
};
const named = (value: string) => ({ ...sampleData(), customer: { name: value, orderCount: 1 } });

describe('a template for Skype and Teams', () => {
  test('counts the clicks of its words and of its card by one list of targets', () => {
    const template = compiled(channel, SKYPE_TEMPLATE);
    expect(template.links).toEqual(['https://shop.example/new']);
    const { card = '', answers = '' } = render(SKYPE_TEMPLATE);
    expect(JSON.parse(card).actions).toEqual([
      { type: 'Action.OpenUrl', title: 'Look', url: 'https://shop.example/c/sample-0' },
      { type: 'Action.Submit', title: 'Call me', data: { msteams: { type: 'imBack', value: 'Please call me' } } },
      { type: 'Action.OpenUrl', title: 'No more', url: 'https://shop.example/u/sample' },
    ]);
    expect(JSON.parse(answers)).toEqual(['Yes, please', 'No thanks, Example & Shop']);
  });

  test('needs its words alone', () => {
    expect(render({ text: 'Hello from {{shop.name}}' })).toEqual({ text: 'Hello from Example &amp; Shop' });
  });

  test.each([
    ['[click](https://evil.example)', String.raw`\[click\](https:\//evil.example)`], ['**loud** _and_ `code`', '\\*\\*loud\\*\\* \\_and\\_ \\`code\\`'],
    ['<at>everyone</at> & co', '&lt;at&gt;everyone&lt;/at&gt; &amp; co'], ['# a heading', String.raw`\# a heading`], ['A\r\nB\u202Egpj', 'A B gpj'],
  ])('shows the name %j as it is', (name, shown) => {
    const content = { text: 'Hello {{#if customer.name}}{{customer.name}}{{/if}}', card: 'body: [{ type: TextBlock, text: "{{#if customer.name}}{{customer.name}}{{/if}}" }]\nactions: [{ type: Action.OpenUrl, title: "{{#if customer.name}}{{customer.name}}{{/if}}", url: https://a.example }]' };
    const { text, card = '' } = render(content, named(name));
    expect(text).toBe(`Hello ${shown}`);
    expect(JSON.parse(card)).toMatchObject({ body: [{ text: shown }] });
    expect(JSON.parse(card).actions[0].title).toBe(name.replaceAll(/[\r\n\u202e]+/g, ' ').trim());
  });

  test('shows products in its words, money and dates in its language', () => {
    const { text = '' } = render({ text: '{{products}}\n{{#if order.value}}{{money order.value}}{{/if}} {{#if order.placedOn}}{{date order.placedOn}}{{/if}}' }, sampleData(), 'de');
    expect(text).toContain('- Sample lantern &amp; holder, 2,95');
    expect(text).toMatch(/139,12\s£ 31\. Oktober 2011$/);
  });

  test('is not sent empty, nor longer than Teams takes', () => {
    expect(() => render({ text: '{{#if customer.name}}{{customer.name}}{{/if}}' }, sparseSampleData())).toThrow(/text is empty/);
    expect(() => render({ text: 'Hello', card: 'body: [{ type: TextBlock, text: "{{#if customer.name}}{{customer.name}}{{/if}}" }]' }, sparseSampleData())).toThrow(/text of the card is empty/);
    expect(() => render({ text: 'x'.repeat(25_000) })).toThrow(/25000 bytes, Teams takes 24576/);
  });
});

describe('a template that is refused', () => {
  test.each<[string, TemplateContent, object]>([
    ['an unknown variable in the words', { text: 'Hi\n {{customer.nam}}' }, { part: 'text', line: 2, column: 4, suggestion: 'did you mean customer.name?' }],
    ['one in the card', { card: 'body:\n  - type: TextBlock\n    text: "Hello {{shop.nam}}"' }, { part: 'card', line: 3, column: 20, suggestion: 'did you mean shop.name?' }],
    ['one in an answer', { answers: '- Yes\n- "{{shop.nam}}"' }, { part: 'answers', line: 2, column: 6 }],
    ['an unknown element', { card: 'body:\n  - type: TextBlok\n    text: x' }, { part: 'card', line: 2, column: 11, message: '"TextBlok" cannot stand here', suggestion: 'did you mean TextBlock?' }],
    ['an input, which nobody would hear', { card: 'body: [{ type: Input.Text, id: a }]' }, { part: 'card', line: 1, message: '"Input.Text" cannot stand here' }],
    ['an unknown property', { card: 'body:\n  - { type: TextBlock, text: x, colour: good }' }, { part: 'card', line: 2, message: '"colour" is not known here', suggestion: 'did you mean color?' }],
    ['a size that is none', { card: 'body: [{ type: TextBlock, text: x, size: huge }]' }, { part: 'card', message: expect.stringContaining('expected one of small') }],
    ['a picture without words for who cannot see it', { card: 'body: [{ type: Image, url: https://a.example/a.png }]' }, { part: 'card', message: 'lacks altText' }],
    ['a picture over plain HTTP', { card: 'body: [{ type: Image, altText: x, url: http://a.example/a.png }]' }, { part: 'card', message: 'expected an address that begins with https://' }],
    ['a link with a variable', { card: 'body: [{ type: TextBlock, text: x }]\nactions: [{ type: Action.OpenUrl, title: x, url: "https://a.example/{{order.number}}" }]' }, { part: 'card', line: 2, message: expect.stringContaining('a link cannot contain a variable') }],
    ['a script as a link', { card: 'body: [{ type: TextBlock, text: x }]\nactions: [{ type: Action.OpenUrl, title: x, url: "javascript:alert(1)" }]' }, { part: 'card', line: 2 }],
    ['a card of another version', { card: 'version: "9"\nbody: [{ type: TextBlock, text: x }]' }, { part: 'card', line: 1, message: 'expected version: 1.5' }],
    ['a card without a body', { card: 'actions: [{ type: Action.OpenUrl, title: x, url: https://a.example }]' }, { part: 'card', message: 'lacks body' }],
    ['a card that is a list', { card: '- x' }, { part: 'card', message: expect.stringContaining('expected an object') }],
    ['no YAML at all', { card: 'body: [' }, { part: 'card', message: expect.stringContaining('cannot be read as YAML') }],
    ['seven answers', { answers: '[a, b, c, d, e, f, g]' }, { part: 'answers', message: 'has 7 answers, Teams shows 6' }],
    ['no answer', { answers: '[]' }, { part: 'answers', message: 'expected a list of answers to offer' }],
    ['answers that are no list', { answers: 'yes: no' }, { part: 'answers' }],
    ['an unknown part', { crad: 'x' }, { part: 'crad', suggestion: 'did you mean card?' }],
    ['no words', { text: '' }, { part: 'text', message: 'the part text is missing' }],
    ['nesting without end', { card: `body: ${'[{ type: Container, items: '.repeat(12)}[{ type: TextBlock, text: x }]${' }]'.repeat(12)}` }, { part: 'card', message: expect.stringContaining('nested more than') }],
  ])('for %s', (_what, changes, place) => {
    expect(faultsOf(changes)[0]).toMatchObject(place);
  });

  test('for a language that is none', () => {
    expect(faultsOf({}, 'no language')[0]?.message).toContain('is not a language tag');
  });

  test('tells the faults of all parts at once', () => {
    expect(faultsOf({ text: '{{shop.nam}}', card: 'body: []', answers: '[]' }).map(({ part }) => part)).toEqual(['text', 'card', 'answers']);
  });
});
