/**
 * Rendering one mail: a template in its layout against the same words as they were frozen before there were layouts, in the frame that code put around
 * them. Layouts, partials, words and styles are put in when a template is published; here only `render` runs, and `render` with the MIME message around it.
 *
 *   node --import tsx bench/render.ts [--mails 5000] [--rounds 5] [--quick] [--json]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compileMail } from '../src/channels/email/compile-mail.ts';
import { mailMessage } from '../src/channels/email/mail-message.ts';
import { createChannels } from '../src/channels/registry.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData } from '../src/channels/sample-data.ts';
import { loadTemplateFiles } from '../src/channels/template-files.ts';
import type { CompiledTemplate, TemplateContent } from '../src/contracts/channel.ts';
import { anOutgoing } from '../test/support/mail-fixtures.ts';
import { printReport } from './support/report.ts';
import { interleaved, ratioOf, spreadOf } from './support/rounds.ts';

const { values } = parseArgs({ options: {
  mails: { type: 'string', default: '5000' }, rounds: { type: 'string', default: '5' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const mails = values.quick ? 500 : Number(values.mails);
const rounds = values.quick ? 1 : Number(values.rounds);

const NAMES = [['offer', 'de'], ['new-for-you', 'fr'], ['thank-you', 'en']] as const;
const frozen = JSON.parse(readFileSync('test/unit/channels/frozen-mails.json', 'utf8')) as { name: string; locale: string; content: TemplateContent }[];
const { sources } = await loadTemplateFiles('templates', createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 25 } }));

function before(): readonly CompiledTemplate[] {
  return NAMES.map(([name, locale]) => {
    const template = compileMail(frozen.find((one) => one.name === name && one.locale === locale)?.content ?? {}, 'hash', locale);
    if ('faults' in template) throw new Error(`${name} does not compile`);
    return template;
  });
}

function now(): readonly CompiledTemplate[] {
  return NAMES.map(([name, locale]) => {
    const source = sources.find((one) => one.channel === 'email' && one.name === name && one.locale === locale);
    if (source?.layout == null) throw new Error(`${name} stands in no layout`);
    return source.compiled;
  });
}

const outgoing = anOutgoing();
const at = new Date(0);

interface Times { readonly renderMs: number; readonly messageMs: number }

/** Processor time a mail: other people's work on the machine does not count. */
function timesOf(templates: readonly CompiledTemplate[]): Times {
  const each = (work: (template: CompiledTemplate, index: number) => unknown) => {
    const start = process.cpuUsage();
    for (let index = 0; index < mails; index += 1) work(templates[index % templates.length]!, index);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000 / mails;
  };
  const data = sampleData();
  const render = (template: CompiledTemplate, index: number) => template.render({ ...data, customer: { ...Object(data['customer']), name: `Reader ${index}` } }, SAMPLE_LINKS, SAMPLE_SENDER);
  return {
    renderMs: each(render),
    messageMs: each((template, index) => { const { subject = '', text = '', html = '' } = render(template, index); return mailMessage(outgoing, { subject, text, html }, at); }),
  };
}

const ways = { ours: now(), plain: before() };
for (const templates of Object.values(ways)) timesOf(templates);
const measured = await interleaved(rounds, async () => timesOf(ways.ours), async () => timesOf(ways.plain));
printReport({
  bench: 'render', seed: 0, rounds, size: { mails, quick: values.quick }, raw: measured,
  figures: [
    { what: 'rendering a mail in its layout, against the frame of code', unit: 'ratio', value: ratioOf(measured, ({ renderMs }) => renderMs), goal: { atMost: 1.5 } },
    { what: 'the same with its MIME message', unit: 'ratio', value: ratioOf(measured, ({ messageMs }) => messageMs), goal: { atMost: 1.5 } },
    { what: 'in its layout', unit: 'ms/mail', value: spreadOf(measured.map(({ ours }) => ours.renderMs)) },
    { what: 'in the frame of code', unit: 'ms/mail', value: spreadOf(measured.map(({ plain }) => plain.renderMs)) },
    { what: 'in its layout, with MIME', unit: 'ms/mail', value: spreadOf(measured.map(({ ours }) => ours.messageMs)) },
    { what: 'in the frame of code, with MIME', unit: 'ms/mail', value: spreadOf(measured.map(({ plain }) => plain.messageMs)) },
  ],
}, values.json);
