import { CONDITION_FACTS } from '../../domain/condition.ts';
import type { FactName } from '../../domain/condition.ts';

/** `order-count` as files write it, for `orderCount` in the core. */
export function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The fact that a key of a condition names, or null. */
export function factFrom(key: string): FactName | null {
  return FACT_NAMES.find((name) => kebab(name) === key) ?? null;
}

export const FACT_NAMES: readonly FactName[] = Object.keys(CONDITION_FACTS).filter(isFactName);

function isFactName(name: string): name is FactName {
  return name in CONDITION_FACTS;
}
