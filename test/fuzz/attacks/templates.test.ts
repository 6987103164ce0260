import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { compileMail } from '../../../src/channels/email/compile-mail.ts';
import { createEngine } from '../../../src/channels/email/handlebars-engine.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData } from '../../../src/channels/sample-data.ts';
import { PLAIN_TEMPLATE } from '../../support/mail-fixtures.ts';

const compile = (over: Record<string, string>) => compileMail({ ...PLAIN_TEMPLATE, ...over }, 'hash', 'en');
const faultsOf = (over: Record<string, string>) => { const template = compile(over); return 'faults' in template ? template.faults : []; };

describe('a template that reaches for more than its variables', () => {
  it.each([
    ['the constructor of a value', '{{customer.constructor}}'],
    ['the constructor of a function', '{{customer.constructor.constructor "return process" }}'],
    ['a prototype', '{{customer.__proto__}}'],
    ['a prototype by a literal segment', '{{customer.[__proto__]}}'],
    ['a getter of old', '{{customer.__lookupGetter__ "x"}}'],
    ['lookup', '{{lookup customer "constructor"}}'],
    ['the root', '{{@root.customer.name}}'],
    ['the context above', '{{../customer.name}}'],
    ['this', '{{this}}'],
    ['a loop over everything', '{{#each this}}{{this}}{{/each}}'],
    ['a loop in a loop', '{{#each .}}{{#each ..}}x{{/each}}{{/each}}'],
    ['with', '{{#with customer}}{{name}}{{/with}}'],
    ['log', '{{log customer.name}}'],
    ['the helper for missing helpers', '{{helperMissing}}'],
    ['the block helper for missing blocks', '{{blockHelperMissing}}'],
    ['a partial', '{{> footer}}'],
    ['a partial by expression', '{{> (lookup . "x")}}'],
    ['a partial block', '{{#> layout}}x{{/layout}}'],
    ['an inline partial', '{{#*inline "x"}}y{{/inline}}'],
    ['a decorator', '{{* x}}'],
    ['raw output', '{{{customer.name}}}'],
    ['raw output by ampersand', '{{&customer.name}}'],
    ['a raw block', '{{{{raw}}}}<p>x</p>{{{{/raw}}}}'],
    ['a subexpression', '{{money (lookup order "value")}}'],
    ['hash arguments', '{{money order.value a=customer}}'],
    ['block parameters', '{{#if customer.name as |x|}}{{x}}{{/if}}'],
    ['an own link variable', '{{link0}}'],
  ])('is refused: %s', (_name, expression) => {
    expect(faultsOf({ html: `<p>${expression}</p>` })).not.toEqual([]);
  });

  it('a syntax tree in place of text is not compiled', () => {
    const tree = Handlebars.parse('{{customer.name}}');
    expect(() => createEngine('en')(tree, true)).toThrow(TypeError);
  });
});

describe('markup hidden from the checks behind braces', () => {
  const SMUGGLED = '<a href="javascript:alert(1)">x</a>';
  it.each([
    ['an escaped mustache', `\\{{ ${SMUGGLED} {{shop.name}}`],
    ['a twice escaped mustache', `\\\\{{shop.name}} \\{{ ${SMUGGLED} {{shop.name}}`],
    ['a comment that ends with a stripping mark', `{{!-- a --~}}${SMUGGLED}{{!-- b --}}`],
    ['a comment that begins with one and holds a quote', `{{~! " }}${SMUGGLED}<p title="x">y</p>{{shop.name}}`],
    ['a quoted word with an escaped quote', `{{plural customer.orderCount "a\\"" "b"}}${SMUGGLED}<p title="}}">x</p>{{shop.name}}`],
    ['a quoted word with two backslashes', `{{plural customer.orderCount "a" "b\\\\"}}${SMUGGLED}<p title="}}">x</p>{{shop.name}}`],
  ])('is refused or checked: %s', (_name, html) => {
    const template = compile({ html });
    expect('faults' in template).toBe(true);
  });

  it.each([
    ['a comment', '{{!-- <a href="javascript:x"> --}}<p>x</p>'],
    ['a comment with stripping marks', '<p>{{~!-- }} --~}} x</p>'],
    ['braces in a quoted word', '<p>{{plural customer.orderCount "}}" "x"}}</p>'],
    ['single braces', '<p>{ x } }} { {</p>'],
  ])('while honest braces pass: %s', (_name, html) => {
    expect(faultsOf({ html })).toEqual([]);
  });
});

