import type { Command } from 'commander';
import type { OutgoingLinks, RenderData } from '../contracts/channel.ts';
import type { RunningCampaign } from '../domain/campaign.ts';
import type { Rules, Snapshot } from '../domain/decision.ts';
import type { GrantWish } from '../domain/grant.ts';
import type { CustomerId } from '../domain/ids.ts';
import { inAudience } from '../domain/audience.ts';
import { wordInstant } from '../domain/instant-words.ts';
import type { MessageCost } from '../domain/message-cost.ts';
import { foresee, type ForeseenTouch } from '../domain/preview.ts';
import { wordReason } from '../domain/reason-words.ts';
import { standingOf } from '../domain/standing.ts';
import { zoneOf } from '../domain/zone.ts';
import type { Pool } from '../store/pool.ts';
import { loadSnapshots } from '../store/snapshot.ts';
import { sampleCustomers } from '../store/sample-customers.ts';
import { shownSkus } from '../domain/touch-products.ts';
import { readTemplateContext } from '../store/template-context.ts';
import { listTemplates, type TemplateState } from '../store/provider-templates.ts';
import { type CampaignCost, costInWords, costJson, costOfTouches, sumOfCampaignCosts } from './campaign-cost.ts';
import { type ReadCampaign, readCampaignFiles, TEMPLATE_DIR } from './apply-files.ts';
import { customerNamed } from './customer.ts';
import { channelsOfInstallation, rulesOfInstallation } from './installation.ts';
import { CliFailure, type Shell } from './shell.ts';

const MOST_TOUCHES = 10;
/** A sample is taken from those who belong to the audience, among so many customers in an order that never changes. */
const MOST_LOOKED_AT = 5_000;
const LOOK_AT_ONCE = 500;
/** Links of a preview lead nowhere: nothing is signed before a message exists. */
const PREVIEW_LINKS: OutgoingLinks = {
  baseUrl: 'https://preview.invalid',
  unsubscribeUrl: 'https://preview.invalid/unsubscribe',
  preferencesUrl: 'https://preview.invalid/preferences',
  confirmUrl: 'https://preview.invalid/confirm',
  rateUrl: (stars) => `https://preview.invalid/rate-${stars}`,
  redirectUrl: (index) => `https://preview.invalid/link-${index}`,
};

const PREVIEW_CODE = 'PREVIEW';

interface Options { readonly customer?: string; readonly sample?: string; readonly templates: string; readonly text?: boolean; readonly cost?: boolean }

/** `touchline campaign preview FILE`. */
export function registerCampaignPreview(parent: Command, shell: Shell): void {
  parent.command('preview').description('who would get what, when (local time) and why; rendered, and nothing is sent')
    .argument('<file>', 'a campaign file')
    .option('--customer <id>', 'this customer (our id, or the id a shop gave)')
    .option('--sample <count>', 'so many customers, the same at every call')
    .option('--templates <dir>', 'the folder of the templates', TEMPLATE_DIR)
    .option('--cost', 'look through the audience besides: what the campaign would cost with providers that charge for messages')
    .option('--text', 'print the text of each mail, not only its subject')
    .addHelpText('after', '\nExamples:\n  npx touchline campaign preview campaigns/win-back.yaml --sample 5\n  npx touchline campaign preview campaigns/win-back.yaml --customer 12347 --text\n  npx touchline campaign preview campaigns/order-received.yaml --sample 50 --cost\n')
    .action((file: string, options: Options) => preview(shell, file, options));
}

