import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { CampaignWorld } from '../campaign-file/campaign-world.ts';
import { parseCampaign } from '../campaign-file/parse-campaign.ts';
import type { Diagnostic } from '../campaign-file/reading/diagnostic.ts';
import { type CheckedFile, fileReport, isFaultless } from '../campaign-file/reading/file-report.ts';
import { sourceText } from '../campaign-file/reading/source-text.ts';
import { channelRules, type Channels, createChannels } from '../channels/registry.ts';
import { faultsInTheWay, type LoadedTemplates, loadTemplateFiles } from '../channels/template-files.ts';
import type { Campaign } from '../domain/campaign.ts';
import type { ShopLanguages } from '../domain/locale-chain.ts';
import { parsePolicy } from '../policy-file/parse-policy.ts';
import { CliFailure, type Shell } from './shell.ts';

interface Options {
  readonly policy: string;
  readonly templates: string;
}

/** `campaign validate FILE...`: everything that is wrong with the files and their templates, without any server. */
export function registerCampaignValidate(parent: Command, shell: Shell): void {
  parent.command('validate').description('check campaign files; needs no server')
    .argument('<files...>', 'campaign files (YAML)')
    .option('--policy <file>', 'the shop policy they are checked against', 'touchline.yaml')
    .option('--templates <folder>', 'the folder of the templates', 'templates')
    .addHelpText('after', '\nExamples:\n  $ touchline campaign validate campaigns/*.yaml\n\nExit code 3 when a file has faults.')
    .action(async (files: string[], options: Options) => validate(shell, files, options));
}

async function validate(shell: Shell, files: readonly string[], options: Options): Promise<void> {
  const channels = closedChannels();
  const policy = checkPolicySource(options.policy, await readBytes(options.policy), channels);
  const templates = await loadTemplates(options.templates, channels, 'faults' in policy ? undefined : policy.policy.languages);
  if ('faults' in policy) return showFileReport(shell, [{ file: options.policy, ...policy }]);
  const world = { policy: policy.policy, channels: channelRules(channels), templates: templates.catalogue };
  return showFileReport(shell, checkCampaignSources(await readAll(files), { world, templates, templateDir: options.templates }));
}

/** Prints what was found, and exits with 3 when a file has faults. */
export function showFileReport(shell: Shell, checked: readonly CheckedFile[]): void {
  if (shell.json) shell.printJson({ valid: isFaultless(checked), files: checked });
  else shell.print(fileReport(checked));
  if (!isFaultless(checked)) shell.exitWith(3);
}

/** Channels that are asked what they can and how their templates compile, and never opened. */
export function closedChannels(): Channels {
  return createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 25 } });
}

/** The bytes of a file that was named. @throws CliFailure 2 when it cannot be read */
export async function readBytes(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new CliFailure({ exitCode: 2, code: 'no-such-file', message: `${file} cannot be read (${error.code ?? 'unknown error'})`, wayOut: 'check the path' });
  });
}

/** Reads the policy from the bytes of its file. */
export function checkPolicySource(file: string, bytes: Uint8Array, channels: Channels): ReturnType<typeof parsePolicy> {
  const source = sourceText(bytes, file);
  return typeof source === 'string' ? parsePolicy(source, file, Object.keys(channels)) : { faults: source.faults, warnings: [] };
}

interface NamedBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

interface Surroundings {
  readonly world: CampaignWorld;
  readonly templates: Pick<LoadedTemplates, 'faults'>;
  readonly templateDir: string;
}

/** What is wrong with campaign files, and with the templates that they use. */
export function checkCampaignSources(files: readonly NamedBytes[], surroundings: Surroundings): readonly CheckedFile[] {
  return files.map(({ file, bytes }) => {
    const source = sourceText(bytes, file);
    if (typeof source !== 'string') return { file, faults: source.faults, warnings: [] };
    const parsed = parseCampaign(source, file, surroundings.world);
    const faults = 'faults' in parsed ? parsed.faults : templateFaults(parsed.campaign, surroundings);
    return { file, faults, warnings: parsed.warnings };
  });
}

function templateFaults({ steps }: Campaign, { templates, templateDir }: Surroundings): readonly Diagnostic[] {
  const used = new Set(steps.flatMap((step) => (step.kind === 'send' ? step.channels.map((channel) => path.join(channel, step.template)) : [])));
  return faultsInTheWay(templates, used)
    .map(({ file, ...fault }) => ({ ...fault, file: path.join(templateDir, file), path: '', frame: '', severity: 'fault' as const }));
}

async function readAll(files: readonly string[]): Promise<readonly NamedBytes[]> {
  return Promise.all(files.map(async (file) => ({ file, bytes: await readBytes(file) })));
}

/** Every template of a folder, compiled. @throws CliFailure 2 when the folder cannot be read */
export async function loadTemplates(folder: string, channels: Channels, languages?: ShopLanguages): Promise<LoadedTemplates> {
  return loadTemplateFiles(folder, channels, languages).catch((error: NodeJS.ErrnoException) => {
    const message = `the templates in ${folder} cannot be read (${error.code ?? error.message})`;
    throw new CliFailure({ exitCode: 2, code: 'no-templates', message, wayOut: 'name the folder: --templates FOLDER' });
  });
}
