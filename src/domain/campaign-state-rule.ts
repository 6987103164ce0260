import type { RunningCampaign } from './campaign.ts';
import type { EpochMs } from './instant.ts';
import { because, type Reason } from './reason.ts';

/** What the campaign's state says: `hold` until a person resumes, `end` the enrolment, or null to go on. */
export type CampaignStateAnswer = { readonly kind: 'hold' | 'end'; readonly because: Reason } | null;

const ANSWERS: Readonly<Record<RunningCampaign['state'], CampaignStateAnswer>> = {
  running: null,
  draft: { kind: 'hold', because: because('campaign-paused') },
  paused: { kind: 'hold', because: because('campaign-paused') },
  cancelled: { kind: 'end', because: because('campaign-cancelled') },
  finished: { kind: 'end', because: because('campaign-finished') },
};

/** Reasons: campaign-paused, campaign-cancelled, campaign-finished. A draft holds like a pause: nobody has started it. */
export function campaignStateRule(running: Pick<RunningCampaign, 'state'>): CampaignStateAnswer {
  return ANSWERS[running.state];
}

/** True when the touch fell due before the last resume and the marketer chose to skip such touches. */
export function skippedAsLate(running: RunningCampaign, dueAtMs: EpochMs): boolean {
  return running.lateRule === 'skip' && running.resumedAtMs !== null && dueAtMs < running.resumedAtMs;
}
