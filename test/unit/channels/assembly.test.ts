import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createChannels } from '../../../src/channels/registry.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData, sparseSampleData } from '../../../src/channels/sample-data.ts';
import { loadTemplateFiles } from '../../../src/channels/template-files.ts';

const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 2525 } });
let dir: string;
beforeEach(async () => { dir = await mkdtemp(join(tmpdir(), 'layouts-')); });
afterEach(async () => { await rm(dir, { recursive: true }); });

const LAYOUT = '<table class="outer"><tr><td class="inner" align="left">{{> @partial-block}}</td></tr><tr><td>{{> footer}}</td></tr></table>';

/** The faults of these files, as a reader sees them. */
async function load(files: Readonly<Record<string, string>>, languages?: Parameters<typeof loadTemplateFiles>[2]) {
  for (const [file, content] of Object.entries({ 'hi/en.subject.hbs': 'Hi', 'hi/en.text.hbs': 'Hi', ...files })) {
    if (content === '') continue;
    await mkdir(dirname(join(dir, 'email', file)), { recursive: true });
    await writeFile(join(dir, 'email', file), content);
  }
  const loaded = await loadTemplateFiles(dir, channels, languages);
  const told = loaded.faults.map(({ file, line, column, message, suggestion }) => `${file.replace('email/', '')}:${line}:${column} ${message}${suggestion === null ? '' : ` = ${suggestion}`}`);
  const render = (locale = 'en', data = sampleData(locale)) => loaded.sources.find((one) => one.locale === locale)!.compiled.render(data, SAMPLE_LINKS, SAMPLE_SENDER);
  return { ...loaded, told, render };
}

