import type { SendStep } from './campaign.ts';
import { stepOf } from './campaign-step.ts';
import { type LawfulGround, permissionOn } from './consent-rule.ts';
import type { Carrier } from './channel-rule.ts';
import { inOrderFor } from './contact-method.ts';
import { type Move, note, type Scene, type Walker } from './decision-scene.ts';
import type { Place } from './enrolment.ts';
import { promisedTouch, visitAgain } from './enrolment-arrival.ts';
import { endFor, voidUnsent } from './enrolment-end.ts';
import { goTo } from './enrolment-move.ts';
import { goodUntil } from './good-until.ts';
import { channelOfMessage, messageId, type StepId } from './ids.ts';
import type { EpochMs } from './instant.ts';
import type { LedgerMessage } from './message.ts';
import { messagePhase } from './message-phase.ts';
import { because, type Reason } from './reason.ts';
import { productsFor } from './touch-products.ts';
import { promotionFor } from './touch-promotion.ts';
import { judgeTouch } from './touch-verdict.ts';

type Sending = Extract<Place, { kind: 'sending' }>;

/** Turns the touch into a message that is ready to leave, with its promotion, and waits at it; a step that is all about one is skipped without. */
export function planTouch(
  arrived: Walker,
  { step, dueAtMs, carrier, tried, needsApproval = null }: { readonly step: SendStep; readonly dueAtMs: EpochMs; readonly carrier: Carrier; readonly tried?: readonly string[]; readonly needsApproval?: Reason | null },
  scene: Scene,
): Move {
  const walker = underOwnKey(arrived, step, carrier);
  const products = productsFor(walker, step, scene);
  const promotion = products === 'skip' ? 'skip' : promotionFor(walker, step, scene);
  if (products === 'skip' || promotion === 'skip') return goTo(walker, step.next, scene.snapshot.nowMs, scene);
  const { enrolment, running } = walker;
  const occurrence = enrolment.visits[step.id] ?? 1;
  const id = messageId(enrolment.id, step.id, occurrence, carrier.channel);
  const ground = groundOf(carrier.channel, walker, scene);
  scene.trail.messages.push({
    id, enrolment: enrolment.id, campaign: enrolment.campaign, ordinal: enrolment.ordinal, runId: enrolment.runId,
    step: step.id, occurrence, channel: carrier.channel, purpose: running.campaign.purpose,
    contactPoint: carrier.contactPoint, templateHash: carrier.templateHash,
    expiresAtMs: goodUntil(running, step, dueAtMs, scene.zone), grant: promotion.grant, ...(products.length === 0 ? {} : { products }),
    ...(ground === null ? {} : { permittedBy: ground }), ...(needsApproval === null ? {} : { isDraft: true }),
  });
  const { because: order } = orderOf(step, scene);
  if (order !== null) note(scene.trail, walker, order);
  if (ground !== null) note(scene.trail, walker, because(ground, { channel: carrier.channel }));
  if (carrier.passedOver !== undefined) note(scene.trail, walker, carrier.passedOver);
  if (needsApproval !== null) note(scene.trail, walker, needsApproval);
  note(scene.trail, walker, because('step-reached', { step: step.id, channel: carrier.channel }));
  const { heldBack: _void, ...kept } = keptAt(enrolment.place, step.id);
  const place: Place = { kind: 'sending', step: step.id, dueAtMs, message: id, ...kept, ...(tried === undefined ? {} : { tried }) };
  return { walker: { ...walker, enrolment: { ...enrolment, place } }, rests: true };
}

/** A message that was held back on another channel is void from now on: the touch goes on under another key, for a key is never used twice. */
function underOwnKey(walker: Walker, step: SendStep, { channel }: Carrier): Walker {
  const { enrolment } = walker;
  const { heldBack, promised = promisedTouch(enrolment, step.id) } = keptAt(enrolment.place, step.id);
  if (enrolment.place.kind !== 'held' || heldBack === undefined || heldBack === channel) return walker;
  return { ...walker, enrolment: { ...visitAgain(enrolment, step.id), place: { ...enrolment.place, ...(step.promote === undefined ? {} : { promised }) } } };
}

