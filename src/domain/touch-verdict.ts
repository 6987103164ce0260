import type { RunningCampaign, SendStep } from './campaign.ts';
import { campaignStateRule, skippedAsLate } from './campaign-state-rule.ts';
import { channelsOf } from './campaign-step.ts';
import { type Carrier, chooseCarrier } from './channel-rule.ts';
import { consentRule, hasConsent } from './consent-rule.ts';
import type { Standing } from './customer.ts';
import type { Rules, Snapshot } from './decision.ts';
import { wordDuration } from './duration.ts';
import { earliestInstant } from './earliest-instant.ts';
import type { Enrolment } from './enrolment.ts';
import { concerns } from './event-relevance.ts';
import { capHold } from './frequency-cap.ts';
import { goodUntil } from './good-until.ts';
import { isHeldOut } from './holdout.ts';
import { channelOfMessage, type MessageId } from './ids.ts';
import type { EpochMs } from './instant.ts';
import { levelRule } from './level-rule.ts';
import { outsideQuietHours } from './quiet-hours.ts';
import { because, type Reason } from './reason.ts';
import { insideSendWindow } from './send-window.ts';
import { suppressionOf, suppressionRule } from './suppression-rule.ts';
import { zoneOf } from './zone.ts';

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
  /** Channels still open to the touch, in order; the step's own by default, those behind it after a refusal. */
  readonly channels?: readonly string[];
}

export type TouchVerdict =
  | ({ readonly kind: 'send' } & Carrier)
  /** `untilMs` null: nothing but a fact can free it. */
  | { readonly kind: 'hold'; readonly untilMs: EpochMs | null; readonly because: Reason }
  | { readonly kind: 'drop'; readonly because: Reason; readonly endsEnrolment: boolean };

/** The question with what several rules share. */
interface TouchAtHand extends TouchQuestion {
  readonly zone: string;
  /** Neither suppressed nor without consent. */
  readonly open: readonly string[];
  readonly all: readonly string[];
  readonly choice: ReturnType<typeof chooseCarrier>;
}

type TouchRule = (touch: TouchAtHand) => TouchVerdict | null;

/** The precedence of all rules: the first that objects decides. */
const PRECEDENCE: readonly TouchRule[] = [
  erasedOrSuppressed,
  consent,
  campaignState,
  lateness,
  holdout,
  exitConditions,
  frequencyCap,
  channel,
  quietHours,
  sendWindow,
  approval,
];

/** Whether a touch may leave now, on which channel, or why not and until when. The same at the decision and at the claim. */
export function judgeTouch(question: TouchQuestion): TouchVerdict {
  const touch = atHand(question);
  for (const rule of PRECEDENCE) {
    const objection = rule(touch);
    if (objection !== null) return objection;
  }
  // The channel rule has objected when there is no carrier.
  return 'carrier' in touch.choice ? { kind: 'send', ...touch.choice.carrier } : drop(touch.choice.because);
}

function atHand(question: TouchQuestion): TouchAtHand {
  const { snapshot, rules, running, step, ignoring = null } = question;
  const { customer } = snapshot;
  const all = question.channels ?? (ignoring === null ? step.channels : [channelOfMessage(ignoring)]);
  const open = all.filter((name) => isOpen(question, name));
  const choice = chooseCarrier({ campaign: running.campaign, step, customer, channels: open, rules: rules.channels });
  return { ...question, zone: zoneOf(customer, rules.policy), all, open, choice };
}

const drop = (reason: Reason, endsEnrolment = false): TouchVerdict => ({ kind: 'drop', because: reason, endsEnrolment });

function isOpen({ snapshot, running }: TouchQuestion, name: string): boolean {
  const { purpose } = running.campaign;
  return suppressionOf(snapshot.customer, name, purpose) === null && hasConsent(snapshot.customer, name, purpose);
}

