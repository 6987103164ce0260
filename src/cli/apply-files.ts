import path from 'node:path';
import { campaignHash, definitionHash } from '../campaign-file/campaign-hash.ts';
import { parseCampaign } from '../campaign-file/parse-campaign.ts';
import { type Diagnostic, diagnosticText } from '../campaign-file/reading/diagnostic.ts';
import { type Channels, channelRules } from '../channels/registry.ts';
import { faultsInTheWay, type LoadedTemplates, loadTemplateFiles } from '../channels/template-files.ts';
import type { Campaign } from '../domain/campaign.ts';
import { answeringLocale, type StandIns } from '../domain/locale-chain.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { parsePolicy } from '../policy-file/parse-policy.ts';
import { crashPoint } from '../contracts/crash-point.ts';
import { type AppliedCampaign, applyCampaign, type CampaignToApply } from '../store/campaign-versions.ts';
import { type AppliedPolicy, applyPolicy } from '../store/policy.ts';
import type { Pool } from '../store/pool.ts';
import { readSource } from './read-source.ts';
import { CliFailure } from './shell.ts';

/** Templates of this product and of the user: one folder, read at apply and preview only. */
export const TEMPLATE_DIR = 'templates';

/** Applies a shop policy file. @throws CliFailure 3 with every fault of the file */
export async function applyPolicyFile(pool: Pool, file: string, channels: Channels): Promise<AppliedPolicy & { policy: ShopPolicy; warnings: readonly Diagnostic[] }> {
  const source = await readSource(file);
  const parsed = parsePolicy(source, file, Object.keys(channels));
  if ('faults' in parsed) throw fileFailure(parsed.faults);
  const applied = await applyPolicy(pool, { policy: parsed.policy, source, hash: definitionHash(parsed.policy) });
  return { ...applied, policy: parsed.policy, warnings: parsed.warnings };
}

/** A campaign file that passed every check, with the templates it needs, ready to be frozen. */
export interface ReadCampaign extends CampaignToApply {
  readonly file: string;
  readonly warnings: readonly Diagnostic[];
}

/** Reads campaign files against a policy and the template folder. @throws CliFailure 3 with every fault of every file */
export async function readCampaignFiles(files: readonly string[], world: { policy: ShopPolicy; channels: Channels }, templateDir = TEMPLATE_DIR): Promise<ReadCampaign[]> {
  const templates = await loadTemplateFiles(templateDir, world.channels, world.policy.languages);
  const read = await Promise.all(files.map(async (file) => {
    const source = await readSource(file);
    const parsed = parseCampaign(source, file, { policy: world.policy, channels: channelRules(world.channels), templates: templates.catalogue });
    return { file, source, parsed };
  }));
  const faults = read.flatMap(({ parsed }) => ('faults' in parsed ? parsed.faults : []));
  if (faults.length > 0) throw fileFailure(faults);
  return read.flatMap(({ file, source, parsed }) => {
    if ('faults' in parsed) return [];
    const used = templatesOf(parsed.campaign, templates, templateDir);
    const wordsOnly = used.flatMap(({ compiled, hash }) => (compiled.wordsOnly === true ? [hash] : []));
    const campaign: Campaign = { ...parsed.campaign, templates: indexOf(used, world.policy.languages.standIns), ...(wordsOnly.length === 0 ? {} : { wordsOnly }) };
    return [{ file, source, campaign, warnings: parsed.warnings, hash: campaignHash(campaign), templates: used }];
  });
}

/** Freezes campaigns that were read. @param author who of the staff applies them; null: nobody is named */
export async function applyCampaigns(pool: Pool, campaigns: readonly ReadCampaign[], author: string | null = null): Promise<(AppliedCampaign & { name: string; file: string })[]> {
  const applied = [];
  for (const campaign of campaigns) {
    applied.push({ name: campaign.campaign.name, file: campaign.file, ...(await applyCampaign(pool, campaign, author)) });
    crashPoint('campaign-applied');
  }
  return applied;
}

type Sources = LoadedTemplates['sources'];

function templatesOf(campaign: Campaign, templates: LoadedTemplates, templateDir: string): Sources {
  const wanted = new Set(campaign.steps.flatMap((step) => (step.kind === 'send' ? step.channels.map((channel) => path.join(channel, step.template)) : [])));
  const broken = faultsInTheWay(templates, wanted);
  if (broken.length > 0) {
    throw new CliFailure({
      exitCode: 3, code: 'template-faults', wayOut: 'correct the templates and apply again',
      message: broken.map(({ file, line, column, message }) => `${path.join(templateDir, file)}:${line}:${column} ${message}`).join('\n'),
    });
  }
  return templates.sources.filter(({ channel, name }) => wanted.has(path.join(channel, name)));
}

/** template → channel → locale → hash, as a campaign version carries it; a language that is not written itself leads to the text of its stand-in. */
function indexOf(sources: Sources, standIns: StandIns = {}): Campaign['templates'] {
  const index: Record<string, Record<string, Record<string, string>>> = {};
  for (const { name, channel, locale, hash } of sources) ((index[name] ??= {})[channel] ??= {})[locale] = hash;
  for (const locales of Object.values(index).flatMap((channels) => Object.values(channels))) addStandIns(locales, standIns);
  return index;
}

function addStandIns(locales: Record<string, string>, standIns: StandIns): void {
  const written = Object.keys(locales);
  for (const [language, others] of Object.entries(standIns)) {
    const stand = answeringLocale(language, written, { fallback: '', standIns: { [language]: others } });
    if (stand !== null) locales[language] ??= locales[stand] ?? '';
  }
}

function fileFailure(faults: readonly Diagnostic[]): CliFailure {
  return new CliFailure({
    exitCode: 3, code: 'file-faults', message: faults.map(diagnosticText).join('\n\n'),
    wayOut: `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} to correct`,
  });
}