it('a place is counted in lines as every editor counts them', () => {
  for (const lineEnd of ['\n', '\r\n', '\r']) {
    expect(faultsOf({ html: `<p>a</p>${lineEnd}<p>{{{customer.name}}}</p>` }).map(({ line, column }) => [line, column])).toEqual([[2, 4], [2, 7]]);
  }
});

describe('a language that is none', () => {
  it.each(['en\0', 'en_US', 'en-', '', 'x-y-z\r\n', 'de-__proto__', 'en-US-u-', '../en', 'en;q=1'])('is a fault, not an error: %j', (locale) => {
    expect('faults' in compileMail(PLAIN_TEMPLATE, 'hash', locale)).toBe(true);
  });
});

describe('a link beside braces', () => {
  it.each(['{https://shop.example/x}', 'see https://shop.example/x}', '{ https://shop.example/x}', '\\https://shop.example/x', '{https://shop.example/x'])('is refused in the text: %s', (text) => {
    expect(faultsOf({ text }).map(({ message }) => message)).toEqual(['a link cannot stand right beside a brace or a backslash']);
  });

  it('is a link when it stands alone', () => {
    const template = compile({ text: '{ https://shop.example/x }' });
    if ('faults' in template) throw new Error(template.faults[0]!.message);
    expect(template.render(sampleData(), SAMPLE_LINKS, SAMPLE_SENDER)['text']).toContain('{ https://shop.example/c/sample-');
  });
});

describe('a template that would keep the processor busy', () => {
  const LONGEST = 64 * 1024 - 10;
  const full = (piece: string) => piece.repeat(Math.floor(LONGEST / piece.length));

  it.each([
    ['open mustaches', full('{{')],
    ['open comments', full('{{!-- ')],
    ['open quotes in mustaches', full('{{"')],
    ['open quotes in tags', full('<a "')],
    ['mixed quotes in tags', full('<a \'"')],
    ['tags and signs', full('<a>').slice(0, LONGEST / 2) + '<'.repeat(LONGEST / 2)],
    ['attributes', `<p ${'a '.repeat(LONGEST / 2 - 10)}>`],
    ['a long name of a tag', `<p${'a'.repeat(LONGEST - 10)}`],
    ['a long name of an attribute', `<p ${'a'.repeat(LONGEST / 2)}${' '.repeat(LONGEST / 2 - 10)}`],
    ['open blocks', full('{{#if customer.name}}')],
    ['one line and a syntax error', `${'x'.repeat(LONGEST - 10)}{{#if`],
    ['a quarter of a megabyte', '{{'.repeat(120 * 1024)],
  ])('is answered in three seconds of its time: %s', (_name, html) => {
    const before = process.cpuUsage();
    expect(faultsOf({ html })).not.toEqual([]);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000);
  });

  it('no accepted template makes a mail many times its size: there are no loops', () => {
    expect(faultsOf({ html: full('{{shop.name}} ') })).not.toEqual([]);
    const template = compile({ html: '{{shop.name}} '.repeat(1_000) });
    if ('faults' in template) throw new Error(template.faults[0]!.message);
    const data = { ...sampleData(), shop: { name: 'x'.repeat(200), currency: 'GBP' } };
    expect(template.render(data, SAMPLE_LINKS, SAMPLE_SENDER)['html']!.length).toBeLessThan(64 * 1024 * 20);
  });
});
