import type { RunningCampaign, SendStep } from './campaign.ts';
import { after } from './duration.ts';
import type { EpochMs } from './instant.ts';

/**
 * The instant from which a touch is no longer worth sending.
 * A touch that a resume catches up counts from the resume: the marketer asked for it to go out late.
 */
export function goodUntil(running: RunningCampaign, step: SendStep, dueAtMs: EpochMs, zone: string): EpochMs {
  const caughtUpAtMs = running.lateRule === 'catch-up' ? running.resumedAtMs : null;
  return after(Math.max(dueAtMs, caughtUpAtMs ?? dueAtMs), step.goodFor, zone);
}
