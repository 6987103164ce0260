import { readdir } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import type { ShopPolicy } from '../domain/policy.ts';
import { loadDemoShop } from '../intake/demo/load-demo-shop.ts';
import { LifecycleClient } from '../platform/lifecycle-client.ts';
import { projectFile } from '../platform/project-files.ts';
import { readCards } from '../store/cards.ts';
import { startCampaign } from '../store/campaign-control.ts';
import { isDemoShop } from '../store/demo-marker.ts';
import type { Pool } from '../store/pool.ts';
import { sampleCustomers } from '../store/sample-customers.ts';
import { activePolicy } from '../store/score-rules.ts';
import { readCampaignStatus } from '../store/status.ts';
import { applyCampaigns, readCampaignFiles } from './apply-files.ts';
import { channelsOfInstallation } from './installation.ts';

/**
 * Loads the demo shop and starts the example campaigns, unless they stand already or the database has customers of its own.
 * Safe to repeat: what an interrupted start left undone is done by the next. Answers what to say of it.
 */
export async function loadDemo(pool: Pool, client: Client, signal: AbortSignal): Promise<string> {
  const standing = await isDemoShop(pool);
  const ownCustomers = !standing && (await sampleCustomers(pool, '', { after: 0, count: 1 })).length > 0;
  const policy = await activePolicy(pool);
  if (policy === null || ownCustomers) return 'left out: this database has customers of its own';
  const loaded = await loadDemoShop(pool, { policy, signal });
  const started = await startExamples(pool, client, policy);
  const campaigns = started === 0 ? 'campaigns as they were' : `${started} campaigns started`;
  return loaded === null ? `stands already, ${campaigns}` : `${loaded.scored.score.customers} customers, a day a minute from ${loaded.scored.score.asOf}, ${campaigns}`;
}

async function startExamples(pool: Pool, client: Client, policy: ShopPolicy): Promise<number> {
  const known = new Map((await readCampaignStatus(pool)).map(({ name, state }) => [name, state]));
  const files = (await readdir(projectFile('campaigns'))).filter((file) => file.endsWith('.yaml')).map((file) => projectFile('campaigns', file));
  const read = await readCampaignFiles(files, { policy, channels: channelsOfInstallation() }, projectFile('templates'));
  const waiting = read.filter(({ campaign }) => (known.get(campaign.name) ?? 'draft') === 'draft');
  await applyCampaigns(pool, waiting.filter(({ campaign }) => !known.has(campaign.name)), marketerOf(policy));
  const lifecycle = new LifecycleClient(client, (ids) => readCards(pool, ids));
  for (const { campaign } of waiting) await lifecycle.startCampaignRun(await startCampaign(pool, campaign.name));
  return waiting.length;
}

/** Whose work the examples are, so that somebody else approves what they write to level 1: the first of the staff who is a marketer and nothing else. */
function marketerOf({ staff = [] }: Pick<ShopPolicy, 'staff'>): string | null {
  return staff.find(({ roles }) => roles.every((role) => role === 'marketer'))?.id ?? null;
}
