import { sampleData } from '../channels/sample-data.ts';
import { suggestWord } from '../channels/nearest-word.ts';
import type { Channels } from '../channels/registry.ts';
import type { LoadedTemplates } from '../channels/template-files.ts';
import type { Channel } from '../contracts/channel.ts';
import { type ChannelReport, lookAtChannels, wordReport } from '../platform/channel-health.ts';
import { readEnvironment } from '../platform/env.ts';
import { findRunning } from '../platform/running-installation.ts';
import { ownerOfAddress, referenceOfAddress } from '../store/channel-health.ts';
import { closedChannels, loadTemplates } from './campaign-validate.ts';
import { channelsAsRunning, probeOnce } from './installation.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { sendTest, tellTest } from './send-test.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { mediaOf } from './test-media.ts';
import { tableText } from './table-text.ts';

interface TestOptions { readonly to: string; readonly template?: string; readonly locale?: string; readonly templates: string; readonly mine?: boolean }

/** `touchline channel list|health|test`. */
export const registerChannel: RegisterCommand = (parent, shell) => {
  parent.command('list').description('every channel of the shelf: what it carries, where it goes, and how it stands')
    .addHelpText('after', '\nExamples:\n  npx touchline channel list\n  npx touchline channel list --json\n').action(() => list(shell));
  parent.command('health').description('how providers and senders stand: ok, slow or halted, why, since when, and what waits because of it').argument('[names...]', 'only these channels')
    .addHelpText('after', '\nExamples:\n  npx touchline channel health\n  npx touchline channel health whatsapp --json\n\nExit code 1 when one is halted.').action((names: string[]) => health(shell, names));
  parent.command('test').description('send one real message through a channel to an address of your own; no customer and no ledger is touched')
    .argument('<name>', 'the channel').requiredOption('--to <address>', 'who gets it, as the channel writes addresses').option('--template <name>', 'what it says; the first template of the channel when left out')
    .option('--locale <tag>', 'in this language; en, or the first, when left out').option('--templates <folder>', 'the folder of the templates', 'templates').option('--mine', 'the address is your own although a customer has it')
    .addHelpText('after', '\nExamples:\n  npx touchline channel test email --to me@shop.example\n  npx touchline channel test whatsapp --to +491701234567 --template order-received --locale de\n  npx touchline channel test onsite --to ebay:me\n\nExit code 4 when the message is refused, 5 when nobody can be reached or the outcome is in doubt.')
    .action((name: string, options: TestOptions) => test(shell, name, options));
};

interface Looked {
  readonly channels: Channels;
  readonly reports: readonly ChannelReport[];
}

async function lookAtAll(shell: Shell): Promise<Looked> {
  const environment = readEnvironment();
  const running = await findRunning(environment.home);
  const pool = await shell.database();
  const channels = await channelsAsRunning(environment, running, pool);
  const isRunning = running !== null || environment.sandboxSmtpUrl !== null;
  return { channels, reports: await lookAtChannels(pool, channels, async (name) => probeOnce(channelNamed(channels, name), isRunning)) };
}

async function list(shell: Shell): Promise<void> {
  const { channels, reports } = await lookAtAll(shell);
  const { sender } = await policyInForce(await shell.database());
  const rows = reports.map(({ channel: name, title, state }) => {
    const channel = channelNamed(channels, name);
    return {
      channel: name, title, goesTo: whereTo(channel), sender: channel.sender ?? sender.domain, taskQueues: [channel.taskQueue, channel.bulkTaskQueue],
      reach: channel.reach, parts: Object.entries(channel.templateParts).map(([part, { required }]) => (required ? part : `${part}?`)), capabilities: capabilitiesOf(channel), health: state,
    };
  });
  if (shell.json) { shell.printJson({ schemaVersion: 1, channels: rows }); return; }
  shell.print(tableText([['channel', 'title', 'goes to', 'sender', 'task queues', 'parts', 'capabilities', 'health'], ...rows.map((row) =>
    [row.channel, row.title, row.goesTo, row.sender, row.taskQueues.join(', '), row.parts.join(', '), row.capabilities.join(', '), row.health])]));
}

function whereTo({ rule, carriedHere }: Channel): 'configured' | 'sandbox' | 'here' {
  return carriedHere === true ? 'here' : rule.staysLocal ? 'sandbox' : 'configured';
}

function capabilitiesOf(channel: Channel): readonly string[] {
  const { news, freeWordsHours, opensByReference, reach, rule } = channel;
  return [
    reach, ...(rule.obeysQuietHours ? ['quiet hours'] : []), ...(news === undefined ? [] : ['news']), ...(freeWordsHours === undefined ? [] : [`free words for ${freeWordsHours} h`]),
    ...(opensByReference === true ? ['opened by its receivers'] : []), ...('advise' in channel ? ['advice on texts'] : []),
  ];
}

