import { NEXT_ORDER_DUE } from '../domain/campaign.ts';
import type { ChooseStep, SendStep, Step, Target, WaitStep } from '../domain/campaign.ts';
import type { AnyEventKind } from '../domain/event.ts';
import { toStepId } from '../domain/ids.ts';
import { EXIT, followingOf, routesOf, TIMEOUT } from './step-routes.ts';
import type { Routes } from './step-routes.ts';
import type { WrittenChoose, WrittenSend, WrittenStep, WrittenWait } from './step-schema.ts';

const DEFAULT_GOOD_FOR = { unit: 'days', count: 3 } as const;

/** Words with which an enrolment ends where the file says plain `exit`. */
const COMPLETED = 'completed';
const TIMED_OUT = 'timed-out';

/** The steps of the run: gotos and exits have become targets, and the first one is where an enrolment begins. */
export function toSteps(written: readonly WrittenStep[]): readonly Step[] {
  const targetOf = (name: string, word: string) => resolveTarget(written, name, word);
  const steps = written.flatMap((step, index) => toStep(step, routesOf(step, followingOf(written, index)), targetOf) ?? []);
  const first = targetOf(written[0]?.id ?? EXIT, COMPLETED);
  const begins = (step: Step) => 'step' in first && step.id === first.step;
  return [...steps.filter(begins), ...steps.filter((step) => !begins(step))];
}

type TargetOf = (name: string, word: string) => Target;

function toStep(step: WrittenStep, routes: Routes, targetOf: TargetOf): Step | null {
  if ('send' in step) return toSend(step, routes, targetOf);
  if ('wait' in step) return toWait(step, routes, targetOf);
  return 'choose' in step ? toChoose(step, routes, targetOf) : null;
}

function toSend({ id, send, promote, products }: WrittenSend, routes: Routes, targetOf: TargetOf): SendStep {
  const { template, channels, 'good-for': goodFor = DEFAULT_GOOD_FOR } = send;
  return { kind: 'send', id: toStepId(id), template, channels, goodFor, ...toPromote(promote), ...toProducts(products), next: targetOf(routes['next'] ?? EXIT, COMPLETED) };
}

function toPromote(written: WrittenSend['promote']): Pick<SendStep, 'promote'> {
  if (written === undefined) return {};
  if (typeof written === 'string' || Array.isArray(written)) return { promote: { offer: written, otherwise: 'send' } };
  const { choose, otherwise = 'send', valid } = written;
  return { promote: { offer: choose, otherwise, ...(valid === undefined ? {} : { validFor: valid }) } };
}

function toProducts(written: WrittenSend['products']): Pick<SendStep, 'products'> {
  if (written === undefined) return {};
  const { choose, slot = 'both', most, otherwise = 'send' } = typeof written === 'string' ? { choose: written } : written;
  return { products: { offer: choose, slot, most: most ?? (choose === 'auto' ? 3 : choose === 'event' ? 1 : choose.length), otherwise } };
}

function toWait({ id, wait }: WrittenWait, routes: Routes, targetOf: TargetOf): WaitStep {
  const timeout = timeoutOf(wait);
  const kinds: readonly AnyEventKind[] = 'for' in wait ? [...new Set(wait.for)] : [];
  if (kinds.length === 0) return { kind: 'wait', id: toStepId(id), for: [], timeout, on: {}, next: targetOf(routes['next'] ?? EXIT, COMPLETED) };
  const on: Partial<Record<AnyEventKind, Target>> = {};
  for (const kind of kinds) on[kind] = targetOf(routes[kind] ?? EXIT, kind);
  return { kind: 'wait', id: toStepId(id), for: kinds, timeout, on, next: targetOf(routes[TIMEOUT] ?? EXIT, TIMED_OUT) };
}

function timeoutOf(wait: WrittenWait['wait']): WaitStep['timeout'] {
  if ('timeout' in wait) return wait.timeout;
  if (!('until' in wait)) return wait;
  return wait.until === NEXT_ORDER_DUE ? wait.until : { windowOf: wait.channel ?? null, before: wait.before ?? null };
}

function toChoose({ id, choose }: WrittenChoose, routes: Routes, targetOf: TargetOf): ChooseStep {
  const branches = choose.flatMap((branch) => ('when' in branch ? { when: branch.when, to: targetOf(branch.go, COMPLETED) } : []));
  return { kind: 'choose', id: toStepId(id), branches, otherwise: targetOf(routes['otherwise'] ?? EXIT, COMPLETED) };
}

/** Follows gotos to a step that does something, or to the end and its word. The checks have refused endless gotos. */
function resolveTarget(written: readonly WrittenStep[], name: string, word: string): Target {
  const step = written.find(({ id }) => id === name);
  if (step === undefined) return { exit: word };
  if ('exit' in step) return { exit: step.exit };
  return 'goto' in step ? resolveTarget(written, step.goto, word) : { step: toStepId(step.id) };
}