describe('a layout of the shop', () => {
  test('surrounds the body, its rules in the tags, conditions on the mailbox in the head', async () => {
    const { told, render, sources } = await load({
      '_layouts/mine.html.hbs': LAYOUT,
      '_layouts/mine.css': '/* mine */ .outer { width: 100% } .inner, p { padding: 1px 2px 3px 4px; } a:hover { color: red }\n@media (prefers-color-scheme: dark) { .inner { color: #eee } .unused { color: #000 } }',
      'hi/en.html.hbs': '{{#> mine}}\n<p>{{#if customer.name}}Hi {{customer.name}}{{/if}} <a href="https://shop.example/a">a</a></p>\n{{/mine}}',
    });
    expect(told).toEqual([]);
    expect(sources[0]).toMatchObject({ layout: 'mine', links: ['https://shop.example/a'] });
    const { html = '' } = render();
    expect(html).toContain('<td class="inner" align="left" style="padding: 1px 2px 3px 4px;">');
    expect(html).toContain('Hi Sample Customer <a href="https://shop.example/c/sample-0">');
    expect(html).toContain('@media (prefers-color-scheme:dark){.inner{color:#eee!important}}');
    expect(html).toContain('a:hover{color:red}');
    expect(html).not.toContain('unused');
    expect(html).toContain(SAMPLE_LINKS.unsubscribeUrl);
    expect(html.match(/<meta name="color-scheme" content="light dark">/g)).toHaveLength(1);
  });

  test('makes the content what is frozen: another layout is another version, and no other file is asked later', async () => {
    const files = { '_layouts/mine.html.hbs': LAYOUT, 'hi/en.html.hbs': '{{#> mine}}<p>Hi</p>{{/mine}}' };
    const first = (await load(files)).sources[0]!;
    const second = (await load({ ...files, '_layouts/mine.html.hbs': LAYOUT.replace('outer', 'other') })).sources[0]!;
    expect(second.hash).not.toBe(first.hash);
    const again = channels['email']!.compile(JSON.parse(JSON.stringify(first.content)) as typeof first.content, first.hash, 'en');
    expect('faults' in again ? again.faults : again.render(sampleData(), SAMPLE_LINKS, SAMPLE_SENDER)).toEqual(first.compiled.render(sampleData(), SAMPLE_LINKS, SAMPLE_SENDER));
  });

  test('is mirrored where the writing goes from the right; values keep their own direction, codes without a character to copy', async () => {
    const { told, render } = await load({
      '_layouts/mine.html.hbs': LAYOUT, '_layouts/mine.css': '.inner { padding: 1px 2px 3px 4px; margin-left: 5px; border-radius: 1px 2px 3px 4px; text-align: left } @media (max-width: 480px) { .inner { padding-right: 7px } }',
      'hi/en.html.hbs': '{{#> mine}}<p>Hi</p>{{/mine}}', 'hi/ar.subject.hbs': 'مرحبا',
      'hi/ar.html.hbs': '{{#> mine}}<p>{{#if customer.name}}{{customer.name}}{{/if}} {{#if promotion.code}}{{coupon promotion.code}}{{/if}} {{#if order.value}}{{money order.value}}{{/if}}</p><img src="https://shop.example/x.png" alt="{{shop.name}}" width="10">{{/mine}}',
      'hi/ar.text.hbs': '{{#if promotion.code}}{{coupon promotion.code until=promotion.endsOn}}{{/if}} {{shop.name}}\nhttps://shop.example/a'.replace('{{#if promotion.code}}', '{{#if promotion.code}}{{#if promotion.endsOn}}').replace('{{/if}}', '{{/if}}{{/if}}'),
    });
    expect(told).toEqual([]);
    const { html = '', text = '' } = render('ar', sampleData());
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain('<td class="inner" align="right" style="padding: 1px 4px 3px 2px; margin-right: 5px; border-radius: 2px 1px 4px 3px; text-align: right;">');
    expect(html).toContain('{.inner{padding-left:7px!important}}');
    expect(html.match(/<table[^>]*dir="rtl"/g)).toHaveLength(1);
    expect(html).toContain('<bdi>Sample Customer</bdi> <bdi dir="ltr">SAMPLE2345</bdi> <bdi>');
    expect(html).toContain('alt="Example &amp; Shop"');
    expect(text).toMatch(/^\u2066SAMPLE2345\u2069 \(صالح حتى \u206824 ديسمبر 2011\u2069\) \u2068Example & Shop\u2069\nhttps:\/\/shop.example\/c\/sample-0\n/);
  });

  test.each([
    ['an unknown name', { 'hi/en.html.hbs': '<p>x</p>\n {{#> leter}}x{{/leter}}' }, ['hi/en.html.hbs:2:2 there is no layout or partial leter = did you mean letter?']],
    ['words around it', { 'hi/en.html.hbs': 'x{{#> letter}}x{{/letter}}' }, ['hi/en.html.hbs:1:2 everything that a layout surrounds goes inside it = let the file begin with {{#> letter}} and end with {{/letter}}']],
    ['no place for the body', { '_layouts/mine.html.hbs': '<p>{{> footer}}</p>', 'hi/en.html.hbs': '<p>x</p>' }, ['_layouts/mine.html.hbs:1:1 the layout has no place for the body of a template = put {{> @partial-block}} there']],
    ['no footer', { '_layouts/mine.html.hbs': '<p>{{> @partial-block}}</p>', 'hi/en.html.hbs': '{{#> mine}}x{{/mine}}' }, ['_layouts/mine.html.hbs:1:1 the layout has no place for the footer = put {{> footer}} there, once']],
    ['a footer that depends', { '_layouts/mine.html.hbs': '{{> @partial-block}}{{#if customer.name}}{{> footer}}{{/if}}', 'hi/en.html.hbs': '{{#> mine}}x{{/mine}}' }, ['_layouts/mine.html.hbs:1:42 the footer cannot depend on anything = put it outside of {{#if}}']],
    ['a hidden footer', { '_layouts/mine.html.hbs': '{{> @partial-block}}<div class="x">{{> footer}}</div>', '_layouts/mine.css': '.x{display:none}', 'hi/en.html.hbs': '{{#> mine}}<p>x</p>{{/mine}}' }, ['hi/en.html.hbs:1:1 the layout hides the footer = no tag around {{> footer}} may be hidden']],
    ['a fault within, told once for all who use it', { '_layouts/mine.html.hbs': '<div>\n<p>{{shop.nam}}</p>{{> @partial-block}}{{> footer}}</div>', 'hi/en.html.hbs': '{{#> mine}}x{{/mine}}', 'ho/en.html.hbs': '{{#> mine}}x{{/mine}}', 'ho/en.subject.hbs': 'x', 'ho/en.text.hbs': 'x' }, ['_layouts/mine.html.hbs:2:6 the variable shop.nam is not known = did you mean shop.name?']],
    ['a body that closes what the layout opened', { 'hi/en.html.hbs': '{{#> letter}}</td></tr><tr><td>{{/letter}}' }, [
      'hi/en.html.hbs:1:14 </td> closes nothing', 'hi/en.html.hbs:1:19 </tr> closes nothing', 'hi/en.html.hbs:1:24 <tr> is not closed = add </tr>', 'hi/en.html.hbs:1:28 <td> is not closed = add </td>']],
    ['a circle', { '_partials/a.html.hbs': '{{> b}}', '_partials/b.html.hbs': '{{> a}}', 'hi/en.html.hbs': '<p>{{> a}}</p>' }, ['_partials/b.html.hbs:1:1 goes round in a circle: a → b → a']],
    ['styles that load, or are none', { '_layouts/mine.html.hbs': LAYOUT, '_layouts/mine.css': 'p { colour }\n.x { background: url(x) }\n@font-face { a: b }\n}', 'hi/en.html.hbs': '<p>x</p>' }, [
      '_layouts/mine.css:1:5 "colour" is no declaration = write property: value;', '_layouts/mine.css:2:18 a style cannot load anything = put pictures into <img> with an absolute https address',
      '_layouts/mine.css:3:1 @font-face is not read by mailboxes = rules and @media are', '_layouts/mine.css:4:1 a rule is not closed, or closes nothing = write selector { property: value }']],
    ['a strange folder and file', { '_layuts/x.html.hbs': 'x', '_words/x.txt': 'x', 'hi/en.html.hbs': '<p>x</p>' }, ['_layuts:1:1 is not a folder that templates share = did you mean _layouts?', '_words/x.txt:1:1 does not belong into _words = files end in .yaml']],
    ['a layout in the text', { 'hi/en.html.hbs': '<p>x</p>', 'hi/en.text.hbs': '{{#> letter}}x{{/letter}}' }, ['hi/en.text.hbs:1:1 a layout is for the html part alone = write the text without one']],
    ['raw output all the same', { 'hi/en.html.hbs': '{{#> letter}}{{{shop.name}}}{{/letter}}' }, ['hi/en.html.hbs:1:14 raw output is not allowed: {{{ }}} and {{& }} skip the escaping = write {{ }}']],
    ['depth without end', { 'hi/en.html.hbs': `${'<div>'.repeat(61)}x${'</div>'.repeat(61)}` }, ['hi/en.html.hbs:1:301 there are more than 60 tags inside each other']],
  ] as const)('with %s is refused at its place', async (_what, files, told) => {
    expect((await load(files)).told).toEqual(told);
  });
});

