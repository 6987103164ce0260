import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { campaignToMermaid } from '../campaign-file/campaign-to-mermaid.ts';
import { readActiveCampaign } from '../store/campaign-versions.ts';
import type { Pool } from '../store/pool.ts';
import { type CampaignStatus, readCampaignStatus } from '../store/status.ts';
import { unknownCampaign } from './campaign-named.ts';
import type { Shell } from './shell.ts';
import { tableText } from './table-text.ts';

const WATCH_EVERY_MS = 1_000;
const HEADER = ['campaign', 'version', 'state', 'audience', 'holdout', 'open', 'held', 'ended', 'sent', 'refused', 'unknown'];

/** `touchline campaign list|status|show`. */
export function registerCampaignStatus(parent: Command, shell: Shell): void {
  parent.command('list').description('every applied campaign and where it stands')
    .addHelpText('after', '\nExamples:\n  npx touchline campaign list --json\n')
    .action(async () => show(shell, await readCampaignStatus(await shell.database())));
  parent.command('status').description('the counts of one campaign')
    .argument('<name>').option('--watch', 'every second, until it has finished or Ctrl-C')
    .addHelpText('after', '\nExamples:\n  npx touchline campaign status win-back --watch\n')
    .action((name: string, options: { watch?: boolean }) => status(shell, name, options.watch === true));
  parent.command('show').description('the active version of a campaign as it was written')
    .argument('<name>').option('--mermaid', 'its steps as a Mermaid diagram')
    .addHelpText('after', '\nExamples:\n  npx touchline campaign show win-back --mermaid\n')
    .action((name: string, options: { mermaid?: boolean }) => showFile(shell, name, options.mermaid === true));
}

async function status(shell: Shell, name: string, watch: boolean): Promise<void> {
  const pool = await shell.database();
  for (let last = ''; ;) {
    const one = await statusOf(pool, name);
    const text = JSON.stringify(one);
    if (text !== last) show(shell, [one]);
    last = text;
    if (!watch || ['finished', 'cancelled'].includes(one.state) || shell.signal.aborted) return;
    await delay(WATCH_EVERY_MS, undefined, { signal: shell.signal }).catch(() => undefined);
  }
}

async function statusOf(pool: Pool, name: string): Promise<CampaignStatus> {
  const one = (await readCampaignStatus(pool)).find((campaign) => campaign.name === name);
  if (one === undefined) throw await unknownCampaign(pool, name);
  return one;
}

async function showFile(shell: Shell, name: string, mermaid: boolean): Promise<void> {
  const pool = await shell.database();
  const found = await readActiveCampaign(pool, name);
  if (found === null) throw await unknownCampaign(pool, name);
  if (shell.json) shell.printJson({ campaign: found.campaign, ordinal: found.ordinal, state: found.state });
  else shell.print(mermaid ? campaignToMermaid(found.campaign) : found.source);
}

function show(shell: Shell, campaigns: readonly CampaignStatus[]): void {
  if (shell.json) { shell.printJson({ campaigns }); return; }
  const rows = campaigns.map((one) => [one.name, `v${one.version}`, one.state, one.audience, one.holdout, one.open, one.held, one.ended, one.sent, one.refused, one.unknown].map(String));
  shell.print(campaigns.length === 0 ? 'no campaign is applied yet: npx touchline campaign apply campaigns/*.yaml' : tableText([HEADER, ...rows]));
}
