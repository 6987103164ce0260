import type { WrittenStep } from './step-schema.ts';

/** Written as a target, it ends the enrolment. */
export const EXIT = 'exit';
/** Stands beside the awaited events as the end of the waiting time. */
export const TIMEOUT = 'timeout';

/** Where a step may lead, by occasion: an awaited event, `timeout`, the number of a branch, `otherwise`, `next`. */
export type Routes = Readonly<Record<string, string>>;

/** All ways on from a step; `following` is where it leads when nothing is said. An exit has none. */
export function routesOf(step: WrittenStep, following: string): Routes {
  if ('exit' in step) return {};
  if ('goto' in step) return { next: step.goto };
  if ('choose' in step) return chooseRoutes(step.choose, following);
  const next = step.then ?? following;
  if (!('wait' in step) || !('for' in step.wait) || step.wait.for === undefined) return { next };
  const on = step.on ?? {};
  return Object.fromEntries([...step.wait.for, TIMEOUT].map((occasion) => [occasion, on[occasion] ?? next]));
}

/** The id of the step below, or the exit after the last one. */
export function followingOf(steps: readonly WrittenStep[], index: number): string {
  return steps[index + 1]?.id ?? EXIT;
}

function chooseRoutes(branches: Extract<WrittenStep, { choose: unknown }>['choose'], following: string): Routes {
  const routes = branches.map((branch, index): [string, string] => ['otherwise' in branch ? 'otherwise' : String(index), branch.go]);
  return { otherwise: following, ...Object.fromEntries(routes) };
}
