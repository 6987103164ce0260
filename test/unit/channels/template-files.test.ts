import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PAGE_LANGUAGES } from '../../../src/api/words/page-language.ts';
import { createChannels } from '../../../src/channels/registry.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData, sparseSampleData } from '../../../src/channels/sample-data.ts';
import { loadTemplateFiles } from '../../../src/channels/template-files.ts';
import { TEMPLATE_VARIABLES } from '../../../src/contracts/template-variables.ts';
import { PLAIN_TEMPLATE } from '../../support/mail-fixtures.ts';

const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 2525 } });
let dir: string;
beforeEach(async () => { dir = await mkdtemp(join(tmpdir(), 'templates-')); });
afterEach(async () => { await rm(dir, { recursive: true }); });

async function given(files: Readonly<Record<string, string | Buffer>>) {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), content);
  }
  return loadTemplateFiles(dir, channels);
}
const good = (place: string, changes: Readonly<Record<string, string | Buffer>> = {}) => ({
  [`${place}.subject.hbs`]: PLAIN_TEMPLATE['subject'] ?? '',
  [`${place}.html.hbs`]: PLAIN_TEMPLATE['html'] ?? '',
  [`${place}.text.hbs`]: PLAIN_TEMPLATE['text'] ?? '',
  ...changes,
});

test('a good template is found, compiled and hashed by its content', async () => {
  const first = await given(good('email/hello/en'));
  expect(first.faults).toEqual([]);
  expect(first.catalogue).toEqual({ email: { hello: ['en'] }, onsite: {}, sandbox: {}, skype: {}, whatsapp: {} });
  expect(first.sources[0]).toMatchObject({ channel: 'email', name: 'hello', locale: 'en', links: ['https://shop.example/new'] });
  expect((await given({})).sources[0]?.hash).toBe(first.sources[0]?.hash);
  const changed = await given({ 'email/hello/en.subject.hbs': 'Other' });
  expect(changed.sources[0]?.hash).not.toBe(first.sources[0]?.hash);
});

test('all faults of all files come at once, with file, line and column', async () => {
  const { faults, sources } = await given({
    ...good('email/hello/en', { 'email/hello/en.html.hbs': '<p>\n {{{shop.name}}}</p>', 'email/hello/en.text.hbs': '{{shop.nam}}' }),
    ...good('email/other/de'),
    'email/other/de-de.subject.hbs': 'x',
    'email/other/notes.txt': 'x',
    'emial/x/en.text.hbs': 'x',
  });
  expect(faults.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
    'email/hello/en.html.hbs:2:2', 'email/hello/en.text.hbs:1:3', 'email/other/de-de.subject.hbs:1:1', 'email/other/notes.txt:1:1', 'emial:1:1',
  ]);
  expect(faults.map(({ suggestion }) => suggestion)).toEqual([
    'write {{ }}', 'did you mean shop.name?', 'name it de-DE', expect.stringContaining('.subject.hbs'), 'did you mean email?',
  ]);
  expect(sources.map(({ name }) => name)).toEqual(['other']);
});

test('a file that is not UTF-8 is told with the place of the first bad byte', async () => {
  const { faults } = await given(good('email/hello/en', { 'email/hello/en.text.hbs': Buffer.from('Gr\u00fc\u00dfe\nGr\u00fc\u00dfe', 'latin1') }));
  expect(faults).toEqual([{ file: 'email/hello/en.text.hbs', line: 1, column: 3, message: 'is not UTF-8', suggestion: 'save the file with the encoding UTF-8' }]);
});

test('a file that is far too large is refused unread, a missing part by the name it should have', async () => {
  const { faults } = await given({ ...good('email/hello/en', { 'email/hello/en.text.hbs': 'x'.repeat(300_000) }), 'email/half/en.subject.hbs': 'x' });
  expect(faults.map(({ file }) => file)).toEqual(['email/half/en.html.hbs', 'email/half/en.text.hbs', 'email/hello/en.text.hbs']);
  expect(faults[2]?.message).toContain('300000 bytes');
});

/** Where an event itself leads: to the parcel, the payment, the label of a return. */
const EVENT_LINKS = (['event.trackingUrl', 'event.payUrl', 'event.labelUrl'] as const).map((path) => TEMPLATE_VARIABLES[path].sample);

/** Written in more languages than the others: one for each layout. */
const EXAMPLES: ReadonlySet<string> = new Set(['thank-you', 'offer', 'new-for-you', 'order-received']);
/** What keeps a promise, or speaks of what went wrong on the way, is also told in Chinese. */
const ALSO_IN_CHINESE: ReadonlySet<string> = new Set(['back-in-stock', 'bought-goods', 'check-in', 'complaint-received', 'complaint-recovery', 'how-was-it', 'order-status', 'parcel-held', 'parcel-late', 'payment-failed', 'restock', 'return-open', 'review-request']);
/** An answer to STOP is needed in every language in which the pages speak. */
function languagesOf(name: string): readonly string[] {
  if (name === 'stop-confirmation') return Object.keys(PAGE_LANGUAGES).toSorted();
  if (EXAMPLES.has(name)) return ['ar', 'de', 'en', 'fr', 'zh-CN'];
  return ALSO_IN_CHINESE.has(name) ? ['de', 'en', 'fr', 'zh-CN'] : ['de', 'en', 'fr'];
}

