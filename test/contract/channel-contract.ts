import { simpleParser } from 'mailparser';
import { afterEach, describe, expect, test } from 'vitest';
import { sampleData, SAMPLE_LINKS, SAMPLE_SENDER } from '../../src/channels/sample-data.ts';
import type { Channel, Sender, TemplateContent, TemplateFault } from '../../src/contracts/channel.ts';
import { PLAIN_TEMPLATE, anOutgoing, compiled, sendOnce } from '../support/mail-fixtures.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';
import type { SmtpSink } from '../support/smtp-sink.ts';

/**
 * What every channel that carries mail promises besides (any-channel-contract.ts). `makeChannel` answers the channel as the registry makes it, with the
 * mail server on that port of 127.0.0.1 as its provider.
 */
export function describeChannelContract(name: string, makeChannel: (port: number) => Channel): void {
  describe(`the channel ${name}`, () => {
    const channel = makeChannel(2525);
    describe('compiles', () => { compiling(channel); });
    describe('renders', () => { rendering(channel); });
    describe('sends', () => { sending(makeChannel); });
  });
}

function compiling(channel: Channel): void {
  const faultsOf = (changes: TemplateContent, locale = 'en'): readonly TemplateFault[] => {
    const answer = channel.compile({ ...PLAIN_TEMPLATE, ...changes }, 'hash', locale);
    return 'faults' in answer ? answer.faults : [];
  };

  test('a good template without faults', () => {
    expect(faultsOf({})).toEqual([]);
  });

  const BROKEN: readonly (readonly [what: string, changes: TemplateContent, place: Partial<TemplateFault>, words: RegExp])[] = [
    ['an unknown variable', { text: 'Hi\n  {{customer.nme}}' }, { part: 'text', line: 2, column: 5 }, /customer\.nme is not known/],
    ['a triple brace', { html: '<p>a</p>\n<p>{{{shop.name}}}</p>' }, { part: 'html', line: 2, column: 4 }, /raw output/],
    ['an ampersand mustache', { html: '<p>{{& shop.name}}</p>' }, { part: 'html', line: 1, column: 4 }, /raw output/],
    ['an unclosed block', { text: 'a\n{{#if customer.name}}b' }, { part: 'text', line: 2, column: 23 }, /end of the file/],
    ['a partial', { html: '<p>{{> footer}}</p>' }, { part: 'html', line: 1, column: 4 }, /partials are not allowed/],
    ['an unknown helper', { text: '{{shout shop.name}}' }, { part: 'text', line: 1, column: 1 }, /helper shout is not known/],
    ['a loop', { text: '{{#each shop.name}}x{{/each}}' }, { part: 'text', line: 1, column: 1 }, /block {{#each}} is not known/],
    ['a step up', { text: '{{#if customer.name}}{{../shop.name}}{{/if}}' }, { part: 'text', line: 1 }, /not known/],
    ['the prototype', { text: '{{constructor.name}}' }, { part: 'text', line: 1 }, /not known/],
    ['private data', { text: '{{@root.shop.name}}' }, { part: 'text', line: 1 }, /not known/],
    ['an unguarded optional variable', { text: 'Hi {{customer.name}}' }, { part: 'text', line: 1, column: 6 }, /may be missing/],
    ['money printed bare', { text: '{{#if order.value}}{{order.value}}{{/if}}' }, { part: 'text', line: 1 }, /amount of money/],
    ['a variable in a link host', { html: '<p><a href="https://{{shop.name}}/x">x</a></p>' }, { part: 'html', line: 1, column: 13 }, /cannot contain a variable/],
    ['a variable in a text link', { text: 'https://shop.example/{{shop.currency}}' }, { part: 'text', line: 1, column: 1 }, /cannot contain a variable/],
    ['a script link', { html: '<p><a href="javascript:alert(1)">x</a></p>' }, { part: 'html', line: 1, column: 13 }, /not a link target/],
    ['a script', { html: '<p>a</p><script>x</script>' }, { part: 'html', line: 1, column: 9 }, /<script> is not allowed/],
    ['an event attribute', { html: '<p onclick="x()">a</p>' }, { part: 'html', line: 1, column: 4 }, /onclick is not allowed/],
    ['a variable inside a tag', { html: '<p {{shop.name}}>a</p>' }, { part: 'html', line: 1, column: 4 }, /inside a tag/],
    ['a comment that would hide the footer', { html: '<p>a</p><!-- ' }, { part: 'html', line: 1, column: 9 }, /comments/],
    ['a tag that would swallow the footer', { html: '<p>a</p><p title="' }, { part: 'html', line: 1, column: 9 }, /not closed/],
    ['a tag left open', { html: '<div><p>a</p>' }, { part: 'html', line: 1, column: 1 }, /<div> is not closed/],
    ['a subject of two lines', { subject: 'a\nBcc: x@mail.example' }, { part: 'subject', line: 1, column: 2 }, /one line/],
    ['a control character', { text: 'a\u0000b' }, { part: 'text', line: 1, column: 2 }, /U\+0000/],
    ['an unknown part', { body: 'x' }, { part: 'body' }, /not known/],
  ];

  test.each(BROKEN)('not: %s', (_what, changes, place, words) => {
    const faults = faultsOf(changes);
    expect(faults[0]).toMatchObject(place);
    expect(faults[0]?.message).toMatch(words);
  });

  test('not: a template that lacks its text', () => {
    const { subject, html } = PLAIN_TEMPLATE;
    const answer = channel.compile({ subject: subject ?? '', html: html ?? '' }, 'hash', 'en');
    expect(answer).toMatchObject({ faults: [{ part: 'text', message: 'the part text is missing' }] });
  });

  test('not: a language without footer words', () => {
    expect(faultsOf({}, 'tlh')[0]?.message).toContain('no footer');
  });

  test('and tells all faults at once, in the order of the parts, with a suggestion for typing slips', () => {
    const faults = faultsOf({ subject: '{{shop.nam}}', html: '<p>{{{shop.name}}}</p>', text: '{{custmer.name}}' });
    expect(faults.map(({ part }) => part)).toEqual(['subject', 'html', 'text']);
    expect(faults[0]?.suggestion).toBe('did you mean shop.name?');
  });
}

const named = (value: string) => ({ ...sampleData(), customer: { name: value, orderCount: 1 } });

function rendering(channel: Channel): void {
  const render = (content: TemplateContent, data = sampleData(), sender: Sender = SAMPLE_SENDER, locale = 'en') =>
    compiled(channel, { ...PLAIN_TEMPLATE, ...content }, locale).render(data, SAMPLE_LINKS, sender);

  test('values escaped in HTML and plain in text', () => {
    const { html, text } = render({}, named('<b>"A" & \'B\'</b>'));
    expect(html).toContain('Hello &lt;b&gt;&quot;A&quot; &amp; &#x27;B&#x27;&lt;/b&gt;');
    expect(text).toContain('Hello <b>"A" & \'B\'</b>');
  });

  test('no line break and no reversed writing out of a value', () => {
    const { subject } = render({ subject: '{{#if customer.name}}{{customer.name}}{{/if}}' }, named('A\r\nBcc: b@mail.example\u202Egpj'));
    expect(subject).toBe('A Bcc: b@mail.example gpj');
  });

  test.each(['en', 'de-AT', 'fr', 'zh-CN', 'zh-TW', 'ar', 'he', 'fa', 'ur'])('a footer in %s with sender, address and both links, in both parts', (locale) => {
    const { html = '', text = '' } = render({ html: '<p>x</p>', text: 'x' }, sampleData(), SAMPLE_SENDER, locale);
    for (const part of [html, text]) {
      expect(part).toContain(SAMPLE_LINKS.unsubscribeUrl);
      expect(part).toContain(SAMPLE_LINKS.preferencesUrl);
      expect(part).toContain(SAMPLE_SENDER.postalAddress);
      expect(part.replaceAll('&amp;', '&')).toContain(SAMPLE_SENDER.legalName);
    }
    expect(html).toContain(`<html lang="${locale}" dir="${['ar', 'he', 'fa', 'ur'].includes(locale) ? 'rtl' : 'ltr'}">`);
  });

  test('the letters of the reader: Taiwan and Hong Kong are not given those of the mainland', () => {
    const [mainland, ...others] = ['zh-CN', 'zh-TW', 'zh-HK'].map((locale) => render({}, sampleData(), SAMPLE_SENDER, locale).text);
    expect(mainland).toContain('退订');
    for (const text of others) expect(text).toContain('取消訂閱');
  });

  test('each link by its index, the same target once; unsubscribe, mailto and tel untouched', () => {
    const template = compiled(channel, {
      ...PLAIN_TEMPLATE,
      html: '<p><a href="https://shop.example/a?x=1&amp;y=2">a</a> <a href="https://shop.example/b">b</a> <a href="mailto:help@shop.example">m</a>'
        + ' <a href="tel:+441234">t</a> <a href="{{unsubscribeUrl}}">u</a></p>',
      text: 'See https://shop.example/b, or https://shop.example/c.',
    });
    const { html = '', text = '' } = template.render(sampleData(), SAMPLE_LINKS, SAMPLE_SENDER);
    expect(template.links).toEqual(['https://shop.example/a?x=1&y=2', 'https://shop.example/b', 'https://shop.example/c']);
    expect(html).toMatch(/href="https:\/\/shop.example\/c\/sample-0">a<.*sample-1">b<.*href="mailto:help@shop.example">m<.*href="tel:\+441234".*\/u\/sample">u</s);
    expect(text).toContain('See https://shop.example/c/sample-1, or https://shop.example/c/sample-2.');
    expect(html).not.toContain('shop.example/b"');
  });

  test('money, dates and plurals in the words of the locale', () => {
    const text = '{{#if order.value}}{{money order.value}}{{/if}} {{#if order.placedOn}}{{date order.placedOn}}{{/if}} {{customer.orderCount}} {{plural customer.orderCount "a" "b"}}';
    expect(render({ text }, sampleData(), SAMPLE_SENDER, 'de').text).toMatch(/^139,12\s£ 31\. Oktober 2011 3 b\n/);
    expect(render({ text }).text).toMatch(/^£139\.12 October 31, 2011 3 b\n/);
  });

  test('not without a value that the template needs', () => {
    expect(() => render({}, {})).toThrow(/needs shop\.name/);
  });
}

function sending(makeChannel: (port: number) => Channel): void {
  let sink: SmtpSink | null = null;
  afterEach(async () => { await sink?.close(); });
  const givenSink = async () => (sink = await startSmtpSink());

  test('accepted: the mail arrives once, complete and readable', async () => {
    const { port, accepted } = await givenSink();
    const outcome = await sendOnce(makeChannel(port), anOutgoing());
    expect(outcome).toMatchObject({ outcome: 'accepted', providerId: 'SINK1' });
    expect(accepted).toHaveLength(1);
    const mail = await simpleParser(accepted[0]!.raw);
    expect(mail.subject).toBe('News from Example & Shop');
    expect(mail.text).toContain('Hello Sample Customer');
    expect(accepted[0]).toMatchObject({ from: 'hello@shop.example', to: 'sample@mail.example' });
  });

  test('the same Message-ID at every attempt, and the one-click unsubscribe of RFC 8058', async () => {
    const { port, accepted } = await givenSink();
    const channel = makeChannel(port);
    await sendOnce(channel, anOutgoing());
    await sendOnce(channel, anOutgoing());
    const headers = accepted.map(({ raw }) => raw.toString().split('\r\n\r\n')[0] ?? '');
    const ids = headers.map((block) => /^Message-ID: (<[a-z2-7]{20}@shop\.example>)$/m.exec(block)?.[1]);
    expect(ids[0]).toBeDefined();
    expect(ids[1]).toBe(ids[0]);
    expect(headers[0]).toMatch(/^List-Unsubscribe: <https:\/\/shop\.example\/u\/sample>$/m);
    expect(headers[0]).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
    expect(headers[0]).toMatch(/^X-Touchline-Message: welcome:/m);
  });
}
