import { inLanguageOf } from './answer-language.ts';
import { campaignStateRule } from './campaign-state-rule.ts';
import type { SendStep, WaitStep, WindowClosing } from './campaign.ts';
import { stepOf } from './campaign-step.ts';
import { holds } from './condition-holds.ts';
import { conditionScene, type Move, note, type Scene, type Walker } from './decision-scene.ts';
import type { Place } from './enrolment.ts';
import { endOfWait, isOpen } from './enrolment-arrival.ts';
import { endFor } from './enrolment-end.ts';
import { groundOf } from './enrolment-ground.ts';
import { goTo } from './enrolment-move.ts';
import type { CountedTouch } from './message.ts';
import { because } from './reason.ts';
import { channelsLeft, followMessage, holdAt, planTouch } from './touch-course.ts';
import { judgeTouch } from './touch-verdict.ts';

/** More moves than this in one walk are taken for an endless loop. */
const MOST_MOVES = 50;

/** Walks an enrolment from its place as far as it goes now. `underWay`: touches of the customer's other enrolments. */
export function settle(walker: Walker, scene: Scene, underWay: readonly CountedTouch[]): Walker {
  const counting = { ...scene, snapshot: { ...scene.snapshot, touches: [...scene.snapshot.touches, ...underWay] } };
  let current = endWhenOver(walker, scene);
  for (let moves = 0; moves < MOST_MOVES; moves += 1) {
    const move = moveOn(current, scene, counting);
    current = move.walker;
    if (move.rests) return current;
  }
  return endFor(current, because('loop-guard', { moves: MOST_MOVES }), scene);
}

/** Ends what its campaign or its own longest time has ended. */
function endWhenOver(walker: Walker, scene: Scene): Walker {
  if (!isOpen(walker.enrolment)) return walker;
  const state = campaignStateRule(walker.running);
  if (state?.kind === 'end') return endFor(walker, state.because, scene);
  if (scene.snapshot.nowMs < walker.enrolment.expiresAtMs) return walker;
  return endFor(walker, because('enrolment-expired'), scene);
}

function moveOn(walker: Walker, scene: Scene, counting: Scene): Move {
  const { place } = walker.enrolment;
  if (place.kind === 'waiting') return timeOut(walker, place, scene);
  // A ready message is judged as its claim will judge it: by what has left, not by what else stands ready.
  if (place.kind === 'sending') return followMessage(walker, place, scene);
  if (place.kind === 'held') return act(walker, place, counting);
  return { walker, rests: true };
}

function timeOut(walker: Walker, place: Extract<Place, { kind: 'waiting' }>, scene: Scene): Move {
  const step = stepOf(walker.running.campaign, place.step);
  if (step?.kind === 'wait' && typeof step.timeout === 'object' && 'windowOf' in step.timeout) return untilWindowCloses(walker, { ...step, timeout: step.timeout }, place, scene);
  if (scene.snapshot.nowMs < place.untilMs) return { walker, rests: true };
  if (step?.kind !== 'wait') return lost(walker, scene);
  note(scene.trail, walker, because('wait-timed-out', { step: step.id }));
  return goTo(walker, step.next, place.untilMs, scene);
}

/** The window may have been opened anew since the wait began, or closed by the provider: its end counts as it stands. */
function untilWindowCloses(walker: Walker, step: WaitStep & { readonly timeout: WindowClosing }, place: Extract<Place, { kind: 'waiting' }>, scene: Scene): Move {
  const { snapshot: { nowMs } } = scene;
  const untilMs = endOfWait(step, place.sinceMs, groundOf(walker.running.campaign, scene));
  if (untilMs > nowMs) return { walker: untilMs === place.untilMs ? walker : { ...walker, enrolment: { ...walker.enrolment, place: { ...place, untilMs } } }, rests: true };
  note(scene.trail, walker, because('window-closes', step.timeout.windowOf === null ? {} : { channel: step.timeout.windowOf }));
  return goTo(walker, step.next, Math.min(Math.max(untilMs, place.untilMs), nowMs), scene);
}

/** Acts at the step the enrolment is held at, unless the campaign is paused: then it stays, whatever the step is. */
function act(walker: Walker, place: Extract<Place, { kind: 'held' }>, scene: Scene): Move {
  const state = campaignStateRule(walker.running);
  if (state?.kind === 'hold') return holdAt(walker, place, { untilMs: null, because: state.because }, scene);
  const step = stepOf(walker.running.campaign, place.step);
  if (step === null || step.kind === 'wait') return lost(walker, scene);
  if (step.kind === 'send') return attempt(walker, step, place, scene);
  const view = conditionScene(scene, walker.running, walker.event);
  const branch = step.branches.findIndex(({ when }) => holds(when, view));
  note(scene.trail, walker, because('branch-taken', { step: step.id, branch: branch < 0 ? 'otherwise' : branch + 1 }));
  return goTo(walker, step.branches[branch]?.to ?? step.otherwise, place.dueAtMs, scene);
}

function attempt(walker: Walker, step: SendStep, { dueAtMs, tried }: Extract<Place, { kind: 'held' }>, scene: Scene): Move {
  const { running, enrolment } = walker;
  const { snapshot, rules, standing } = scene;
  const customer = inLanguageOf(walker.event, snapshot.customer);
  const channels = tried === undefined ? {} : { channels: channelsLeft(step, tried, scene) };
  const verdict = judgeTouch({ snapshot: { ...snapshot, customer }, rules, running, enrolment, step, dueAtMs, standing, ...channels });
  if (verdict.kind === 'send' || verdict.kind === 'draft') return planTouch(walker, { step, dueAtMs, carrier: verdict, needsApproval: verdict.kind === 'draft' ? verdict.because : null }, scene);
  if (verdict.kind === 'hold') return holdAt(walker, { step: step.id, dueAtMs }, verdict, scene);
  if (verdict.endsEnrolment) return { walker: endFor(walker, verdict.because, scene), rests: true };
  note(scene.trail, walker, verdict.because);
  return goTo(walker, step.next, snapshot.nowMs, scene);
}

/** The version has no such step: a fault of data, ended rather than left standing for ever. */
function lost(walker: Walker, scene: Scene): Move {
  return { walker: endFor(walker, because('step-unknown'), scene), rests: true };
}
