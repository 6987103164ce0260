import { SAMPLE_SENDER, sampleData, sparseSampleData } from '../../../src/channels/sample-data.ts';
import { compileMail } from '../../../src/channels/email/compile-mail.ts';
import { createChannels } from '../../../src/channels/registry.ts';
import { loadTemplateFiles } from '../../../src/channels/template-files.ts';
import type { OutgoingLinks, RenderData, TemplateContent } from '../../../src/contracts/channel.ts';
import { TEMPLATE_VARIABLES } from '../../../src/contracts/template-variables.ts';
import type { Dice } from '../dice.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { fuzzTarget, promise } from '../fuzz-target.ts';
import { hostileText } from '../hostile-text.ts';

const PARTS = ['subject', 'preheader', 'html', 'text'] as const;
/** As they are frozen, with their layouts in them. */
const SEEDS: readonly TemplateContent[] = (await loadTemplateFiles('templates', { email: createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 25 } })['email']! })).sources.map(({ content }) => content);

const TEMPLATE_PIECES = [
  '{{', '}}', '{{{', '}}}', '{{!', '{{!--', '--}}', '{{#if customer.name}}', '{{/if}}', '{{else}}', '{{#unless customer.name}}', '{{#each this}}', '{{#with customer}}', '{{~', '~}}', '{{^}}', '{{#>', '{{>', '{{* x}}', '{{#*inline "x"}}',
  '{{customer.name}}', '{{{customer.name}}}', '{{&customer.name}}', '{{constructor}}', '{{customer.constructor.constructor}}', '{{__proto__}}', '{{lookup . "constructor"}}', '{{this}}', '{{../x}}', '{{@root}}', '{{@index}}',
  '{{money order.value}}', '{{money customer.name}}', '{{date customer.name}}', '{{plural customer.orderCount "a" "b"}}', '{{plural 1 2 3}}', '{{products}}', '<p title="{{products}}">', '{{products.count}}', '{{products 1}}', '{{#products}}', '{{/products}}', '{{product.title}}', '<a href="{{url product.url}}">', '<img src="{{url product.picture}}">', '{{url product.url}}', '{{url customer.name}}', '{{footer}}', '{{coupon promotion.code}}', '{{t "coupon.label"}}', '{{t "coupon.good-until" date=(date promotion.endsOn)}}', '{{"x"}}', '{{1}}', '{{customer.[name]}}', '{{customer/name}}', '{{link0}}', '{{unsubscribeUrl}}', '{{helperMissing}}', '{{log "x"}}', '\\{{', '\\\\{{x}}',
  '<a href="', '<a href="https://shop.example/x">', '<a href=javascript:alert(1)>', '<a href="{{customer.name}}">', '<a href="java&#115;cript:alert(1)">', '<a href="https://{{customer.name}}">', '</a>', '<p', '<', '>', '<!--', '-->', '<script>', '<style>', '<p style="background:url(x)">', '<img src="http://x">', '<img src="https://shop.example/x.png" onerror="x">',
  '<p title="', '"', '\'', '&', 'https://shop.example/{{customer.name}}', 'https://', 'http://[', 'mailto:x', '\u2028', '\u0001', '\0', '\n\n', '\r',
] as const;

export interface TemplateInput {
  readonly content: TemplateContent;
  readonly locale: string;
  readonly data: RenderData;
}

function hostileTemplate(dice: Dice): TemplateInput {
  const content: Record<string, string> = { ...dice.pick(SEEDS) };
  for (let left = 1 + dice.below(3); left > 0; left -= 1) {
    const part = dice.pick(PARTS);
    const source = content[part] ?? '';
    const at = dice.below(source.length + 1);
    const piece = dice.chance(0.7) ? dice.pick(TEMPLATE_PIECES) : hostileText(dice);
    content[part] = source.slice(0, at) + (dice.chance(0.02) ? piece.repeat(dice.pick([100, 2_000])) : piece) + source.slice(at + (dice.chance(0.3) ? dice.below(30) : 0));
  }
  if (dice.chance(0.03)) content[dice.pick(['extra', '__proto__', 'constructor', 'subject'])] = hostileText(dice);
  const locale = dice.chance(0.9) ? dice.pick(['en', 'de', 'fr', 'zh-CN', 'ar']) : hostileText(dice);
  return { content, locale, data: hostileData(dice) };
}

function hostileData(dice: Dice): RenderData {
  if (dice.chance(0.3)) return dice.pick([sampleData(), sparseSampleData()]);
  const data = structuredClone(sampleData()) as Record<string, Record<string, unknown>>;
  for (const group of Object.values(data)) {
    for (const field of Object.keys(group)) {
      if (typeof group[field] === 'string' && dice.chance(0.4)) group[field] = hostileText(dice);
      if (field === 'list') hostileProducts(dice, group[field]);
      if (dice.chance(0.05)) group[field] = dice.pick([null, true, -1, 1e21, Number.NaN]);
    }
  }
  return data as RenderData;
}

const ADDRESSES = ['javascript:alert(1)', 'data:text/html,x', 'https://shop.example/"onerror="x', 'http://[', '//shop.example', 'https://shop.example/%22', ' https://shop.example', 'https://user:word@shop.example/<b>'];

