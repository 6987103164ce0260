import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CompiledTemplate, RenderData } from '../contracts/channel.ts';
import type { Channels } from '../channels/registry.ts';
import type { LoadedTemplates } from '../channels/template-files.ts';
import { suggestWord } from '../channels/nearest-word.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData, sparseSampleData } from '../channels/sample-data.ts';
import { answeringLocale, type ShopLanguages } from '../domain/locale-chain.ts';
import { checkPolicySource, closedChannels, loadTemplates } from './campaign-validate.ts';
import { channelsOfInstallation } from './installation.ts';
import { sendTest, tellTest } from './send-test.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';
import { mediaOf } from './test-media.ts';
import { writePages } from './template-pages.ts';

interface FolderOption { readonly templates: string; readonly policy: string }
interface ListOptions extends FolderOption { readonly for?: string }
interface ChosenOptions extends FolderOption { readonly channel?: string; readonly locale?: string; readonly language?: string; readonly sparse?: boolean }
interface RenderOptions extends ChosenOptions { readonly part?: string; readonly out?: string; readonly folder?: string }
interface TestOptions extends ChosenOptions { readonly to: string }

function placed(command: Command): Command {
  return command.option('--templates <folder>', 'the folder of the templates', 'templates')
    .option('--policy <file>', 'the shop policy, whose languages say what answers for one that is not written', 'touchline.yaml');
}

/** `touchline template list|lint|render|test`: templates without a campaign and without a customer. */
export const registerTemplate: RegisterCommand = (parent, shell) => {
  const chosen = (command: Command) => placed(command)
    .option('--channel <name>', 'of this channel; of the first that has it when left out').option('--locale <tag>', 'in this language; en, or the only one, when left out')
    .option('--language <tag>', 'as for a customer who speaks it: in the language that answers for it')
    .option('--sparse', 'with nothing that may be missing: as for a customer of whom little is known');
  placed(parent.command('list').description('every template with its channels, layout, languages and links')).option('--for <languages>', 'which language answers for customers who speak these')
    .addHelpText('after', '\nExamples:\n  npx touchline template list\n  npx touchline template list --for pt-BR,zh-TW,de-AT\n  npx touchline template list --json\n').action((options: ListOptions) => list(shell, options));
  placed(parent.command('lint').description('compile every template strictly; tell faults, and what should be better').argument('[names...]', 'only these'))
    .addHelpText('after', '\nExamples:\n  npx touchline template lint\n  npx touchline template lint win-back tier-up\n\nExit code 3 when a template has faults.').action((names: string[], options: FolderOption) => lint(shell, names, options));
  chosen(parent.command('render').description('what a template says, with invented data').argument('<name>', 'the template'))
    .option('--part <part>', 'only this part, such as html').option('--out <file>', 'write the part into a file')
    .option('--folder <folder>', 'write every language as files for a browser, with a page that shows them all in two widths')
    .addHelpText('after', '\nExamples:\n  npx touchline template render win-back --locale de\n  npx touchline template render offer --language zh-HK\n  npx touchline template render win-back --part html --out win-back.html\n  npx touchline template render offer --folder pages\n')
    .action((name: string, options: RenderOptions) => (options.folder === undefined ? render(shell, name, options) : renderAll(shell, name, { ...options, folder: options.folder })));
  chosen(parent.command('test').description('send a template, with invented data, to an address of your own').argument('<name>', 'the template')).requiredOption('--to <address>', 'who gets it')
    .addHelpText('after', '\nExample:\n  npx touchline template test win-back --locale de --to me@shop.example\n\nWithout SMTP_URL it goes to the sandbox mail server (the outbox page shows it).').action((name: string, options: TestOptions) => test(shell, name, options));
};

