import * as z from 'zod';
import { type ConditionNames, checkRegion, checkTier } from '../campaign-file/check-conditions.ts';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { PathPart } from '../campaign-file/reading/diagnostic.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { mappingAt, partAt } from '../campaign-file/reading/parts.ts';
import { nameOf } from '../campaign-file/words/names.ts';
import { STAGES, type Stage, type Tier } from '../domain/customer.ts';

const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1).max(20)]);

/** Customers of a stage, a tier or a region, or of several of them. */
export const customerGroup = expecting('to whom: { stage: interested }, { tier: [A, B] }, { region: overseas }, or several of them', z.strictObject({
  stage: oneOrMore(expecting(`a stage: ${STAGES.join(', ')}`, z.enum(STAGES))).optional(),
  tier: oneOrMore(expecting('the name of a tier such as A', z.string().min(1).max(20))).optional(),
  region: oneOrMore(nameOf('the name of a region')).optional(),
}));

/** The group as the core knows it; null: of every stage, tier or region. */
export interface CustomerGroup {
  readonly stages: readonly Stage[] | null;
  readonly tiers: readonly Tier[] | null;
  readonly regions: readonly string[] | null;
}

/** Nobody in particular: everybody. */
export const EVERYBODY: CustomerGroup = { stages: null, tiers: null, regions: null };

/** The group that a checked block means. */
export function toGroup({ stage, tier, region }: z.output<typeof customerGroup>): CustomerGroup {
  return { stages: listOf(stage), tiers: listOf(tier), regions: listOf(region) };
}

function listOf<T extends string>(written: T | readonly T[] | undefined): readonly T[] | null {
  if (written === undefined) return null;
  return typeof written === 'string' ? [written] : written;
}

/** Finds what is wrong with the groups of a list of rules: empty ones, unknown names, and a group that a rule above has taken. */
export function checkGroups(rules: readonly unknown[], at: readonly PathPart[], names: ConditionNames, findings: Findings): void {
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    if (partAt(rule, 'for') !== undefined) checkGroup(rule, [...at, index, 'for'], { names, seen }, findings);
  }
}

function checkGroup(rule: unknown, path: readonly PathPart[], { names, seen }: { readonly names: ConditionNames; readonly seen: Set<string> }, findings: Findings): void {
  if (Object.keys(mappingAt(rule, 'for')).length === 0) findings.fault([...path], 'it says of nobody', 'write { stage: interested }, { tier: [A, B] }, { region: overseas }, or several of them');
  const written = (key: 'stage' | 'tier' | 'region') => partAt(rule, 'for', key);
  const values = (key: 'stage' | 'tier' | 'region'): readonly unknown[] => [written(key) ?? []].flat();
  const place = (key: 'tier' | 'region', index: number) => [...path, key, ...(Array.isArray(written(key)) ? [index] : [])];
  for (const [index, tier] of values('tier').entries()) checkTier(tier, { path: place('tier', index), at: 'value' }, names.tiers, findings);
  for (const [index, region] of values('region').entries()) checkRegion(region, place('region', index), names.regions, findings);
  const key = JSON.stringify([values('stage'), values('tier'), values('region')]);
  if (seen.has(key)) findings.fault([...path], 'a rule above is for the same customers, and this one is never looked at', 'leave one of them out');
  seen.add(key);
}