test('whatever is wrong, in layout, styles, words and body, is told at once', async () => {
  const { told } = await load({
    '_layouts/mine.html.hbs': '<div class="box"><p>{{shop.nam}}</p>{{> @partial-block}}</div>', '_layouts/mine.css': '.box { padding: 4px }\n@import "x";\n.y { colour }', '_words/en.yaml': 'hi: Hello {name}\nn: { one: "{count} thing" }',
    'hi/en.html.hbs': '{{#> mine}}\n<p>{{t "hi"}} {{> nothere}}</p>\n<a href="javascript:alert(1)">x</a>\n{{{shop.name}}}\n{{/mine}}',
  });
  expect(told.map((line) => line.split(' ')[0])).toEqual([
    '_layouts/mine.css:2:1', '_layouts/mine.css:3:6', '_layouts/mine.html.hbs:1:1', '_layouts/mine.html.hbs:1:23', '_words/en.yaml:2:1', 'hi/en.html.hbs:2:4', 'hi/en.html.hbs:2:15', 'hi/en.html.hbs:3:10', 'hi/en.html.hbs:4:1']);
});

describe('a partial of the shop', () => {
  test('is filled with texts, variables and calls, and may surround a body', async () => {
    const { told, render } = await load({
      '_partials/line.html.hbs': '<p title="{{label}}">{{label}}: {{#if value}}<b>{{value}}</b>{{/if}}</p>', '_partials/box.html.hbs': '<div>{{> @partial-block}}</div>',
      '_partials/bye.text.hbs': 'Bye from {{shop.name}}',
      'hi/en.html.hbs': '{{#> box}}{{> line label="A & <b>" value=shop.name}}{{/box}}{{#if order.value}}{{> line label=shop.currency value=shop.currency}}<p>{{> cost amount=(money order.value)}}</p>{{/if}}',
      '_partials/cost.html.hbs': '<i>{{amount}}</i>', 'hi/en.text.hbs': 'Hi\n{{> bye}}',
    });
    expect(told).toEqual([]);
    const { html = '', text = '' } = render();
    expect(html).toContain('<div><p style="margin:0 0 16px" title="A &amp; &lt;b&gt;">A &amp; &lt;b&gt;: <b>Example &amp; Shop</b></p></div>');
    expect(html).toContain('GBP: <b>GBP</b>');
    expect(html).toContain('<i>£139.12</i>');
    expect(text).toMatch(/^Hi\nBye from Example & Shop\n/);
  });

  test('asks for what it is not given at its own place', async () => {
    expect((await load({ '_partials/line.html.hbs': '<p>\n{{label}}</p>', 'hi/en.html.hbs': '{{> line}}{{> line label}}{{> lin}}' })).told).toEqual([
      '_partials/line.html.hbs:2:3 the variable label is not known', 'hi/en.html.hbs:1:11 "label" is no value by name = such as label="…" or value=order.number', 'hi/en.html.hbs:1:27 there is no partial lin = did you mean line?']);
    expect((await load({ '_partials/line.html.hbs': '<p>\n{{label}}</p>', 'hi/en.html.hbs': '{{> line}}' })).told).toEqual(['_partials/line.html.hbs:2:3 the variable label is not known']);
  });
});

