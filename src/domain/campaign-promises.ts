import type { ClockKind } from './sla-clock.ts';
import type { PromisedTime } from './sla-policy.ts';

/** The promises that a campaign may tighten. */
export type TightenedKind = Extract<ClockKind, 'first-reply' | 'next-reply' | 'resolution' | 'contact'>;

/** What a campaign promises to customers of every level while they are in it; plain JSON. What is absent is as the level has it. */
export type CampaignPromises = Readonly<Partial<Record<TightenedKind, PromisedTime | undefined>>>;