describe('the templates that come with Touchline', async () => {
  const { faults, sources, catalogue } = await loadTemplateFiles('templates', channels);

  test('compile without a fault, each in the same languages', () => {
    expect(faults).toEqual([]);
    expect(Object.keys(catalogue['email'] ?? {}).toSorted()).toEqual(
      ['agreement-renewal', 'agreement-renewed', 'back-in-stock', 'basket', 'birthday', 'bought-goods', 'bring-a-friend', 'check-in', 'co-creation-declined', 'co-creation-invitation', 'co-creation-taken', 'co-creation-thanks', 'complaint-received', 'complaint-recovery', 'confirm-subscription', 'festival-greeting', 'first-try', 'how-was-it', 'member-days', 'new-for-you', 'offer', 'offer-reminder', 'order-received', 'order-status', 'parcel-held', 'parcel-late', 'partner-anniversary', 'payment-failed', 'reorder', 'restock', 'return-open', 'review-request', 'second-order', 'second-order-reminder', 'stop-confirmation', 'thank-you', 'tier-notice', 'tier-up', 'welcome', 'win-back', 'win-back-last-call']);
    for (const [name, locales] of Object.entries(catalogue['email'] ?? {})) expect([name, locales]).toEqual([name, languagesOf(name)]);
    for (const channel of ['email', 'whatsapp', 'skype']) expect(catalogue[channel]?.['stop-confirmation']).toEqual(languagesOf('stop-confirmation'));
  });

  test('stand in one of the four layouts, the same in every language', () => {
    const layouts = sources.filter(({ channel }) => channel === 'email').map(({ name, layout }) => `${name} ${layout ?? ''}`);
    expect(new Set(layouts).size).toBe(Object.keys(catalogue['email'] ?? {}).length);
    expect(new Set(layouts.map((one) => one.split(' ')[1]))).toEqual(new Set(['letter', 'notice', 'offer', 'products']));
  });

  test.each(sources.map((source) => [`${source.channel} ${source.name} ${source.locale}`, source] as const))('%s says the same with much and with little known', (_name, { compiled, links }) => {
    const [withMuch, withLittle] = [sampleData(), sparseSampleData()].map((data) => {
      const rendered = compiled.render(data, SAMPLE_LINKS, SAMPLE_SENDER);
      const { subject = '', html = '', text = '', card = '' } = rendered;
      expect(subject.length).toBeLessThanOrEqual(60);
      expect(html.length).toBeLessThan(20_000);
      expect(Object.values(rendered).join('\n')).not.toMatch(/\{\{|undefined|\bnull\b|NaN|Hello ,/);
      return `${text}${card}`;
    });
    // Where a card carries the links, the words beside it need not.
    for (const index of links.keys()) expect(withLittle).toContain(`/c/sample-${index}`);
    // With much known, a link of the event itself may take the place of one that leads to the shop.
    for (const index of links.keys()) expect([`/c/sample-${index}`, ...EVENT_LINKS].some((link) => withMuch?.includes(link))).toBe(true);
  });

  test('lead to the same places in every language', () => {
    const written = Object.entries(catalogue).flatMap(([channel, names]) => Object.keys(names).map((name) => ({ channel, name })));
    for (const { channel, name } of written) {
      const targets = sources.filter((source) => source.channel === channel && source.name === name).map(({ links }) => links.join(' '));
      expect(targets.length).toBeGreaterThanOrEqual(3);
      expect(new Set(targets).size).toBe(1);
    }
  });
});

describe('a part of nothing but the same character', () => {
  const huge = 60_000;
  test.each([
    ['line breaks', `${'\n'.repeat(huge)}x`], ['full stops of an address', `https://shop.example/${'.'.repeat(huge)}x`], ['braces', '{'.repeat(huge)], ['angle brackets', '<'.repeat(huge)], ['blanks', `${' '.repeat(huge)}x`],
    ['carriage returns', `${'\r'.repeat(huge)}x`], ['open tags', '<a '.repeat(huge / 3)], ['quotes', `<a href="${'"'.repeat(huge)}>`], ['comments', '<!--'.repeat(huge / 4)], ['mustaches', '{{#if a}}'.repeat(huge / 10)],
  ])('%s is judged in no time', (_what, source) => {
    const startedMs = performance.now();
    channels['email']!.compile({ subject: source, preheader: source, html: source, text: source }, 'hash', 'en');
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});