describe('words of the shop', () => {
  const WORDS = { '_words/en.yaml': 'hello: Hello {name}\norders: { one: "{count} order", other: "{count} orders" }\nonly: Only here', '_words/de.yaml': 'hello: Guten Tag {name}\norders: { one: "{count} Bestellung", other: "{count} Bestellungen" }' };
  const CALLS = '<p>{{t "hello" name=shop.name}}; {{t "orders" count=customer.orderCount}}; {{t "only"}}</p>';

  test('come from the nearest language that has them, in its plural forms, and only those that are used are frozen', async () => {
    const { told, sources, render } = await load({ ...WORDS, 'hi/en.html.hbs': CALLS, 'hi/de-AT.html.hbs': CALLS, 'hi/de-AT.subject.hbs': '{{t "hello" name="x"}}', 'hi/de-AT.text.hbs': 'x' });
    expect(told).toEqual([]);
    expect(render('de-AT').html).toContain('Guten Tag Example &amp; Shop; 3 Bestellungen; Only here');
    expect(render('de-AT').subject).toBe('Guten Tag x');
    expect(render('en', { ...sampleData(), customer: { orderCount: 1 } }).html).toContain('1 order;');
    const german = sources.find(({ locale }) => locale === 'de-AT')!;
    expect(Object.keys(JSON.parse(german.content['words']!) as object)).toEqual(['hello', 'only', 'orders']);
    expect(german.advice).toEqual(['the word only is taken from en']);
  });

  test('follow the shop where it says who stands in', async () => {
    const chinese = { '_words/zh-CN.yaml': 'hello: 您好，{name}', '_words/en.yaml': 'hello: Hello {name}', 'hi/en.html.hbs': '<p>x</p>', 'hi/zh-TW.html.hbs': '<p>{{t "hello" name=shop.name}}</p>', 'hi/zh-TW.subject.hbs': 'x', 'hi/zh-TW.text.hbs': 'x' };
    expect((await load(chinese)).render('zh-TW').html).toContain('Hello Example');
    expect((await load(chinese, { fallback: 'en', standIns: { 'zh-TW': ['zh-CN'] } })).render('zh-TW').html).toContain('您好，Example');
  });

  test('are refused where they are wrong, each at its place', async () => {
    expect((await load({
      '_words/en.yaml': 'Bad Key: x\na: "{{x}}"\nb: { one: x }\nc: { one: x, few: y, other: z }', '_words/ar.yaml': 'b: { one: x, other: y }', '_words/deu_de.yaml': 'a: b',
      'hi/en.html.hbs': '<p>{{t "coupn.until"}}{{t "coupon.until"}}{{t "coupon.until" dat="x" date="y"}}{{t shop.name}}{{t "step.sent" x=1}}</p>',
    })).told).toEqual([
      '_words/ar.yaml:1:1 b lacks the plural forms zero, two, few, many of ar = write zero: …, one: …, two: …, few: …, many: …, other: …',
      '_words/deu_de.yaml:1:1 "deu_de" is not how a language is written = name the file en.yaml, de.yaml or zh-CN.yaml',
      '_words/en.yaml:1:1 "Bad Key" is not the name of a word = use small letters, digits, full stops and hyphens: order.number',
      '_words/en.yaml:2:4 a word has no {{ }} and no backslash = name what it is filled with in single braces: {name}',
      '_words/en.yaml:3:1 b lacks the plural form other of en = write one: …, other: …',
      '_words/en.yaml:4:14 en has no plural form "few" = it has one, other',
      'hi/en.html.hbs:1:8 the word "coupn.until" is not known = did you mean coupon.until?',
      'hi/en.html.hbs:1:23 the word is filled with date: date is missing = add date=…',
      'hi/en.html.hbs:1:62 the word has no {dat} = did you mean date?',
      'hi/en.html.hbs:1:84 t wants a quoted word here',
      'hi/en.html.hbs:1:111 the word has no {x} = it is filled with nothing', 'hi/en.html.hbs:1:113 x wants a variable or a quoted word',
    ]);
  });
});

