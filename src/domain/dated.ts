import type { EpochMs } from './instant.ts';

/** One version of a rule; `fromMs` null: nothing is known of a rule before it. */
interface Version<Rule> {
  readonly fromMs: EpochMs | null;
  readonly rule: Rule;
}

/** Versions of a rule, the oldest first: at least one. */
export type Dated<Rule> = readonly [Version<Rule>, ...Version<Rule>[]];

/** The version in force at an instant; before the first one begins, the first: nothing looser is known. */
export function ruleAt<Rule>(versions: Dated<Rule>, ms: EpochMs): Rule {
  const begun = versions.findLast(({ fromMs }) => fromMs === null || fromMs <= ms);
  return (begun ?? versions[0]).rule;
}

/** The rule for all time: a single version. */
export const always = <Rule>(rule: Rule): Dated<Rule> => [{ fromMs: null, rule }];