/** Titles, addresses and reviews that a shop's list may hold. */
function hostileProducts(dice: Dice, list: unknown): void {
  for (const product of list as Record<string, unknown>[]) {
    for (const field of ['title', 'url', 'picture']) if (dice.chance(0.5)) product[field] = dice.chance(0.5) ? dice.pick(ADDRESSES) : hostileText(dice);
    if (dice.chance(0.5)) product['review'] = { rating: dice.pick([0, 1, 5, 2.5, Number.NaN]), source: hostileText(dice), text: hostileText(dice) };
    if (dice.chance(0.1)) product[dice.pick(['price', 'currency', 'title'])] = dice.pick([null, '', 1e300, '___']);
  }
}

const LINKS: OutgoingLinks = {
  baseUrl: 'https://track.example', unsubscribeUrl: 'https://track.example/u/1.token', preferencesUrl: 'https://track.example/p/1.token', confirmUrl: 'https://track.example/y/1.token', rateUrl: (stars) => `https://track.example/r/1-${stars}.token`, redirectUrl: (index) => `https://track.example/c/1-${index}.token`,
};

/** Mail templates: compiled, and what compiles is rendered with hostile data too. */
export function templateTarget(share: number): FuzzTarget {
  return fuzzTarget<TemplateInput>({
    name: 'templates', share,
    make: hostileTemplate,
    feed({ content, locale, data }) {
      const template = compileMail(content, 'hash', locale);
      if ('faults' in template) {
        promise(template.faults.length > 0, 'refused without a fault');
        for (const { part, line, column, message } of template.faults) soundPlace(content, { part, line, column, message });
        return 'faults';
      }
      try {
        soundMail(template.render(data, LINKS, SAMPLE_SENDER), new Set([...productAddresses(data), ...eventAddresses(data)]));
      } catch (error) {
        if (!(error instanceof RangeError) || /call stack|string length/i.test(error.message)) throw error;
        return 'not renderable with this data';
      }
      return 'rendered';
    },
  });
}

function soundPlace(content: TemplateContent, { part, line, column, message }: { part: string; line: number; column: number; message: string }): void {
  promise(message !== '', 'a fault without words');
  const lines = (Object.hasOwn(content, part) ? content[part]! : '').split(/\r\n?|\n/);
  promise(line >= 1 && line <= lines.length, `line ${line} of ${lines.length} in ${part}: ${message}`);
  promise(column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1, `column ${column} of line ${line} in ${part}: ${message}`);
}

/** The values of an attribute in one tag, in whatever quotes; what stands in the value of another attribute is none. */
function valuesOf(tag: string, name: string): string[] {
  const values: string[] = [];
  for (const [, attribute = '', quoted, single, bare] of tag.matchAll(/[\s/]([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g)) {
    if (attribute.toLowerCase() === name) values.push(quoted ?? single ?? bare ?? '');
  }
  return values;
}

const ALLOWED_TARGET = /^(https:\/\/track\.example\/|mailto:|tel:)/i;

/** Where the shop's own list leads; a mail may lead there too. */
function productAddresses({ products }: RenderData): ReadonlySet<string> {
  const list: unknown = typeof products === 'object' && products !== null ? products['list'] : [];
  const urls = (Array.isArray(list) ? list : []).map((one: { url?: unknown }) => one.url);
  return new Set(urls.filter((url) => typeof url === 'string').filter((url) => /^https?:/.test(url)));
}

/** Where the event itself leads, by the variables that are links. */
function eventAddresses({ event }: RenderData): readonly string[] {
  const told: Readonly<Record<string, unknown>> = typeof event === 'object' && event !== null ? { ...event } : {};
  const links = Object.entries(TEMPLATE_VARIABLES).filter(([path, { kind }]) => kind === 'link' && path.startsWith('event.')).map(([path]) => told[path.slice('event.'.length)]);
  return links.filter((url) => typeof url === 'string').filter((url) => /^(https:|mailto:|tel:)/.test(url));
}

const decoded = (target: string) => target.replaceAll('&#x3D;', '=').replaceAll('&#x27;', "'").replaceAll('&#x60;', '`').replaceAll('&amp;', '&');

/** Nothing of data or template may run, load from elsewhere, or lead anywhere but through our links, to products of the shop's list and where the event leads. */
function soundMail(mail: Readonly<Record<string, string>>, ownAddresses: ReadonlySet<string>): void {
  const { subject = '', html = '', text = '' } = mail;
  // oxlint-disable-next-line no-control-regex -- finding them is the point
  promise(!/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(subject), 'control characters in the subject');
  promise(html.length + text.length < 2_000_000, `a mail of ${html.length + text.length} characters`);
  // As a browser reads it: what stands in a quoted value is no tag.
  for (const [tag = '', name = ''] of html.matchAll(/<\/?([a-z][a-z0-9-]*)(?:[^"'>]|"[^"]*"|'[^']*')*>/gi)) {
    promise(!/^(script|iframe|object|embed|form|link|base|svg|math|input|button|audio|video)$/i.test(name), `<${name}> in the mail`);
    promise(!/\son\w+\s*=/i.test(tag.replaceAll(/"[^"]*"|'[^']*'/g, '""')), 'a handler in the mail');
    for (const target of valuesOf(tag, 'href')) promise(ALLOWED_TARGET.test(target) || ownAddresses.has(decoded(target)), `the mail links to ${target.slice(0, 80)}`);
    for (const source of valuesOf(tag, 'src')) promise(source.startsWith('https://'), `the mail loads ${source.slice(0, 80)}`);
  }
  promise(html.includes(LINKS.unsubscribeUrl) && text.includes(LINKS.unsubscribeUrl), 'the mail lost its unsubscribe link');
}
