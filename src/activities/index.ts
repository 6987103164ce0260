import { createCampaignRunActivities, type CampaignRunPorts } from './campaign-run.ts';
import { createLifecycleActivities, type LifecyclePorts } from './lifecycle.ts';
import { createProductAdviceActivities, type ProductAdvicePorts } from './product-advice.ts';
import { createScreeningActivities, type ScreeningPorts } from './screening.ts';
import { createStaffNoticeActivities, type StaffNoticePorts } from './staff-notices.ts';
import { createWebhookActivities, type WebhookPorts } from './webhook.ts';

export type LifecycleActivities = ReturnType<typeof createLifecycleActivities>;
export type CampaignRunActivities = ReturnType<typeof createCampaignRunActivities>;
export type ProductAdviceActivities = ReturnType<typeof createProductAdviceActivities>;
export type WebhookActivities = ReturnType<typeof createWebhookActivities>;
export type ScreeningActivities = ReturnType<typeof createScreeningActivities>;
export type StaffNoticeActivities = ReturnType<typeof createStaffNoticeActivities>;
type Activities = LifecycleActivities & CampaignRunActivities & ProductAdviceActivities & WebhookActivities & StaffNoticeActivities & ScreeningActivities;
type Ports = LifecyclePorts & CampaignRunPorts & ProductAdvicePorts & WebhookPorts & StaffNoticePorts & ScreeningPorts;

/** Everything the workflows can ask for. One set serves every task queue, so that no queue lacks an activity. */
export function createActivities(ports: Ports): Activities {
  return {
    ...createLifecycleActivities(ports), ...createCampaignRunActivities(ports), ...createProductAdviceActivities(ports), ...createWebhookActivities(ports),
    ...createStaffNoticeActivities(ports), ...createScreeningActivities(ports),
  };
}