async function preview(shell: Shell, file: string, options: Options): Promise<void> {
  const pool = await shell.database();
  const rules = await rulesOfInstallation().load(pool);
  const [read] = await readCampaignFiles([file], { policy: rules.policy, channels: channelsOfInstallation() }, options.templates);
  if (read === undefined) return;
  const previewed: Rules = { ...rules, campaigns: withPreviewed(rules.campaigns, read) };
  const { ids, count, lookedAt } = await chosen(pool, { read, rules, options });
  const snapshots = await loadSnapshots(pool, ids, rules.capWindowHours, shownSkus(previewed.campaigns));
  if (snapshots.size === 0) shell.note(`nobody among ${MOST_LOOKED_AT} customers belongs to the audience now; look at one with --customer ID`);
  const answers = [];
  const templates = await listTemplates(pool);
  for (const snapshot of snapshots.values()) answers.push(await previewOne(pool, { read, rules: previewed, snapshot, templates }));
  const costs = answers.flatMap(({ cost }) => (cost === null ? [] : [cost]));
  const cost = costs.length === 0 ? null : sumOfCampaignCosts(costs);
  if (shell.json) {
    shell.printJson({
      campaign: read.campaign.name, customers: answers.map(({ cost: own, ...answer }) => ({ ...answer, ...(own === null ? {} : { cost: costJson(own) }) })),
      ...(cost === null ? {} : { cost: { customers: answers.length, ...costJson(cost), audience: count === null ? null : { customers: count, lookedAt } } }),
    });
    return;
  }
  for (const answer of answers) printOne(shell, answer, options.text === true);
  if (cost !== null) printCost(shell, cost, { shown: answers.length, count, lookedAt });
}

/** Whom to show; with `--cost` besides how many of those who were looked at belong to the audience. */
interface Chosen { readonly ids: readonly CustomerId[]; readonly count: number | null; readonly lookedAt: number }

async function chosen(pool: Pool, { read, rules, options }: { read: ReadCampaign; rules: Rules; options: Options }): Promise<Chosen> {
  if (options.customer !== undefined) return { ids: [(await customerNamed(pool, options.customer, null)).id], count: null, lookedAt: 1 };
  const count = Number(options.sample ?? 5);
  if (!Number.isInteger(count) || count < 1 || count > 100) {
    throw new CliFailure({ exitCode: 2, code: 'usage', message: `--sample is "${options.sample}"`, wayOut: 'a number from 1 to 100' });
  }
  const found: CustomerId[] = [];
  let lookedAt = 0;
  for (let after = 0; after < MOST_LOOKED_AT && (found.length < count || options.cost === true); after += LOOK_AT_ONCE) {
    const page = await sampleCustomers(pool, read.campaign.name, { after, count: LOOK_AT_ONCE });
    const snapshots = await loadSnapshots(pool, page, 1);
    lookedAt += page.length;
    for (const id of page) {
      const snapshot = snapshots.get(id);
      if (snapshot !== undefined && inAudience(read.campaign, snapshot.customer, rules.policy, snapshot.nowMs) === null) found.push(id);
    }
    if (page.length < LOOK_AT_ONCE) break;
  }
  return { ids: found.slice(0, count), count: options.cost === true ? found.length : null, lookedAt };
}

/** The file stands in for whatever version is active, as if it were applied and started. */
function withPreviewed(campaigns: readonly RunningCampaign[], { campaign }: ReadCampaign): RunningCampaign[] {
  const others = campaigns.map((one) => (one.campaign.name === campaign.name ? { ...one, active: false } : one));
  const ordinal = 1 + Math.max(0, ...campaigns.map((one) => one.ordinal));
  return [...others, { campaign, ordinal, active: true, state: 'running', lateRule: 'catch-up', resumedAtMs: null }];
}

interface PreviewScene { readonly read: ReadCampaign; readonly rules: Rules; readonly snapshot: Snapshot; readonly templates: readonly TemplateState[] }

