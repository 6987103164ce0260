import { campaignStateRule, skippedAsLate } from './campaign-state-rule.ts';
import type { Carrier } from './channel-rule.ts';
import { consentRule } from './consent-rule.ts';
import type { CustomerFacts } from './customer.ts';
import { wordDuration } from './duration.ts';
import { concerns } from './event-relevance.ts';
import { goodUntil } from './good-until.ts';
import { isHeldOut } from './holdout.ts';
import { levelRule } from './level-rule.ts';
import { HOUR_MS } from './instant.ts';
import { ownMinuteAfter, roomAgainAtMs } from './messaging-limit.ts';
import { because, type Reason } from './reason.ts';
import { suppressionOf, suppressionRule } from './suppression-rule.ts';
import { allChannelsClosed, atHand, closedBefore, consentQuestion, type TouchAtHand, type TouchQuestion } from './touch-at-hand.ts';
import { heldByCap, heldByFestival, heldByQuietHours, heldBySendWindow, heldByWarmUp, heldForBestHour, type TouchHold } from './touch-time.ts';

export type TouchVerdict =
  | ({ readonly kind: 'send' } & Carrier)
  /** It may leave once a second person has said yes to exactly this content. */
  | ({ readonly kind: 'draft'; readonly because: Reason } & Carrier)
  | TouchHold
  | { readonly kind: 'drop'; readonly because: Reason; readonly endsEnrolment: boolean };

/** The precedence of all rules: the first that objects decides. */
const PRECEDENCE: readonly ((touch: TouchAtHand) => TouchVerdict | null)[] = [
  erasedOrSuppressed,
  consent,
  campaignState,
  lateness,
  holdout,
  exitConditions,
  inquiryOpen,
  heldByCap,
  channel,
  promotion,
  senderHalted,
  heldByWarmUp,
  recipientRests,
  messagingLimit,
  heldByFestival,
  heldByQuietHours,
  heldBySendWindow,
  heldForBestHour,
  approval,
];

/** Whether a touch may leave now, on which channel, or why not and until when. The same at the decision and at the claim. */
export function judgeTouch(question: TouchQuestion): TouchVerdict {
  const touch = atHand(question);
  for (const rule of PRECEDENCE) {
    const objection = rule(touch);
    if (objection !== null) return objection;
  }
  // Without a carrier the channel rule has objected already.
  return 'carrier' in touch.choice ? { kind: 'send', ...withClosed(touch, touch.choice.carrier) } : drop(touch.choice.because);
}

function withClosed(touch: TouchAtHand, carrier: Carrier): Carrier {
  const closed = carrier.passedOver === undefined ? closedBefore(touch, carrier) : null;
  return closed === null ? carrier : { ...carrier, passedOver: closed };
}

const drop = (reason: Reason, endsEnrolment = false): TouchVerdict => ({ kind: 'drop', because: reason, endsEnrolment });

function erasedOrSuppressed(touch: TouchAtHand): TouchVerdict | null {
  const { customer } = touch.snapshot;
  const reason = suppressionRule(customer, touch.all, touch.running.campaign.purpose);
  return reason && drop(reason, customer.erased || allChannelsClosed(touch));
}

function consent(touch: TouchAtHand): TouchVerdict | null {
  const { customer } = touch.snapshot;
  const { purpose } = touch.running.campaign;
  const unsuppressed = touch.all.filter((name) => suppressionOf(customer, name, purpose) === null);
  const reason = consentRule(unsuppressed, consentQuestion(touch));
  return reason && drop(reason, allChannelsClosed(touch));
}

function campaignState({ running }: TouchAtHand): TouchVerdict | null {
  const answer = campaignStateRule(running);
  if (answer === null) return null;
  return answer.kind === 'hold' ? { kind: 'hold', untilMs: null, because: answer.because } : drop(answer.because, true);
}

function lateness({ running, step, dueAtMs, zone, snapshot }: TouchAtHand): TouchVerdict | null {
  if (skippedAsLate(running, dueAtMs)) return drop(because('late-skipped', { step: step.id }));
  if (snapshot.nowMs < goodUntil(running, step, dueAtMs, zone)) return null;
  return drop(because('touch-expired', { step: step.id, goodFor: wordDuration(step.goodFor) }));
}

