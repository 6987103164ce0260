import { joined } from './joined-promises.ts';
import { keepPromises } from './keep-promises.ts';
import type { PromiseAnswer } from './promise-news.ts';
import type { Tightening } from './tightened-promise.ts';

/** The promises once it is decided which campaigns take the customer in: what these promise holds at once, also for clocks that run. */
export function afterEntries(answer: PromiseAnswer, entered: readonly Tightening[]): PromiseAnswer {
  if (answer.scene === null || entered.length === 0) return answer;
  const facts = { ...answer.scene.facts, clocks: answer.running };
  const scene = { ...answer.scene, facts, tightened: [...(answer.scene.tightened ?? []), ...entered] };
  // No step of an escalation is due as soon as something is promised: there is nothing to tell.
  return { ...answer, ...joined(answer, keepPromises(scene)), scene };
}
