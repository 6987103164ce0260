// Plays every path of every workflow on a real engine and adds what Temporal recorded to the histories of this release.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CAMPAIGN_WORKFLOW, CUSTOMER_WORKFLOW, PRODUCT_ADVICE_WORKFLOW, WEBHOOK_WORKFLOW } from '../src/contracts/lifecycle.ts';
import { projectFile } from '../src/platform/project-files.ts';
import { addHistory } from '../test/replay/history-file.ts';
import { ADVICE_SCENES } from '../test/replay/recording/advice-scenes.ts';
import { CAMPAIGN_SCENES } from '../test/replay/recording/campaign-scenes.ts';
import { applyEventCampaigns, CUSTOMER_SCENES } from '../test/replay/recording/customer-scenes.ts';
import { WEBHOOK_SCENES } from '../test/replay/recording/webhook-scenes.ts';
import { openStage } from '../test/replay/recording/stage.ts';

const { version: release } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(projectFile('package.json'), 'utf8')));
const wanted = process.argv.slice(2);
const scenes = [
  ...Object.entries(CUSTOMER_SCENES).map(([name, play]) => ({ name: `${CUSTOMER_WORKFLOW}.${name}`, play })),
  ...Object.entries(CAMPAIGN_SCENES).map(([name, play]) => ({ name: `${CAMPAIGN_WORKFLOW}.${name}`, play })),
  ...Object.entries(ADVICE_SCENES).map(([name, play]) => ({ name: `${PRODUCT_ADVICE_WORKFLOW}.${name}`, play })),
  ...Object.entries(WEBHOOK_SCENES).map(([name, play]) => ({ name: `${WEBHOOK_WORKFLOW}.${name}`, play })),
].filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));

const failed: string[] = [];
const stage = await openStage();
try {
  await applyEventCampaigns(stage);
  for (const { name, play } of scenes) {
    try {
      const { workflowId, runId } = await play(stage);
      const history = await stage.historyOf(workflowId, runId);
      const added = await addHistory({ release, name, history });
      process.stdout.write(`${added ? 'added' : 'there already'}  ${release}/${name}, ${history.events?.length ?? 0} events\n`);
    } catch (error) {
      failed.push(name);
      process.stderr.write(`failed  ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
} finally {
  await stage.close();
}
process.exitCode = failed.length === 0 ? 0 : 1;