/** A campaign that may use none of its channels has nothing left to do for this customer. */
const endsWhenAllClosed = (touch: TouchAtHand) => !channelsOf(touch.running.campaign).some((name) => isOpen(touch, name));

function erasedOrSuppressed(touch: TouchAtHand): TouchVerdict | null {
  const { customer } = touch.snapshot;
  const reason = suppressionRule(customer, touch.all, touch.running.campaign.purpose);
  return reason && drop(reason, customer.erased || endsWhenAllClosed(touch));
}

function consent(touch: TouchAtHand): TouchVerdict | null {
  const { customer } = touch.snapshot;
  const { purpose } = touch.running.campaign;
  const unsuppressed = touch.all.filter((name) => suppressionOf(customer, name, purpose) === null);
  const reason = consentRule(customer, unsuppressed, purpose);
  return reason && drop(reason, endsWhenAllClosed(touch));
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

function frequencyCap(touch: TouchAtHand): TouchVerdict | null {
  const hold = capAt(touch, touch.snapshot.nowMs);
  return hold && heldUntilAllowed(touch, because('frequency-cap', { count: hold.cap.count, per: wordDuration(hold.cap.per) }));
}

function channel({ choice }: TouchAtHand): TouchVerdict | null {
  return 'because' in choice ? drop(choice.because) : null;
}

function quietHours(touch: TouchAtHand): TouchVerdict | null {
  const { nowMs } = touch.snapshot;
  return afterQuietHours(touch, nowMs) === nowMs ? null : heldUntilAllowed(touch, because('quiet-hours'));
}

function sendWindow(touch: TouchAtHand): TouchVerdict | null {
  const { nowMs } = touch.snapshot;
  return inSendWindow(touch, nowMs) === nowMs ? null : heldUntilAllowed(touch, because('send-window', { tier: touch.standing.tier }));
}

function approval({ standing }: TouchAtHand): TouchVerdict | null {
  const reason = levelRule(standing.level);
  return reason && { kind: 'hold', untilMs: null, because: reason };
}

/** Held by one rule until the earliest instant that cap, quiet hours and window allow together. */
function heldUntilAllowed(touch: TouchAtHand, reason: Reason): TouchVerdict {
  const afterCaps = (ms: EpochMs) => {
    const hold = capAt(touch, ms);
    return hold === null ? ms : hold.untilMs;
  };
  const untilMs = earliestInstant(touch.snapshot.nowMs, [
    afterCaps,
    (ms) => afterQuietHours(touch, ms),
    (ms) => inSendWindow(touch, ms),
  ]);
  const params = untilMs === null ? reason.params : { ...reason.params, untilMs };
  return { kind: 'hold', untilMs, because: because(reason.code, params) };
}

function capAt(touch: TouchAtHand, ms: EpochMs) {
  const { running: { campaign }, rules, snapshot, ignoring = null } = touch;
  if (campaign.purpose !== 'marketing') return null;
  const touches = snapshot.touches.filter(({ messageId }) => messageId !== ignoring);
  return capHold(ms, [...rules.policy.caps, ...campaign.caps], touches, likelyChannel(touch));
}

function afterQuietHours(touch: TouchAtHand, ms: EpochMs): EpochMs | null {
  const { rules, snapshot: { customer }, running: { campaign }, zone } = touch;
  const channelObeys = rules.channels[likelyChannel(touch)]?.obeysQuietHours ?? true;
  return outsideQuietHours(ms, { policy: rules.policy, country: customer.country, zone, purpose: campaign.purpose, channelObeys });
}

function inSendWindow({ running: { campaign }, rules: { policy }, standing: { tier }, zone }: TouchAtHand, ms: EpochMs): EpochMs | null {
  return insideSendWindow(ms, { campaign, policy, tier, customerZone: zone });
}

/** The channel the touch would leave on; before one is found, the most preferred that is open. */
function likelyChannel({ choice, open, all }: TouchAtHand): string {
  return 'carrier' in choice ? choice.carrier.channel : (open[0] ?? all[0] ?? '');
}
