import { createCampaignRunActivities, type CampaignRunPorts } from './campaign-run.ts';
import { createLifecycleActivities, type LifecyclePorts } from './lifecycle.ts';
import { createProductAdviceActivities, type ProductAdvicePorts } from './product-advice.ts';

export type LifecycleActivities = ReturnType<typeof createLifecycleActivities>;
export type CampaignRunActivities = ReturnType<typeof createCampaignRunActivities>;
export type ProductAdviceActivities = ReturnType<typeof createProductAdviceActivities>;
type Activities = LifecycleActivities & CampaignRunActivities & ProductAdviceActivities;

/** Everything the workflows can ask for. One set serves every task queue, so that no queue lacks an activity. */
export function createActivities(ports: LifecyclePorts & CampaignRunPorts & ProductAdvicePorts): Activities {
  return { ...createLifecycleActivities(ports), ...createCampaignRunActivities(ports), ...createProductAdviceActivities(ports) };
}