async function list(shell: Shell, options: ListOptions): Promise<void> {
  const { sources, faults, languages } = await load(options);
  const asked = options.for?.split(',').map((tag) => tag.trim()).filter((tag) => tag !== '') ?? [];
  const firsts = sources.filter(({ channel, name }, index) => sources.findIndex((one) => one.channel === channel && one.name === name) === index);
  const rows = firsts.map(({ channel, name }) => {
    const texts = sources.filter((one) => one.channel === channel && one.name === name);
    const locales = texts.map(({ locale }) => locale);
    const answers = Object.fromEntries(asked.map((language) => [language, answeringLocale(language, locales, languages)]));
    return { template: name, channel, layouts: [...new Set(texts.flatMap(({ layout }) => layout ?? []))], locales, links: Math.max(...texts.map(({ links }) => links.length)), ...(asked.length === 0 ? {} : { answers }) };
  });
  if (shell.json) { shell.printJson({ schemaVersion: 1, templates: rows, faults: faults.length }); return; }
  shell.print(tableText([['template', 'channel', 'layout', 'languages', 'links', ...asked.map((language) => `for ${language}`)],
    ...rows.map((row) => [row.template, row.channel, row.layouts.join(', '), row.locales.join(', '), String(row.links), ...asked.map((language) => row.answers?.[language] ?? 'none')])]));
  if (faults.length > 0) shell.print(`${faults.length} faults: npx touchline template lint`);
}

async function lint(shell: Shell, names: readonly string[], options: FolderOption): Promise<void> {
  const { templates } = options;
  const channels = closedChannels();
  const { sources, faults, catalogue } = await load(options);
  for (const name of names) known(name, catalogue);
  const wanted = (name: string | undefined) => names.length === 0 || names.includes(name ?? '');
  // What templates share concerns each of them.
  const found = faults.filter(({ file }) => { const folder = file.split(/[\\/]/)[1]; return wanted(folder) || folder?.startsWith('_') === true; });
  const advice = sources.filter(({ name }) => wanted(name)).flatMap(({ channel, name, locale, compiled, advice: ofText }) =>
    [...ofText, ...(channels[channel]?.advise?.(rendered(compiled, sampleData(locale))) ?? [])].map((text) => ({ template: `${channel}/${name}`, locale, text })));
  if (shell.json) shell.printJson({ schemaVersion: 1, valid: found.length === 0, faults: found, advice });
  else {
    for (const { file, line, column, message, suggestion } of found) shell.print(`${templates}/${file}:${line}:${column} ${message}${suggestion === null ? '' : `\n  = ${suggestion}`}`);
    for (const { template, locale, text } of advice) shell.print(`better  ${template} ${locale}: ${text}`);
    const count = sources.filter(({ name }) => wanted(name)).length;
    shell.print(`${found.length === 0 ? 'ok   ' : 'stop '} ${count} ${count === 1 ? 'text' : 'texts'} without faults, ${found.length} faults, ${advice.length} that should be better`);
  }
  if (found.length > 0) shell.exitWith(3);
}

async function render(shell: Shell, name: string, options: RenderOptions): Promise<void> {
  const { compiled, locale, channel } = await choose(name, options);
  const parts = rendered(compiled, dataFor(options, locale));
  const { part, out } = options;
  if (part !== undefined && parts[part] === undefined) throw new CliFailure({ exitCode: 2, code: 'no-such-part', message: `${name} has no part "${part}"`, wayOut: `parts are ${Object.keys(parts).join(', ')}` });
  const wanted = part === undefined ? parts : { [part]: parts[part] ?? '' };
  if (out !== undefined) {
    if (part === undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: '--out needs one part', wayOut: 'add --part html' });
    await writeFile(out, parts[part] ?? '');
  }
  if (shell.json) { shell.printJson({ schemaVersion: 1, template: name, channel, locale, parts: wanted }); return; }
  if (out !== undefined) { shell.print(`${part ?? ''} of ${name} in ${locale}: ${out}`); return; }
  shell.print(part === undefined ? Object.entries(parts).filter(([title]) => title !== 'html').map(([title, text]) => `── ${title} ──\n${text}`).join('\n') : parts[part] ?? '');
}

