import type { Condition } from '../domain/condition.ts';
import { cyclesIn, cycleText } from './cycles.ts';
import type { Graph } from './cycles.ts';
import type { PathPart } from './reading/diagnostic.ts';
import { didYouMean } from './reading/did-you-mean.ts';
import type { Findings } from './reading/findings.ts';
import { listAt, partAt, textAt } from './reading/parts.ts';

const MOST_SEGMENTS = 200;
const MOST_PARTS = 10_000;

/** A segment that is named somewhere in a written condition. */
export interface NamedPlace {
  readonly name: string;
  readonly path: readonly PathPart[];
}

/** Every `segment: name` inside a written condition, with its place. */
export function segmentsNamedIn(condition: unknown, path: readonly PathPart[]): readonly NamedPlace[] {
  return partsOf(condition, path).flatMap(({ part, path: place }) => {
    const name = textAt(part, 'segment');
    return name === null ? [] : { name, path: [...place, 'segment'] };
  });
}

interface ConditionPart {
  readonly part: unknown;
  readonly path: readonly PathPart[];
}

/** A written condition and all conditions inside it. */
export function partsOf(condition: unknown, path: readonly PathPart[]): readonly ConditionPart[] {
  const lists = ['all', 'any'].flatMap((key) => listAt(condition, key).flatMap((part, index) => partsOf(part, [...path, key, index])));
  const not = partAt(condition, 'not');
  return [{ part: condition, path }, ...lists, ...(not === undefined ? [] : partsOf(not, [...path, 'not']))];
}

/** Segments named inside a condition of the core. */
export function segmentsIn(condition: Condition): readonly string[] {
  if ('segment' in condition) return [condition.segment];
  if ('not' in condition) return segmentsIn(condition.not);
  if ('all' in condition) return condition.all.flatMap(segmentsIn);
  return 'any' in condition ? condition.any.flatMap(segmentsIn) : [];
}

/** Finds segments that contain themselves and segments too large to be judged. `written` is the mapping under `segments`. */
export function checkSegments(written: Readonly<Record<string, unknown>>, findings: Findings): void {
  const names = Object.keys(written);
  if (names.length > MOST_SEGMENTS) return findings.fault(['segments'], `${names.length} segments; at most ${MOST_SEGMENTS} are read`, null, 'key');
  const graph = new Map(names.map((name) => [name, segmentsNamedIn(written[name], []).map((place) => place.name)]));
  const cycles = cyclesIn(graph);
  for (const cycle of cycles) {
    findings.fault(['segments', cycle[0] ?? ''], `the segment contains itself: ${cycleText(cycle)}`, 'say one of them without the others', 'key');
  }
  if (cycles.length === 0) checkSizes(written, graph, findings);
  return undefined;
}

/** Segments that name segments twice double at each level: judging such a tree would never end. */
function checkSizes(written: Readonly<Record<string, unknown>>, graph: Graph, findings: Findings): void {
  const sizes = new Map<string, number>();
  const sizeOf = (name: string): number => {
    const known = sizes.get(name);
    if (known !== undefined) return known;
    const size = partsOf(written[name], []).length + (graph.get(name) ?? []).reduce((sum, inner) => sum + sizeOf(inner), 0);
    sizes.set(name, size);
    return size;
  };
  const tooLarge = [...graph.keys()].find((name) => sizeOf(name) > MOST_PARTS);
  if (tooLarge === undefined) return;
  findings.fault(['segments', tooLarge], `with the segments inside it, this one has more than ${MOST_PARTS} conditions`, 'name inner segments once', 'key');
}

/** Finds fault with a segment that exists neither here nor in the shop policy. */
export function checkSegmentName({ name, path }: NamedPlace, known: readonly string[], findings: Findings): void {
  if (!known.includes(name)) findings.fault(path, `there is no segment "${name}"`, didYouMean(name, known) ?? 'name it under segments');
}
