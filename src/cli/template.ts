import { writeFile } from 'node:fs/promises';
import type { CompiledTemplate, RenderData } from '../contracts/channel.ts';
import type { LoadedTemplates } from '../channels/template-files.ts';
import { suggestWord } from '../channels/nearest-word.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData, sparseSampleData } from '../channels/sample-data.ts';
import { toContactPointId, toMessageId } from '../domain/ids.ts';
import { closedChannels, loadTemplates } from './campaign-validate.ts';
import { channelsOfInstallation } from './installation.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

interface FolderOption { readonly templates: string }
interface ChosenOptions extends FolderOption { readonly channel?: string; readonly locale?: string; readonly sparse?: boolean }
interface RenderOptions extends ChosenOptions { readonly part?: string; readonly out?: string }
interface TestOptions extends ChosenOptions { readonly to: string }

/** `touchline template list|lint|render|test`: templates without a campaign and without a customer. */
export const registerTemplate: RegisterCommand = (parent, shell) => {
  const folder = '--templates <folder>';
  const chosen = (command: ReturnType<typeof parent.command>) => command.option(folder, 'the folder of the templates', 'templates')
    .option('--channel <name>', 'of this channel; of the first that has it when left out').option('--locale <tag>', 'in this language; en, or the only one, when left out')
    .option('--sparse', 'with nothing that may be missing: as for a customer of whom little is known');
  parent.command('list').description('every template with its channels, languages and links').option(folder, 'the folder of the templates', 'templates')
    .addHelpText('after', '\nExamples:\n  npx touchline template list\n  npx touchline template list --json\n').action((options: FolderOption) => list(shell, options));
  parent.command('lint').description('compile every template strictly; tell faults, and what should be better').argument('[names...]', 'only these').option(folder, 'the folder of the templates', 'templates')
    .addHelpText('after', '\nExamples:\n  npx touchline template lint\n  npx touchline template lint win-back tier-up\n\nExit code 3 when a template has faults.').action((names: string[], options: FolderOption) => lint(shell, names, options));
  chosen(parent.command('render').description('what a template says, with invented data').argument('<name>', 'the template'))
    .option('--part <part>', 'only this part, such as html').option('--out <file>', 'write the part into a file')
    .addHelpText('after', '\nExamples:\n  npx touchline template render win-back --locale de\n  npx touchline template render win-back --part html --out win-back.html\n').action((name: string, options: RenderOptions) => render(shell, name, options));
  chosen(parent.command('test').description('send a template, with invented data, to an address of your own').argument('<name>', 'the template')).requiredOption('--to <address>', 'who gets it')
    .addHelpText('after', '\nExample:\n  npx touchline template test win-back --locale de --to me@shop.example\n\nWithout SMTP_URL it goes to the sandbox mail server (the outbox page shows it).').action((name: string, options: TestOptions) => test(shell, name, options));
};

async function list(shell: Shell, { templates }: FolderOption): Promise<void> {
  const { sources, faults } = await load(templates);
  const firsts = sources.filter(({ channel, name }, index) => sources.findIndex((one) => one.channel === channel && one.name === name) === index);
  const rows = firsts.map(({ channel, name }) => {
    const texts = sources.filter((one) => one.channel === channel && one.name === name);
    return { template: name, channel, locales: texts.map(({ locale }) => locale), links: Math.max(...texts.map(({ links }) => links.length)) };
  });
  if (shell.json) { shell.printJson({ schemaVersion: 1, templates: rows, faults: faults.length }); return; }
  shell.print(tableText([['template', 'channel', 'languages', 'links'], ...rows.map((row) => [row.template, row.channel, row.locales.join(', '), String(row.links)])]));
  if (faults.length > 0) shell.print(`${faults.length} faults: npx touchline template lint`);
}

async function lint(shell: Shell, names: readonly string[], { templates }: FolderOption): Promise<void> {
  const channels = closedChannels();
  const { sources, faults, catalogue } = await load(templates);
  for (const name of names) known(name, catalogue);
  const wanted = (name: string | undefined) => names.length === 0 || names.includes(name ?? '');
  const found = faults.filter(({ file }) => wanted(file.split(/[\\/]/)[1]));
  const advice = sources.filter(({ name }) => wanted(name)).flatMap(({ channel, name, locale, compiled }) =>
    (channels[channel]?.advise?.(rendered(compiled, sampleData())) ?? []).map((text) => ({ template: `${channel}/${name}`, locale, text })));
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
  const parts = rendered(compiled, dataFor(options));
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

async function test(shell: Shell, name: string, options: TestOptions): Promise<void> {
  const { compiled, locale, channel: channelName, hash } = await choose(name, options);
  const channel = channelsOfInstallation()[channelName];
  if (channel === undefined) throw new CliFailure({ exitCode: 2, code: 'no-such-channel', message: `no channel "${channelName}"` });
  const open = await channel.open();
  try {
    const messageId = toMessageId(`test:${crypto.randomUUID()}:1/${name}/1/${channelName}`);
    const outcome = await open.send({
      messageId, contactPoint: toContactPointId('00000000-0000-0000-0000-000000000000'), address: options.to, displayName: null, locale, templateHash: hash,
      data: dataFor(options), links: SAMPLE_LINKS, sender: SAMPLE_SENDER, returnAddresses: { bounce: null, reply: null }, purpose: 'service', campaign: 'test',
    }, compiled, AbortSignal.timeout(60_000));
    if (shell.json) shell.printJson({ schemaVersion: 1, template: name, channel: channelName, locale, ...outcome });
    else shell.print(`${outcome.outcome}: ${outcome.detail}${channel.rule.staysLocal ? ' (it stays on this machine)' : ''}`);
    if (outcome.outcome !== 'accepted') shell.exitWith(outcome.outcome === 'refused' ? 4 : 5);
  } finally {
    await open.close();
  }
}

const dataFor = ({ sparse }: ChosenOptions) => (sparse === true ? sparseSampleData() : sampleData());
const rendered = (compiled: CompiledTemplate, data: RenderData) => compiled.render(data, SAMPLE_LINKS, SAMPLE_SENDER);

/** One text of a template. @throws CliFailure 2 when there is none, 3 when it has faults */
async function choose(name: string, { templates, channel, locale }: ChosenOptions): Promise<LoadedTemplates['sources'][number]> {
  const { sources, catalogue, faults } = await load(templates);
  known(name, catalogue);
  const written = sources.filter((source) => source.name === name && (channel === undefined || source.channel === channel));
  const found = written.find((source) => source.locale === (locale ?? 'en')) ?? (locale === undefined ? written[0] : undefined);
  if (found !== undefined) return found;
  if (faults.some(({ file }) => file.split(/[\\/]/)[1] === name)) throw new CliFailure({ exitCode: 3, code: 'template-faults', message: `${name} has faults`, wayOut: `npx touchline template lint ${name}` });
  throw new CliFailure({ exitCode: 2, code: 'no-such-text', message: `${name} is not written ${channel === undefined ? '' : `for ${channel} `}in ${locale ?? 'any language'}`, wayOut: `it is written for ${written.map((one) => `${one.channel} in ${one.locale}`).join(', ') || 'other channels'}` });
}

function known(name: string, catalogue: LoadedTemplates['catalogue']): void {
  const names = Object.values(catalogue).flatMap((templates) => Object.keys(templates));
  if (!names.includes(name)) throw new CliFailure({ exitCode: 2, code: 'no-such-template', message: `there is no template "${name}"`, wayOut: suggestWord(name, names) ?? 'npx touchline template list' });
}

const load = (folder: string) => loadTemplates(folder, closedChannels());