describe('the helpers', () => {
  test('plural asks for every form of the language, in templates that are published', async () => {
    const { told } = await load({ 'hi/en.html.hbs': '<p>x</p>', 'hi/ar.subject.hbs': 'x', 'hi/ar.text.hbs': '{{plural customer.orderCount "a" "b"}}', 'hi/ar.html.hbs': '<p>{{plural customer.orderCount one="a" two="b" other="c"}}</p>', 'hi/fr.subject.hbs': 'x', 'hi/fr.text.hbs': 'x', 'hi/fr.html.hbs': '<p>{{plural customer.orderCount "a" "b"}}{{plural customer.orderCount one="a" some="b"}}</p>' });
    expect(told).toEqual([
      'hi/ar.html.hbs:1:4 plural lacks zero, few, many: ar has 6 forms = name each: zero="…" one="…" two="…" few="…" many="…" other="…"',
      'hi/ar.text.hbs:1:1 plural lacks zero, two, few, many: ar has 6 forms = name each: zero="…" one="…" two="…" few="…" many="…" other="…"',
      'hi/fr.html.hbs:1:42 plural lacks the form other', 'hi/fr.html.hbs:1:42 plural lacks other: fr has 2 forms = name each: one="…" other="…"',
      'hi/fr.html.hbs:1:79 some is no plural form = did you mean one?',
    ]);
  });

  test.each([[0, 'z'], [1, 'o'], [2, 't'], [3, 'f'], [11, 'm'], [100, 'x']])('plural of %d in Arabic is %s', async (count, form) => {
    const { render } = await load({ 'hi/en.html.hbs': '<p>x</p>', 'hi/ar.subject.hbs': '{{plural customer.orderCount zero="z" one="o" two="t" few="f" many="m" other="x"}}', 'hi/ar.text.hbs': 'x', 'hi/ar.html.hbs': '<p>x</p>' });
    expect(render('ar', { ...sampleData(), customer: { orderCount: count } }).subject).toBe(form);
  });

  test('products are a list of one\'s own, and lead to nothing but https', async () => {
    const { told, render } = await load({ 'hi/en.html.hbs': '{{#products}}<p>{{product.title}}{{#if product.url}} <a href="{{url product.url}}">see</a>{{/if}}{{#if product.picture}}<img src="{{url product.picture}}" alt="{{product.title}}" width="9">{{/if}}{{#if product.price}} {{money product.price}}{{/if}}{{#if product.review}} {{product.review}}{{/if}}</p>{{/products}}' });
    expect(told).toEqual([]);
    expect(render().html).toContain('<p style="margin:0 0 16px">Sample lantern &amp; holder <a style="color:#1d5f5b;text-decoration:underline" href="https://shop.example/lantern">see</a><img style="max-width:100%;height:auto;border:0" src="https://shop.example/lantern.jpg" alt="Sample lantern &amp; holder" width="9"');
    const list = [{ title: '<b>', price: null, currency: 'GBP', url: 'javascript:alert(1)', picture: 'data:image/png;base64,AA', review: null }];
    const { html = '' } = render('en', { ...sampleData(), products: { count: 1, list } });
    expect(html).toContain('<p style="margin:0 0 16px">&lt;b&gt;</p>');
  });

  test.each([
    ['<a href="{{url customer.name}}">x</a>', /customer\.name may be missing|is a text, url wants a link/], ['<a href="{{url "javascript:alert(1)"}}">x</a>', /cannot contain a variable|wants a variable of kind link/],
    ['<a href="javascript:alert(1)">x</a>', /is not a link target/], ['<a href="ftp://shop.example">x</a>', /is not a link target/], ['<p>{{product.title}}</p>', /is of one product/],
    ['{{#products}}<p>{{product.price}}</p>{{/products}}', /may be missing/], ['{{#products}}{{#products}}x{{/products}}{{/products}}', /cannot stand inside another/], ['{{#products}}x{{else}}y{{/products}}', /has no \{\{else/],
    ['<p>{{footer}}</p>', /placed by the layout/], ['<p>{{> footer}}</p>', /placed by the layout/], ['<p>{{> @partial-block}}</p>', /no body to put here/], ['<p title="{{#if promotion.code}}{{coupon promotion.code}}{{/if}}">x</p>', /cannot stand inside a tag/],
    [`<img src="data:image/png;base64,${'A'.repeat(1_000)}" alt="x" width="1">`, /needs an absolute https address/], ['<img src="http://shop.example/x.png" alt="x" width="1">', /needs an absolute https address/],
  ])('%j is refused', async (html, told) => {
    const { faults } = await load({ 'hi/en.html.hbs': html });
    expect(faults.map(({ message }) => message).join('\n')).toMatch(told);
  });

  test('url refuses at render what no check could see', async () => {
    const { render } = await load({ 'hi/en.html.hbs': '<a href="{{url preferencesUrl}}">x</a>' });
    expect(render().html).toContain(`href="${SAMPLE_LINKS.preferencesUrl}"`);
    const template = (await load({})).sources[0]!.compiled;
    for (const target of ['javascript:alert(1)', 'http://plain.example', 'https://shop.example/" onclick="x']) {
      expect(() => template.render(sampleData(), { ...SAMPLE_LINKS, preferencesUrl: target }, SAMPLE_SENDER)).toThrow('neither https, mailto nor tel');
    }
  });

  test('url leads to an installation that answers without encryption, and to nothing beside it', async () => {
    const template = (await load({ 'hi/en.html.hbs': '<a href="{{url preferencesUrl}}">x</a>' })).sources[0]!.compiled;
    const to = (preferencesUrl: string) => template.render(sampleData(), { ...SAMPLE_LINKS, baseUrl: 'http://127.0.0.1:8080', preferencesUrl }, SAMPLE_SENDER).html;
    expect(to('http://127.0.0.1:8080/p/1.token')).toContain('href="http://127.0.0.1:8080/p/1.token"');
    for (const beside of ['http://127.0.0.1:80801/p/1', 'http://127.0.0.1:8080@elsewhere.example/p/1', 'http://127.0.0.1/p/1', 'http://localhost:8080/p/1', 'http://127.0.0.1:8080', 'http://127.0.0.1:8080/" onclick="x']) {
      expect(() => to(beside)).toThrow('neither https, mailto nor tel');
    }
  });

  test('a picture of ten megabytes inside the mail is refused unread, a mail that Gmail would cut by its size', async () => {
    expect((await load({ 'hi/en.html.hbs': `<img src="data:image/png;base64,${'A'.repeat(10_000_000)}">` })).told).toEqual(['hi/en.html.hbs:1:1 has 10000034 bytes, at most 262144 are allowed']);
    const { told } = await load({ '_layouts/mine.html.hbs': LAYOUT, '_layouts/mine.css': `.b { ${Array.from({ length: 40 }, (_, index) => `border-${['top', 'left'][index % 2]}: ${index}px solid #000`).join('; ')}; padding: 0 }`, 'hi/en.html.hbs': `{{#> mine}}${'<p class="b">x</p>'.repeat(1_200)}{{/mine}}` });
    expect(told).toEqual([expect.stringMatching(/^hi\/en\.html\.hbs:1:1 is \d{7} characters long, at most 104448 are allowed = with its layout: Gmail hides/)]);
  });
});

describe('a template without a text part', () => {
  test('says in text what its HTML says, with the same links, without what may be missing', async () => {
    const { told, render, sources } = await load({
      'hi/en.text.hbs': '',
      'hi/en.html.hbs': '{{#> letter}}<h1>Big news</h1>\n<p>{{#if customer.name}}Hello {{customer.name}}{{else}}Hello{{/if}} &amp; welcome</p>{{#if promotion.code}}<p>Code: {{promotion.code}}</p>{{/if}}<ul><li>one</li><li>two</li></ul><p><a class="button" href="https://shop.example/new">See it</a></p>{{products}}{{/letter}}',
    });
    expect(told).toEqual([]);
    expect(sources[0]!.links).toEqual(['https://shop.example/new']);
    expect(render().text).toMatch(/^Big news\n\nHello Sample Customer & welcome\n\nCode: SAMPLE2345\n\n- one\n- two\n\nSee it https:\/\/shop\.example\/c\/sample-0\n\n- Sample lantern & holder, £2\.95\n/);
    expect(render('en', { ...sparseSampleData() }).text).toMatch(/^Big news\n\nHello & welcome\n\n- one\n/);
  });

  test('is not said to lack it while its HTML has faults', async () => {
    expect((await load({ 'hi/en.text.hbs': '', 'hi/en.html.hbs': '<p>{{shop.nam}}</p>' })).told).toEqual(['hi/en.html.hbs:1:6 the variable shop.nam is not known = did you mean shop.name?']);
  });
});
