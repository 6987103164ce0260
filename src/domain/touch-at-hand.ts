import type { RunningCampaign, SendStep } from './campaign.ts';
import { channelsOf } from './campaign-step.ts';
import { type Carrier, chooseCarrier } from './channel-rule.ts';
import { type ConsentQuestion, permissionOn } from './consent-rule.ts';
import { inOrderFor } from './contact-method.ts';
import type { Standing } from './customer.ts';
import type { Rules, Snapshot } from './decision.ts';
import type { Enrolment } from './enrolment.ts';
import { goodUntil } from './good-until.ts';
import { channelOfMessage, type MessageId } from './ids.ts';
import type { EpochMs } from './instant.ts';
import { because, type Reason } from './reason.ts';
import { type Region, regionOf } from './region.ts';
import { suppressionOf } from './suppression-rule.ts';
import { type Whereabouts, whereabouts } from './zone.ts';

/** One touch that wants to leave now. */
export interface TouchQuestion {
  readonly snapshot: Snapshot;
  readonly rules: Rules;
  readonly running: RunningCampaign;
  readonly enrolment: Enrolment;
  readonly step: SendStep;
  readonly dueAtMs: EpochMs;
  readonly standing: Standing;
  /** The message that asks, at its claim: it must not count against its own cap, and keeps its channel. */
  readonly ignoring?: MessageId | null;
  /** Channels still open to the touch, in order; the step's own by default, those not yet tried after a refusal. */
  readonly channels?: readonly string[];
}

/** The question with what several rules share. */
export interface TouchAtHand extends TouchQuestion {
  readonly zone: string;
  /** Every zone the customer may live in, and who says so: the zone itself where it is known. */
  readonly where: Whereabouts;
  readonly region: Region | null;
  /** All channels the touch may try, in order. */
  readonly all: readonly string[];
  /** Those neither suppressed nor without consent. */
  readonly open: readonly string[];
  readonly choice: { readonly carrier: Carrier } | { readonly because: Reason };
}

export function atHand(question: TouchQuestion): TouchAtHand {
  const { snapshot: { customer }, rules, running: { campaign }, step, standing, ignoring = null } = question;
  const region = regionOf(customer.country, rules.policy);
  const all = question.channels ?? (ignoring === null ? inOrderFor(step.channels, { customer, standing, region, policy: rules.policy }).channels : [channelOfMessage(ignoring)]);
  const open = all.filter((channel) => mayUse(question, channel));
  const where = whereabouts(customer, rules.policy);
  const goodUntilMs = goodUntil(question.running, step, question.dueAtMs, where.zones[0]);
  const choice = chooseCarrier({ campaign, step, customer, channels: open, rules: rules.channels, policy: rules.policy, nowMs: question.snapshot.nowMs, goodUntilMs, isPlanned: ignoring !== null });
  return { ...question, zone: where.zones[0], where, region, all, open, choice };
}

/** True when the campaign may use none of its channels any more: it has nothing left to do for this customer. */
export function allChannelsClosed(question: TouchQuestion): boolean {
  return !channelsOf(question.running.campaign).some((channel) => mayUse(question, channel));
}

/** The channel the touch would leave on; before one is found, the most preferred that is open. */
export function likelyChannel({ choice, open, all }: TouchAtHand): string {
  return 'carrier' in choice ? choice.carrier.channel : (open[0] ?? all[0] ?? '');
}

/**
 * Why the touch does not leave by a channel that comes before its carrier's, where the customer has an address: they have said no, or never yes.
 * Null: nothing was closed to it. Reason: channel-closed.
 */
export function closedBefore(touch: TouchAtHand, { channel: carrier }: Carrier): Reason | null {
  const { all, open, snapshot: { customer }, running: { campaign: { purpose } } } = touch;
  const closed = all.slice(0, all.indexOf(carrier)).find((channel) => !open.includes(channel) && customer.contactPoints.some((point) => point.channel === channel));
  if (closed === undefined) return null;
  const permission = permissionOn(closed, consentQuestion(touch));
  const cause = suppressionOf(customer, closed, purpose)?.reason ?? (permission.permitted ? '' : permission.why.replaceAll('-', ' '));
  return because('channel-closed', { channel: closed, cause });
}

function mayUse(question: TouchQuestion, channel: string): boolean {
  const { snapshot: { customer }, running: { campaign: { purpose } } } = question;
  return suppressionOf(customer, channel, purpose) === null && permissionOn(channel, consentQuestion(question)).permitted;
}

/** What is asked of the customer's consent for this touch. */
export function consentQuestion({ snapshot: { customer, nowMs }, rules: { channels, policy }, running: { campaign: { purpose } } }: TouchQuestion): ConsentQuestion {
  return { customer, purpose, channels, policy, nowMs };
}
