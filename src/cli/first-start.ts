import { projectFile } from '../platform/project-files.ts';
import { startCampaign } from '../store/campaign-control.ts';
import { hasActivePolicy } from '../store/policy-presence.ts';
import type { Pool } from '../store/pool.ts';
import { activePolicy } from '../store/score-rules.ts';
import { readCampaignStatus } from '../store/status.ts';
import { applyCampaigns, applyPolicyFile, readCampaignFiles } from './apply-files.ts';
import { channelsOfInstallation } from './installation.ts';

/** Gives a database without a shop policy the example one, so that every decision has rules. Answers what to say of it. */
export async function ensurePolicy(pool: Pool): Promise<string> {
  if (await hasActivePolicy(pool)) return 'in force';
  const { ordinal } = await applyPolicyFile(pool, projectFile('touchline.yaml'), channelsOfInstallation());
  return `touchline.yaml applied as version ${ordinal}`;
}

const STOP_CONFIRMATION = 'stop-confirmation';

/** Lets typed stop words be answered, unless the shop knows that campaign already: what was paused or cancelled stays so. The relay starts its run. */
export async function ensureStopConfirmation(pool: Pool): Promise<void> {
  const policy = await activePolicy(pool);
  if (policy === null || (await readCampaignStatus(pool)).some(({ name }) => name === STOP_CONFIRMATION)) return;
  await applyCampaigns(pool, await readCampaignFiles([projectFile('campaigns', `${STOP_CONFIRMATION}.yaml`)], { policy, channels: channelsOfInstallation() }, projectFile('templates')));
  await startCampaign(pool, STOP_CONFIRMATION);
}