async function previewOne(pool: Pool, { read, rules, snapshot, templates }: PreviewScene) {
  const zone = zoneOf(snapshot.customer, rules.policy);
  const future = foresee(snapshot, rules, read.campaign.name, MOST_TOUCHES);
  const touches = [];
  for (const touch of future.touches) touches.push({ atMs: touch.atMs, step: touch.message.step, channel: touch.message.channel, ...(await rendered(pool, { read, rules, snapshot, templates }, touch)) });
  // As it is now: the stored one may wait for its next decision.
  const { standing } = standingOf(snapshot.customer, rules, snapshot.nowMs);
  const cost = costOfTouches(snapshot.customer, future.touches, { read, channels: channelsOfInstallation(), templates });
  return { customer: snapshot.customer.id, zone, standing, touches, why: future.lines, cost };
}

async function rendered(pool: Pool, { read, rules, snapshot }: PreviewScene, { message, wish }: ForeseenTouch) {
  const template = read.templates.find(({ hash }) => hash === message.templateHash);
  const channel = channelsOfInstallation()[message.channel];
  const context = template === undefined ? null : await readTemplateContext(pool, { id: snapshot.customer.id, locale: template.locale, products: message.products ?? [] });
  if (template === undefined || channel === undefined || context === null) return { parts: {} };
  const compiled = channel.compile(template.content, template.hash, template.locale);
  return { parts: 'faults' in compiled ? {} : compiled.render(wish === null ? context.data : { ...context.data, promotion: promised(wish, template.locale) }, PREVIEW_LINKS, rules.policy.sender), locale: template.locale };
}

/** What the template would be told of the promotion. Codes are made when it is reserved. */
function promised({ promotion, currency, mostCost, endsOn }: GrantWish, locale: string): RenderData[string] {
  const { title, percent, cutsPrice, minimumSpend, products, codes } = promotion;
  return {
    title: title[locale] ?? title['en'] ?? null, code: codes === 'none' ? null : PREVIEW_CODE, endsOn, currency,
    percent: percent === null ? null : Math.round(percent * 10_000) / 100, amount: percent === null && cutsPrice ? mostCost : null,
    minimumSpend: minimumSpend[currency] ?? null, product: products[0] ?? null,
  };
}

type Answer = Awaited<ReturnType<typeof previewOne>>;

function printOne(shell: Shell, { customer, zone, standing, touches, why }: Answer, withText: boolean): void {
  const at = (ms: number) => wordInstant(ms, zone, shell.language);
  shell.print(`${customer}  ${standing.stage}, ${standing.lifeCycle}, tier ${standing.tier}, level ${standing.level}, ${zone}`);
  for (const line of why) shell.print(`  ${at(line.atMs)}  ${line.step === null ? '' : `${line.step}: `}${wordReason(line.because, shell.language, zone)}`);
  for (const touch of touches) {
    const { subject, words, text = '' }: Readonly<Record<string, string>> = touch.parts;
    shell.print(`  ${at(touch.atMs)}  ${touch.channel}: "${subject ?? (words ?? text).split('\n')[0] ?? ''}"`);
    if (withText) shell.print(text.replaceAll(/^/gm, '      '));
  }
  shell.print('');
}

/** Sums of those who are shown, and of the audience by their mean. */
function printCost(shell: Shell, { messages, answers }: CampaignCost, { shown, count, lookedAt }: { shown: number; count: number | null; lookedAt: number }): void {
  shell.print(`cost of messages to these ${shown}: ${costInWords(messages)}`);
  shell.print(`  if each of them is answered once within the window, besides: ${costInWords(answers)}`);
  if (count === null) return;
  const all = costInWords(scaled(messages, count / shown));
  shell.print(`  for the audience, ${count} of ${lookedAt} customers looked at, by the mean of these: ${all}; with answers besides ${costInWords(scaled(answers, count / shown))}`);
}

function scaled({ amounts, unknown }: MessageCost, factor: number): MessageCost {
  return { amounts: Object.fromEntries(Object.entries(amounts).map(([currency, amount]) => [currency, Math.round(amount * factor)])), unknown: unknown.map((one) => ({ ...one, count: Math.round(one.count * factor) })) };
}
