import { condition, continueAsNew, proxyActivities, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { CampaignRunActivities } from '../activities/index.ts';
import { wake } from './customer-lifecycle.ts';
import { RUN_STEP, RUN_WORK, SHORTEST_WAIT_MS } from './policies.ts';

const { nextRunStep, finishRun } = proxyActivities<CampaignRunActivities>(RUN_STEP);
const { freezeAudience, wakeEntered } = proxyActivities<CampaignRunActivities>(RUN_WORK);
const pagesOn = (taskQueue: string) => proxyActivities<CampaignRunActivities>({ ...RUN_WORK, taskQueue });

/**
 * One run of a campaign: freezes the audience and sends it in pages, gives each enrolled customer a run, and ends
 * when all enrolments have ended or its end date has come. Where it stands is in its rows; the run only asks what is next,
 * so that it may continue as new between any two steps.
 */
export async function campaignRun(runId: string): Promise<void> {
  let poked = false;
  setHandler(wake, () => { poked = true; }, { description: 'The campaign was paused, resumed, cancelled, or has ended: look again.' });

  for (;;) {
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof campaignRun>(runId);
    poked = false;
    const { step, details } = await nextRunStep(runId);
    setCurrentDetails(details);
    switch (step.kind) {
      case 'freeze': await freezeAndSend(runId, step.pagesOn); break;
      case 'page': await pagesOn(step.taskQueue).sendPage(runId); break;
      case 'wake': await wakeEntered(runId); break;
      case 'finish': await finishRun(runId); return;
      case 'over': return;
      case 'wait':
        await (step.waitMs === null
          ? condition(() => poked)
          : condition(() => poked, Math.max(step.waitMs, SHORTEST_WAIT_MS), { summary: step.waitingFor }));
    }
  }
}

/** The first mails need not wait for the last of a large audience. */
async function freezeAndSend(runId: string, pagesQueue: string | undefined): Promise<void> {
  if (pagesQueue === undefined) await freezeAudience(runId, false);
  else await Promise.all([freezeAudience(runId, true), pagesOn(pagesQueue).sendPage(runId)]);
}
