import type { RunningCampaign } from './campaign.ts';
import type { ConditionScene } from './condition-holds.ts';
import type { Standing } from './customer.ts';
import type { DecisionLine, Rules, Snapshot } from './decision.ts';
import type { Enrolment } from './enrolment.ts';
import type { DomainEvent } from './event.ts';
import type { GrantMove, GrantWish } from './grant.ts';
import type { MessageId } from './ids.ts';
import type { CountedTouch, MessageState, PlannedMessage } from './message.ts';
import type { PromotionChoice } from './promotion-choice.ts';
import type { Reason } from './reason.ts';
import type { Region } from './region.ts';

/** What stays the same while one decision is made. */
export interface Scene {
  readonly snapshot: Snapshot;
  readonly rules: Rules;
  /** As it is now; the snapshot's customer still has the stored one. */
  readonly standing: Standing;
  readonly zone: string;
  /** Where the customer is served by a team of its own. */
  readonly region: Region | null;
  readonly trail: Trail;
}

/** One enrolment on its way through one decision. */
export interface Walker {
  readonly running: RunningCampaign;
  readonly enrolment: Enrolment;
  /** The event that entered or woke it in this decision: conditions of a choice may read it. */
  readonly event: DomainEvent | null;
}

/** A move to another place, or a rest where only time or a fact leads on. */
export interface Move {
  readonly walker: Walker;
  readonly rests: boolean;
}

/** What a decision leaves behind while it is made; grows in the order of what happens. */
export interface Trail {
  readonly messages: PlannedMessage[];
  /** Drafts and approved messages that are ready now. */
  readonly released: MessageId[];
  /** Ready and approved messages that need a second person's yes (again). */
  readonly redrafted: MessageId[];
  readonly voided: { readonly id: MessageId; readonly because: Reason }[];
  readonly lines: DecisionLine[];
  readonly wishes: GrantWish[];
  readonly grantMoves: GrantMove[];
  readonly choices: PromotionChoice[];
}

export function emptyTrail(): Trail {
  return { messages: [], released: [], redrafted: [], voided: [], lines: [], wishes: [], grantMoves: [], choices: [] };
}

/** The view of conditions on the scene. */
export function conditionScene(scene: Scene, running: RunningCampaign, event: DomainEvent | null): ConditionScene {
  const { snapshot, rules, standing } = scene;
  const segments = { ...rules.policy.segments, ...running.campaign.segments };
  const place = { zone: scene.zone, platform: rules.policy.shop.platform, region: scene.region?.name ?? null };
  return { customer: snapshot.customer, standing, nowMs: snapshot.nowMs, place, event, segments };
}

/** Records why, at the step where the walker stands. */
export function note(trail: Trail, { enrolment }: Pick<Walker, 'enrolment'>, because: Reason): void {
  const step = enrolment.place.kind === 'ended' ? null : enrolment.place.step;
  trail.lines.push({ campaign: enrolment.campaign, step, because });
}

/** Touches that other enrolments have ready or were given in this decision: they count as if they had just left. One that was claimed counts from its claim, as long as a cap looks back so far. */
export function touchesUnderWay(walkers: readonly Walker[], { snapshot }: Scene, channelOf: (id: MessageId) => string): readonly CountedTouch[] {
  const left = new Set([...snapshot.touches.map(({ messageId }) => messageId), ...snapshot.messages.filter(({ state }) => LEFT.has(state)).map(({ id }) => id)]);
  return walkers.flatMap(({ enrolment: { place }, running }) =>
    place.kind === 'sending' && !left.has(place.message)
      ? [{ messageId: place.message, channel: channelOf(place.message), purpose: running.campaign.purpose, atMs: snapshot.nowMs }]
      : []);
}

/** In these states it has left, or may have: the touches of the snapshot have it, unless it is older than every cap's window. */
const LEFT: ReadonlySet<MessageState> = new Set(['sending', 'accepted', 'unknown']);
