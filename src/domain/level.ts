import { type ConditionScene, holds } from './condition-holds.ts';
import type { Level } from './customer.ts';
import type { ShopPolicy } from './policy.ts';

/** The level of the first rule whose condition holds; without any match the last rule's, and 4 when there is none. */
export function levelOf(scene: Omit<ConditionScene, 'event' | 'segments'>, policy: Pick<ShopPolicy, 'levels' | 'segments'>): Level {
  const full = { ...scene, event: null, segments: policy.segments };
  const match = policy.levels.find(({ when }) => when === null || holds(when, full));
  return match?.level ?? policy.levels.at(-1)?.level ?? 4;
}
