import { createCampaignRunActivities, type CampaignRunPorts } from './campaign-run.ts';
import { createLifecycleActivities, type LifecyclePorts } from './lifecycle.ts';

export type LifecycleActivities = ReturnType<typeof createLifecycleActivities>;
export type CampaignRunActivities = ReturnType<typeof createCampaignRunActivities>;

/** Everything the workflows can ask for. One set serves every task queue, so that no queue lacks an activity. */
export function createActivities(ports: LifecyclePorts & CampaignRunPorts): LifecycleActivities & CampaignRunActivities {
  return { ...createLifecycleActivities(ports), ...createCampaignRunActivities(ports) };
}