/** What the touch rests on when it is not the customer's own yes. */
function groundOf(channel: string, { running }: Walker, { snapshot: { customer, nowMs }, rules: { channels, policy } }: Scene): LawfulGround | null {
  const answer = permissionOn(channel, { customer, purpose: running.campaign.purpose, channels, policy, nowMs });
  return answer.permitted && answer.by !== 'consent' ? answer.by : null;
}

/** The step's channels in the order in which this customer is tried on them. */
const orderOf = (step: SendStep, { snapshot: { customer }, standing, region, rules: { policy } }: Scene) => inOrderFor(step.channels, { customer, standing, region, policy });

/** Those on which the touch was not tried yet. */
export const channelsLeft = (step: SendStep, tried: readonly string[], scene: Scene) => orderOf(step, scene).channels.filter((channel) => !tried.includes(channel));

/** Holds the walker at a step; an unchanged hold leaves the enrolment untouched, so that nothing is written for it. */
export function holdAt(
  walker: Walker,
  { step, dueAtMs, promised, tried }: { readonly step: StepId; readonly dueAtMs: EpochMs; readonly promised?: string; readonly tried?: readonly string[] },
  hold: { readonly untilMs: EpochMs | null; readonly because: Reason },
  scene: Scene,
): Move {
  note(scene.trail, walker, hold.because);
  const was = walker.enrolment.place;
  const isSame = was.kind === 'held' && was.step === step && was.untilMs === hold.untilMs && was.because.code === hold.because.code;
  const place: Place = { kind: 'held', step, dueAtMs, untilMs: hold.untilMs, because: hold.because, ...keptAt(was, step), ...(promised === undefined ? {} : { promised }), ...(tried === undefined ? {} : { tried }) };
  return { walker: isSame ? walker : { ...walker, enrolment: { ...walker.enrolment, place } }, rests: true };
}

/** What an earlier touch of this arrival was promised, and where it was tried, goes with the enrolment for as long as it stands at the step. */
function keptAt(place: Place, step: StepId): Pick<Extract<Place, { kind: 'held' }>, 'promised' | 'tried' | 'heldBack'> {
  if ((place.kind !== 'held' && place.kind !== 'sending') || place.step !== step) return {};
  return {
    ...(place.promised === undefined ? {} : { promised: place.promised }), ...(place.tried === undefined ? {} : { tried: place.tried }),
    ...(place.kind === 'sending' || place.heldBack === undefined ? {} : { heldBack: place.heldBack }),
  };
}

/** Goes on from a message by what became of it in the ledger. */
export function followMessage(walker: Walker, place: Sending, scene: Scene): Move {
  const step = stepOf(walker.running.campaign, place.step);
  if (step?.kind !== 'send') return { walker: endFor(walker, because('step-unknown'), scene), rests: true };
  const message = scene.snapshot.messages.find(({ id }) => id === place.message);
  if (message === undefined) return { walker, rests: true };
  const phase = messagePhase(message.state);
  if (phase === 'unsent') return judgeAgain(walker, { step, place, message }, scene);
  if (phase === 'left') return moveOnAfter(walker, step, message, scene);
  if (phase === 'refused') return tryNextChannel(walker, step, place, scene);
  if (phase === 'in-flight') return { walker, rests: true };
  note(scene.trail, walker, because(message.state === 'expired' ? 'touch-expired' : 'not-ready', { step: step.id, state: message.state }));
  return goTo(walker, step.next, scene.snapshot.nowMs, scene);
}

/** Off to the next step from the instant it left; the same path that the outcome's own commit takes by `afterAcceptance`. */
function moveOnAfter(walker: Walker, step: SendStep, message: LedgerMessage, scene: Scene): Move {
  note(scene.trail, walker, because(message.state === 'unknown' ? 'outcome-unknown' : 'sent'));
  return goTo(walker, step.next, message.acceptedAtMs ?? scene.snapshot.nowMs, scene);
}

