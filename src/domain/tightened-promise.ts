import type { RunningCampaign } from './campaign.ts';
import type { CampaignPromises, TightenedKind } from './campaign-promises.ts';
import { campaignStateRule } from './campaign-state-rule.ts';
import { versionOf } from './campaign-step.ts';
import type { Enrolment } from './enrolment.ts';
import { isOpen } from './enrolment-arrival.ts';
import type { EpochMs } from './instant.ts';
import { promisedUntil, type PromisedUntil, sameForAll } from './promised-time.ts';
import type { SlaClock } from './sla-clock.ts';
import type { PromisedTime } from './sla-policy.ts';
import type { BusinessCalendar } from './working-hours.ts';

/** What a campaign promises to a customer who is in it. */
export interface Tightening {
  readonly promises: CampaignPromises;
  /** When they came in: nothing was promised before. */
  readonly sinceMs: EpochMs;
}

/** A promise as it is opened, and as it is moved while it runs. */
export interface TightenedPromise {
  /** When it is due if it is given at this instant. */
  readonly until: (sinceMs: EpochMs) => PromisedUntil;
  /** No later than when it is due by what was promised only now. */
  readonly anew: PromisedUntil;
}

/** By which hours a promise is counted, and when it warns. */
export interface Counting {
  readonly calendar: BusinessCalendar;
  readonly warnShare: number;
}

/** Whoever is held out is in no campaign, and one that is over holds nobody: neither promises anything. A paused one keeps its word. */
export function tighteningsOf(enrolments: readonly Enrolment[], campaigns: readonly RunningCampaign[]): readonly Tightening[] {
  return enrolments.filter(isOpen).flatMap((enrolment) => {
    const running = versionOf(campaigns, enrolment);
    const promises = running?.campaign.promises;
    if (running === null || promises === undefined || campaignStateRule(running)?.kind === 'end') return [];
    return [{ promises, sinceMs: enrolment.enteredAtMs }];
  });
}

/**
 * The earlier of what a level gets and what campaigns promise, of several the earliest: so a campaign tightens, and never loosens. A campaign
 * counts from the customer's entry on. A clock that runs by then is moved once, by the decision that takes the customer in: later ones find
 * nothing promised anew, and the end of the enrolment takes nothing back.
 */
export function tightenedPromise(
  kind: TightenedKind, own: (sinceMs: EpochMs) => PromisedUntil, { tightened = [], nowMs }: { readonly tightened?: readonly Tightening[]; readonly nowMs: EpochMs }, counting: Counting,
): TightenedPromise {
  const dueBy = ({ promises, sinceMs }: Tightening, fromMs: EpochMs) => dueAfter(promises[kind], Math.max(sinceMs, fromMs), counting);
  return {
    until: (fromMs) => soonest([own(fromMs), ...tightened.map((one) => dueBy(one, fromMs))]),
    anew: soonest(tightened.filter(({ sinceMs }) => sinceMs === nowMs).map((one) => dueBy(one, nowMs))),
  };
}

/** What is not promised is never due. */
export const NEVER: PromisedUntil = { warnAtMs: Infinity, dueAtMs: Infinity };

/** When a time that is the same for all levels is over. */
function dueAfter(promised: PromisedTime | undefined, fromMs: EpochMs, counting: Counting): PromisedUntil {
  return promised === undefined ? NEVER : promisedUntil(sameForAll(promised), 4, fromMs, counting);
}

/** The earliest of several; never, of none. */
export function soonest(untils: readonly PromisedUntil[]): PromisedUntil {
  return { warnAtMs: Math.min(...untils.map(({ warnAtMs }) => warnAtMs)), dueAtMs: Math.min(...untils.map(({ dueAtMs }) => dueAtMs)) };
}

/** The clock, due no later than that. One that stands still has no more left than there is from now until then. */
export function noLater(clock: SlaClock, { warnAtMs, dueAtMs }: PromisedUntil, nowMs: EpochMs): SlaClock {
  const stoodMs = clock.pausedAtMs === null ? 0 : nowMs - clock.pausedAtMs;
  return { ...clock, warnAtMs: Math.min(clock.warnAtMs, warnAtMs - stoodMs), dueAtMs: Math.min(clock.dueAtMs, dueAtMs - stoodMs) };
}