async function health(shell: Shell, names: readonly string[]): Promise<void> {
  const { channels, reports } = await lookAtAll(shell);
  for (const name of names) channelNamed(channels, name);
  const wanted = reports.filter(({ channel }) => names.length === 0 || names.includes(channel));
  if (wanted.some(({ state }) => state === 'halted')) shell.exitWith(1);
  if (shell.json) {
    shell.printJson({ schemaVersion: 1, channels: wanted.map(({ channel, title, state, lines, waiting }) => ({ channel, title, state, waiting, lines: lines.map(({ sinceMs, ...line }) => ({ ...line, since: isoOf(sinceMs) })) })) });
    return;
  }
  const rows = wanted.flatMap(({ channel, lines, waiting }) => lines.map((line, index) =>
    [channel, line.sender ?? 'provider', line.state, isoOf(line.sinceMs)?.slice(0, 16).replace('T', ' ') ?? '', index === 0 ? String(waiting) : '', line.because]));
  shell.print(tableText([['channel', 'of', 'state', 'since (UTC)', 'waiting', 'because'], ...rows]));
  for (const report of wanted.filter(({ state }) => state === 'halted')) shell.print(`halted: ${report.channel}: ${wordReport(report)}`);
}

async function test(shell: Shell, name: string, { to, template: wanted, locale, templates, mine = false }: TestOptions): Promise<void> {
  const environment = readEnvironment();
  const pool = await shell.database();
  const running = await findRunning(environment.home);
  const asRunning = channelNamed(await channelsAsRunning(environment, running, pool), name);
  if (!mine && await ownerOfAddress(pool, name, to) !== null) {
    throw new CliFailure({ exitCode: 4, code: 'address-of-a-customer', message: 'a customer has this address, and what they are sent belongs into the ledger', wayOut: 'give an address of your own, or add --mine when it is yours' });
  }
  const template = await textFor(asRunning, { wanted, locale, templates });
  const channel = channelNamed(await channelsAsRunning(environment, running, pool, mediaOf(template.files)), name);
  const message = { channel, template, to, data: sampleData(template.locale), reference: await referenceOfAddress(pool, name, to) };
  tellTest(shell, message, await sendTest(message));
}

type Text = LoadedTemplates['sources'][number];

/** What the message says. A channel without templates of its own takes those that have the same parts. @throws CliFailure 2 when there is none */
async function textFor(channel: Channel, { wanted, locale, templates }: { wanted: string | undefined; locale: string | undefined; templates: string }): Promise<Text> {
  const { sources } = await loadTemplates(templates, closedChannels());
  const own = sources.filter((source) => source.channel === channel.name);
  const fitting = own.length > 0 ? own : sources.filter(({ content }) => !('faults' in channel.compile(content, '', 'en')));
  const named = fitting.filter((source) => wanted === undefined || source.name === wanted);
  const found = named.find((source) => source.locale === (locale ?? 'en')) ?? (locale === undefined ? named[0] : undefined);
  if (found === undefined) throw noText(channel, { wanted, templates, fitting, named });
  return found;
}

function noText({ name, templateParts }: Channel, { wanted = '', templates, fitting, named }: { wanted: string | undefined; templates: string; fitting: readonly Text[]; named: readonly Text[] }): CliFailure {
  const [first] = named;
  if (first !== undefined) return new CliFailure({ exitCode: 2, code: 'no-such-text', message: `${first.name} is not written in that language`, wayOut: `it is written in ${named.map((source) => source.locale).join(', ')}` });
  const names = [...new Set(fitting.map((source) => source.name))];
  if (names.length > 0) return new CliFailure({ exitCode: 2, code: 'no-such-template', message: `${name} has no template "${wanted}"`, wayOut: suggestWord(wanted, names) ?? `it has ${names.join(', ')}` });
  return new CliFailure({ exitCode: 2, code: 'no-template', message: `${name} has no template in ${templates}`, wayOut: `write one: ${templates}/${name}/hello/en${Object.values(templateParts)[0]?.ending ?? ''}` });
}

/** @throws CliFailure 2 when the shelf has none of this name */
function channelNamed(channels: Channels, name: string): Channel {
  const channel = Object.hasOwn(channels, name) ? channels[name] : undefined;
  if (channel !== undefined) return channel;
  const known = Object.keys(channels);
  throw new CliFailure({ exitCode: 2, code: 'no-such-channel', message: `no channel "${name.slice(0, 40)}"`, wayOut: suggestWord(name, known) ?? `the shelf has ${known.join(', ')}` });
}
