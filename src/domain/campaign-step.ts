import type { Campaign, RunningCampaign, Step } from './campaign.ts';
import type { Enrolment } from './enrolment.ts';
import type { StepId } from './ids.ts';

/** The step of that name; null when the version has none. */
export function stepOf(campaign: Campaign, id: StepId): Step | null {
  return campaign.steps.find((step) => step.id === id) ?? null;
}

/** The frozen version an enrolment runs on; null when it is not among those loaded. */
export function versionOf(campaigns: readonly RunningCampaign[], enrolment: Pick<Enrolment, 'campaign' | 'ordinal'>): RunningCampaign | null {
  return campaigns.find(({ campaign, ordinal }) => campaign.name === enrolment.campaign && ordinal === enrolment.ordinal) ?? null;
}

/** Every channel that some step of the campaign would use. */
export function channelsOf(campaign: Campaign): readonly string[] {
  return [...new Set(campaign.steps.flatMap((step) => (step.kind === 'send' ? step.channels : [])))];
}