interface Unsent {
  readonly step: SendStep;
  readonly place: Sending;
  readonly message: LedgerMessage;
}

/** What stood ready and may not leave after all is voided; when only a fact can free it, its touch is held for a fresh message. */
function judgeAgain(walker: Walker, { step, place, message }: Unsent, scene: Scene): Move {
  const { running, enrolment } = walker;
  const { snapshot, rules, standing } = scene;
  const verdict = judgeTouch({ snapshot, rules, running, enrolment, step, dueAtMs: place.dueAtMs, standing, ignoring: place.message });
  if (verdict.kind === 'send') return release(walker, message, scene);
  if (verdict.kind === 'drop' && verdict.endsEnrolment) return { walker: endFor(walker, verdict.because, scene), rests: true };
  if (verdict.kind === 'hold' && verdict.untilMs !== null) return { walker: waitUntil(walker, place, message, verdict.untilMs), rests: true };
  if (verdict.kind === 'draft') return draftAgain(walker, message, scene);
  voidUnsent(walker, verdict.because, scene);
  if (verdict.kind === 'hold') return holdAgain(walker, place, verdict, scene);
  note(scene.trail, walker, verdict.because);
  return goTo(walker, step.next, scene.snapshot.nowMs, scene);
}

/** It was decided for another level, or the yes is no longer good: the same message waits for a second person. */
function draftAgain(walker: Walker, { id, state }: LedgerMessage, { trail }: Scene): Move {
  if (state !== 'draft') {
    trail.redrafted.push(id);
    note(trail, walker, because('level-1-needs-approval'));
  }
  return { walker, rests: true };
}

/** A draft that needs no yes any more, and one that has it, may leave. */
function release(walker: Walker, { id, state }: LedgerMessage, { trail }: Scene): Move {
  if (state === 'draft' || state === 'approved') trail.released.push(id);
  return { walker, rests: true };
}

/** The claim of a ready message will be told the same hold and wait until then; an approved one is looked at again. */
function waitUntil(walker: Walker, place: Sending, { state }: LedgerMessage, untilMs: EpochMs): Walker {
  if (state !== 'approved' || place.waitUntilMs === untilMs) return walker;
  return { ...walker, enrolment: { ...walker.enrolment, place: { ...place, waitUntilMs: untilMs } } };
}

/** The next channel that was not tried yet; without any that can carry the touch the enrolment ends. */
function tryNextChannel(walker: Walker, step: SendStep, place: Sending, scene: Scene): Move {
  const { running, enrolment } = walker;
  const { snapshot, rules, standing } = scene;
  const refused = channelOfMessage(place.message);
  const tried = [...place.tried ?? [], refused];
  const channels = channelsLeft(step, tried, scene);
  const { dueAtMs } = place;
  const verdict = judgeTouch({ snapshot, rules, running, enrolment, step, dueAtMs, standing, channels });
  if (channels.length === 0 || verdict.kind === 'drop') {
    return { walker: endFor(walker, because('refused', { channel: refused }), scene), rests: true };
  }
  note(scene.trail, walker, because('refused', { channel: refused }));
  if (verdict.kind !== 'hold') return planTouch(walker, { step, dueAtMs, carrier: verdict, tried, needsApproval: verdict.kind === 'draft' ? verdict.because : null }, scene);
  return holdAgain(walker, place, { ...verdict, tried }, scene);
}

/** Held again after a message of this visit: the next one needs a key of its own, for a key is never used twice. */
function holdAgain(walker: Walker, place: Sending, hold: { untilMs: EpochMs | null; because: Reason; tried?: readonly string[] }, scene: Scene): Move {
  const step = stepOf(walker.running.campaign, place.step);
  const isPromising = step?.kind === 'send' && step.promote !== undefined;
  const at = { step: place.step, dueAtMs: place.dueAtMs, ...(isPromising ? { promised: promisedTouch(walker.enrolment, place.step) } : {}), ...(hold.tried === undefined ? {} : { tried: hold.tried }) };
  return holdAt({ ...walker, enrolment: visitAgain(walker.enrolment, place.step) }, at, hold, scene);
}
