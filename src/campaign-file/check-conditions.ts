import { MARKS, WARNING_SIGNS, type WarningSign } from '../domain/customer.ts';
import { FESTIVALS, platformsOf } from '../domain/festivals.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { checkSegmentName, partsOf, segmentsNamedIn } from './check-segments.ts';
import type { Finding, PathPart } from './reading/diagnostic.ts';
import { didYouMean, listed } from './reading/did-you-mean.ts';
import type { Findings } from './reading/findings.ts';
import { listAt, partAt } from './reading/parts.ts';

/** What the conditions of a file may name. */
export interface ConditionNames {
  readonly segments: readonly string[];
  readonly tiers: readonly string[];
  readonly marks: ShopPolicy['marks'];
  /** Where the shop sells; null while the file does not say. */
  readonly platform: string | null;
  readonly regions: readonly string[];
  /** Signs that the shop policy looks for. */
  readonly warnings: readonly WarningSign[];
}

/** Where a condition stands; `hasEvent` where an event has entered the customer or ended a wait. */
interface ConditionPlace {
  readonly condition: unknown;
  readonly path: readonly PathPart[];
  readonly hasEvent: boolean;
}

/** Finds names in a written condition that name nothing, and questions that nobody could answer there. */
export function checkCondition({ condition, path, hasEvent }: ConditionPlace, names: ConditionNames, findings: Findings): void {
  if (condition === undefined) return;
  for (const place of segmentsNamedIn(condition, path)) checkSegmentName(place, names.segments, findings);
  for (const { part, path: place } of partsOf(condition, path)) {
    for (const { value, path: at } of testedValues(part, place, 'tier')) checkTier(value, { path: at, at: 'value' }, names.tiers, findings);
    for (const { value, path: at } of testedValues(part, place, 'mark')) checkMark(value, at, names.marks, findings);
    for (const { value, path: at } of testedValues(part, place, 'warning')) checkWarning(value, { path: at, at: 'value' }, names.warnings, findings);
    for (const { value, path: at } of testedValues(part, place, 'region')) checkRegion(value, at, names.regions, findings);
    for (const { value, path: at } of testedValues(part, place, 'festival')) checkFestival(value, at, names.platform, findings);
    if (!hasEvent && partAt(part, 'event') !== undefined) {
      findings.fault([...place, 'event'], 'there is no event to look at here', 'facts of an event can be asked for in entry.when and in choose', 'key');
    }
  }
}

type TierPlace = Pick<Finding, 'path' | 'at'>;

/** Finds fault with a tier that the shop policy does not name. */
export function checkTier(value: unknown, { path, at }: TierPlace, tiers: readonly string[], findings: Findings): void {
  if (typeof value === 'string' && !tiers.includes(value)) findings.fault(path, `the shop policy has no tier "${value}"`, didYouMean(value, tiers), at);
}

/** Finds fault with a mark for which the shop policy has no rule: nobody would have it. */
export function checkMark(value: unknown, path: readonly PathPart[], marks: ShopPolicy['marks'], findings: Findings): void {
  const mark = MARKS.find((name) => name === value);
  if (mark === undefined || marks[mark] !== null) return;
  findings.fault(path, `the shop policy has no rule for the mark "${mark}": nobody has it`, `give it one in touchline.yaml, such as marks.${mark}: { top: 2% }`);
}

/** Finds fault with a warning for which the shop policy has no rule: it would never be raised. */
export function checkWarning(value: unknown, { path, at }: TierPlace, warnings: readonly WarningSign[], findings: Findings): void {
  const sign = WARNING_SIGNS.find((name) => name === value);
  if (sign === undefined || warnings.includes(sign)) return;
  findings.fault(path, `the shop policy has no rule for the warning "${sign}": nobody is warned of`, `give it one in touchline.yaml, under warnings.${sign}`, at);
}

/** Finds fault with a region that the shop policy does not name. */
export function checkRegion(value: unknown, path: readonly PathPart[], regions: readonly string[], findings: Findings): void {
  if (typeof value === 'string' && !regions.includes(value)) findings.fault(path, `the shop policy has no region "${value}"`, didYouMean(value, regions));
}

/** Warns of a platform's event that can concern nobody who buys from this shop. */
export function checkFestival(value: unknown, path: readonly PathPart[], platform: string | null, findings: Findings): void {
  const platforms = typeof value === 'string' && FESTIVALS.includes(value) ? platformsOf(value) : null;
  if (platforms === null || platform === null || platforms.includes(platform)) return;
  findings.warning(path, `"${String(value)}" concerns customers of ${listed(platforms)}, and this shop sells on ${platform}`, 'say where it sells in touchline.yaml: shop.platform');
}

interface TestedValue {
  readonly value: unknown;
  readonly path: readonly PathPart[];
}

/** The values that a fact is compared with, in each way of writing it. */
function testedValues(part: unknown, path: readonly PathPart[], fact: string): readonly TestedValue[] {
  const single = [[fact], [fact, 'is']].map((at) => ({ value: partAt(part, ...at), path: [...path, ...at] }));
  const lists = [[fact], [fact, 'in']].flatMap((at) => listAt(part, ...at).map((value, index) => ({ value, path: [...path, ...at, index] })));
  return [...single, ...lists];
}
