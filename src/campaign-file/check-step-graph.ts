import { campaignSchema } from './campaign-schema.ts';
import { cyclesIn, cycleText } from './cycles.ts';
import type { Graph } from './cycles.ts';
import type { Findings } from './reading/findings.ts';
import { partAt } from './reading/parts.ts';
import { EXIT, followingOf, routesOf, TIMEOUT } from './step-routes.ts';
import type { WrittenStep } from './step-schema.ts';

/** Finds steps that nobody can reach, loops without a wait, and a campaign that sends nothing. */
export function checkStepGraph(campaign: unknown, findings: Findings): void {
  const { data: steps = [] } = campaignSchema.shape.steps.safeParse(partAt(campaign, 'steps'));
  const graph: Graph = new Map(steps.map((step, index) => [step.id, nextSteps(step, followingOf(steps, index))]));
  // Misspelt and doubled names are reported already; what follows from them would only distract.
  const isWhole = graph.size === steps.length && [...graph.values()].flat().every((name) => graph.has(name));
  if (isWhole && steps.length > 0) checkWholeGraph(steps, graph, findings);
}

function checkWholeGraph(steps: readonly WrittenStep[], graph: Graph, findings: Findings): void {
  const first = steps[0]?.id ?? EXIT;
  const reached = reachedFrom(first, graph);
  for (const [index, step] of steps.entries()) {
    if (!reached.has(step.id)) findings.fault(['steps', index, 'id'], `no step leads to "${step.id}"`, waysToReach(steps, index));
  }
  checkLoops(steps, graph, findings);
  const acts = steps.some((step) => reached.has(step.id) && 'send' in step);
  if (!acts && reached.size === steps.length) findings.fault(['steps'], 'no step sends anything', 'add a step with send: { template: …, channels: […] }', 'key');
}

function nextSteps(step: WrittenStep, following: string): readonly string[] {
  return [...new Set(Object.values(routesOf(step, following)))].filter((name) => name !== EXIT);
}

function reachedFrom(first: string, graph: Graph): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [first];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    open.push(...(graph.get(name) ?? []));
  }
  return reached;
}

function waysToReach(steps: readonly WrittenStep[], index: number): string {
  const above = steps[index - 1];
  const reason = above !== undefined && ('goto' in above || 'exit' in above) ? `"${above.id}" above it never goes on to the next step; ` : '';
  return `${reason}lead to it with then, go, goto or on, or remove it`;
}

/** A loop has to wait somewhere: without a wait it would run round at once. */
function checkLoops(steps: readonly WrittenStep[], graph: Graph, findings: Findings): void {
  const withoutWaits: Graph = new Map(steps.map((step, index) => [step.id, atOnce(step, graph.get(step.id) ?? [], followingOf(steps, index))]));
  for (const cycle of cyclesIn(withoutWaits)) {
    const index = steps.findIndex(({ id }) => id === cycle.at(-1));
    findings.fault(['steps', index, 'id'], `an endless loop without a wait: ${cycleText(cycle)}`, 'put a wait step into the loop, or let it end');
  }
}

/** Where a step may lead without any time passing: an order that is due already is not waited for. */
function atOnce(step: WrittenStep, next: readonly string[], following: string): readonly string[] {
  if (!('wait' in step)) return next;
  if (!('until' in step.wait)) return [];
  const routes = routesOf(step, following);
  return [routes[TIMEOUT] ?? routes['next'] ?? EXIT].filter((name) => name !== EXIT);
}
