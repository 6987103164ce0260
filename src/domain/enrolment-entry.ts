import { inAudience } from './audience.ts';
import type { RunningCampaign } from './campaign.ts';
import { holds } from './condition-holds.ts';
import { conditionScene, type Scene } from './decision-scene.ts';
import { after } from './duration.ts';
import type { Enrolment, PastEntry } from './enrolment.ts';
import { arrive, ended } from './enrolment-arrival.ts';
import { groundOf } from './enrolment-ground.ts';
import type { DomainEvent } from './event.ts';
import { isHeldOut } from './holdout.ts';
import { enrolmentId } from './ids.ts';
import { because, type Reason } from './reason.ts';

/** One wish to enter one campaign: by an event, or by a run that takes its audience in. */
export interface EntryWish {
  readonly running: RunningCampaign;
  readonly event: DomainEvent | null;
  readonly runId: string | null;
  readonly past: PastEntry | null;
  readonly isEnrolled: boolean;
}

/**
 * The new enrolment, at its first step or, for a held-out customer, ended with `holdout` so that it is counted; or why there is none.
 * Reasons: erased, campaign-cancelled, campaign-finished, already-enrolled, re-entry-too-early, not-in-audience.
 */
export function enter(wish: EntryWish, scene: Scene): { readonly enrolment: Enrolment } | { readonly because: Reason } {
  const refusal = refusalOf(wish, scene);
  if (refusal !== null) return { because: refusal };
  const { campaign } = wish.running;
  const opened = openedBy(wish, scene);
  if (isHeldOut(opened.customer, campaign.name, campaign.audience.holdoutShare)) return { enrolment: ended(opened, 'holdout') };
  const [first] = campaign.steps;
  if (first === undefined) return { enrolment: ended(opened, 'step-unknown') };
  const dueAtMs = Math.min(wish.event?.occurredAtMs ?? scene.snapshot.nowMs, scene.snapshot.nowMs);
  return { enrolment: arrive(opened, { step: first.id }, dueAtMs, groundOf(campaign, scene)) };
}

/** True when this kind of event is an entry of this version. A paused campaign still takes customers in, and holds them. */
export function startsFrom({ campaign, active, state }: RunningCampaign, event: DomainEvent): boolean {
  return active && (state === 'running' || state === 'paused') && campaign.entry.kind === 'event' && campaign.entry.on.includes(event.kind);
}

function refusalOf({ running, event, past, isEnrolled }: EntryWish, scene: Scene): Reason | null {
  const { campaign, state } = running;
  const { snapshot, rules, standing } = scene;
  if (snapshot.customer.erased) return because('erased');
  if (state === 'cancelled') return because('campaign-cancelled');
  if (state === 'finished') return because('campaign-finished');
  if (isEnrolled) return because('already-enrolled');
  if (past !== null && past.entries > 0 && !mayReEnter(running, past, scene)) return because('re-entry-too-early', { entries: past.entries });
  if (event !== null && !entryHolds(running, event, scene)) return because('not-in-audience', { rule: 'entry condition' });
  return inAudience(campaign, { ...snapshot.customer, standing }, rules.policy, snapshot.nowMs);
}

function mayReEnter({ campaign: { reEntry } }: RunningCampaign, { lastEnteredAtMs }: PastEntry, { snapshot, zone }: Scene): boolean {
  return reEntry.after !== null && snapshot.nowMs >= after(lastEnteredAtMs, reEntry.after, zone);
}

function entryHolds(running: RunningCampaign, event: DomainEvent, scene: Scene): boolean {
  const { entry } = running.campaign;
  return entry.kind !== 'event' || entry.when === null || holds(entry.when, conditionScene(scene, running, event));
}

function openedBy({ running, event, runId, past }: EntryWish, { snapshot, rules, zone }: Scene): Enrolment {
  const { campaign, ordinal } = running;
  const entryNumber = (past?.entries ?? 0) + 1;
  return {
    id: enrolmentId(campaign.name, snapshot.customer.id, entryNumber),
    campaign: campaign.name, ordinal, customer: snapshot.customer.id, entryNumber, runId,
    enteredAtMs: snapshot.nowMs,
    expiresAtMs: after(snapshot.nowMs, rules.policy.enrolments.longest, zone),
    goalMetAtMs: null, visits: {},
    // Not yet anywhere: `enter` puts it in its place.
    place: { kind: 'ended', reason: 'entered' },
    ...(event === null || event.inboxId === 0 ? {} : { entry: { inboxId: event.inboxId, properties: event.properties } }),
  };
}