/** Every language of a template, or the one that was asked for, as files. */
async function renderAll(shell: Shell, name: string, options: RenderOptions & { readonly folder: string }): Promise<void> {
  const asked = options.locale !== undefined || options.language !== undefined;
  const chosenOne = await choose(name, options);
  const texts = (asked ? [chosenOne] : (await load(options)).sources.filter((one) => one.name === name && (options.channel === undefined || one.channel === options.channel)))
    .map(({ channel, locale, layout, compiled }) => ({ name, channel, locale, layout, parts: rendered(compiled, dataFor(options, locale)) }));
  const page = await writePages(options.folder, texts);
  if (shell.json) shell.printJson({ schemaVersion: 1, template: name, page, texts: texts.map(({ channel, locale, layout }) => ({ channel, locale, layout })) });
  else shell.print(`${name} in ${texts.map(({ locale }) => locale).join(', ')}: ${page}`);
}

async function test(shell: Shell, name: string, options: TestOptions): Promise<void> {
  const template = await choose(name, options);
  const channel = channelsOfInstallation(mediaOf(template.files))[template.channel];
  if (channel === undefined) throw new CliFailure({ exitCode: 2, code: 'no-such-channel', message: `no channel "${template.channel}"` });
  const message = { channel, template, to: options.to, data: dataFor(options, template.locale) };
  tellTest(shell, message, await sendTest(message));
}

const dataFor = ({ sparse }: ChosenOptions, locale: string) => (sparse === true ? sparseSampleData() : sampleData(locale));
const rendered = (compiled: CompiledTemplate, data: RenderData) => compiled.render(data, SAMPLE_LINKS, SAMPLE_SENDER);

/** One text of a template. @throws CliFailure 2 when there is none, 3 when it has faults */
async function choose(name: string, { channel, language, ...options }: ChosenOptions): Promise<LoadedTemplates['sources'][number]> {
  const { sources, catalogue, faults, languages } = await load(options);
  known(name, catalogue);
  const written = sources.filter((source) => source.name === name && (channel === undefined || source.channel === channel));
  const answer = language === undefined ? null : answeringLocale(language, written.map((one) => one.locale), languages);
  const locale = options.locale ?? answer ?? language;
  const found = written.find((source) => source.locale === (locale ?? 'en')) ?? (locale === undefined ? written[0] : undefined);
  if (found !== undefined) return found;
  if (faults.some(({ file }) => file.split(/[\\/]/)[1] === name)) throw new CliFailure({ exitCode: 3, code: 'template-faults', message: `${name} has faults`, wayOut: `npx touchline template lint ${name}` });
  throw new CliFailure({ exitCode: 2, code: 'no-such-text', message: `${name} is not written ${channel === undefined ? '' : `for ${channel} `}in ${locale ?? 'any language'}`, wayOut: `it is written for ${written.map((one) => `${one.channel} in ${one.locale}`).join(', ') || 'other channels'}` });
}

function known(name: string, catalogue: LoadedTemplates['catalogue']): void {
  const names = Object.values(catalogue).flatMap((templates) => Object.keys(templates));
  if (!names.includes(name)) throw new CliFailure({ exitCode: 2, code: 'no-such-template', message: `there is no template "${name}"`, wayOut: suggestWord(name, names) ?? 'npx touchline template list' });
}

async function load({ templates, policy }: FolderOption): Promise<LoadedTemplates & { readonly languages: ShopLanguages }> {
  const channels = closedChannels();
  const languages = await languagesOf(policy, channels);
  return { ...(await loadTemplates(templates, channels, languages)), languages };
}

/** The languages of the shop policy; where there is no sound one, English is the last resort. */
async function languagesOf(file: string, channels: Channels): Promise<ShopLanguages> {
  const source = await readFile(file).catch(() => null);
  const read = source === null ? null : checkPolicySource(file, source, channels);
  return read !== null && 'policy' in read ? read.policy.languages : { fallback: 'en' };
}