function holdout({ running: { campaign }, snapshot }: TouchAtHand): TouchVerdict | null {
  return isHeldOut(snapshot.customer.id, campaign.name, campaign.audience.holdoutShare) ? drop(because('holdout'), true) : null;
}

function exitConditions({ running: { campaign }, snapshot, enrolment }: TouchAtHand): TouchVerdict | null {
  const event = snapshot.events.find((news) => campaign.exitWhen.includes(news.kind) && concerns(news, enrolment));
  return event === undefined ? null : drop(because('exit-condition', { event: event.kind }), true);
}

/** Whoever waits for an answer is sent no offers meanwhile: its close wakes the customer. */
function inquiryOpen({ running: { campaign }, snapshot: { promises }, rules: { policy } }: TouchAtHand): TouchVerdict | null {
  if (campaign.purpose !== 'marketing' || policy.sla?.holdMarketing !== true || (promises?.inquiries.length ?? 0) === 0) return null;
  return { kind: 'hold', untilMs: null, because: because('inquiry-open') };
}

function channel({ choice }: TouchAtHand): TouchVerdict | null {
  return 'because' in choice ? drop(choice.because) : null;
}

/** What was promised must still stand when the message leaves: revoked or over, there is nothing left to say. */
function promotion({ snapshot: { messages, grants, nowMs }, ignoring = null }: TouchAtHand): TouchVerdict | null {
  const grant = messages.find(({ id }) => id === ignoring)?.grant ?? null;
  if (grant === null || grants.some(({ id, endsAtMs }) => id === grant && endsAtMs > nowMs)) return null;
  return drop(because('promotion-gone'));
}

/** Going on would harm the sender further. Service goes on: it is little, and awaited. Looked at again every hour. */
function senderHalted({ choice, running: { campaign }, rules, snapshot: { nowMs } }: TouchAtHand): TouchVerdict | null {
  if (!('carrier' in choice) || campaign.purpose !== 'marketing' || rules.channels[choice.carrier.channel]?.senderHalted !== true) return null;
  const untilMs = nowMs + HOUR_MS;
  return { kind: 'hold', untilMs, because: because('sender-halted', { untilMs, channel: choice.carrier.channel }) };
}

function recipientRests({ choice, running: { campaign }, snapshot: { customer, nowMs } }: TouchAtHand): TouchVerdict | null {
  const untilMs = campaign.purpose === 'marketing' ? (pointOf(choice, customer)?.restUntilMs ?? null) : null;
  if (untilMs === null || untilMs <= nowMs || !('carrier' in choice)) return null;
  return { kind: 'hold', untilMs, because: because('recipient-rests', { untilMs, channel: choice.carrier.channel }) };
}

/** Where another channel could carry the touch before there is room, that one has been chosen already: it waits only for want of one. */
function messagingLimit({ choice, rules, running, step, dueAtMs, zone, snapshot: { customer, nowMs } }: TouchAtHand): TouchVerdict | null {
  const point = pointOf(choice, customer);
  const rule = point === undefined ? undefined : rules.channels[point.channel];
  const roomMs = point === undefined ? null : roomAgainAtMs(point, rule, nowMs);
  if (point === undefined || roomMs === null) return null;
  const untilMs = ownMinuteAfter(roomMs, { customer: customer.id, campaign: running.campaign.name, goodUntilMs: goodUntil(running, step, dueAtMs, zone) });
  return { kind: 'hold', untilMs, because: because('messaging-limit', { untilMs, count: rule?.messagingLimit ?? 0, channel: point.channel }) };
}

const pointOf = (choice: TouchAtHand['choice'], { contactPoints }: CustomerFacts) => ('carrier' in choice ? contactPoints.find(({ id }) => id === choice.carrier.contactPoint) : undefined);

/** A yes that still stands lets the message go; whatever is asked for the first time becomes a draft. */
function approval({ standing, choice, snapshot, ignoring = null }: TouchAtHand): TouchVerdict | null {
  const reason = levelRule(standing.level);
  const approvedUntilMs = snapshot.messages.find(({ id }) => id === ignoring)?.approvedUntilMs ?? null;
  if (reason === null || !('carrier' in choice) || (approvedUntilMs !== null && approvedUntilMs > snapshot.nowMs)) return null;
  return { kind: 'draft', because: reason, ...choice.carrier };
}
