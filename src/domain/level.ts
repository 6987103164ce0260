import { type ConditionScene, holds } from './condition-holds.ts';
import type { KnownFacts, Level, LevelOverride } from './customer.ts';
import type { EpochMs } from './instant.ts';
import type { ShopPolicy } from './policy.ts';

/** A person's word on the level while it stands; else the level of the first rule whose condition holds; without any match the last rule's, and 4 when there is none. */
export function levelOf(scene: Omit<ConditionScene, 'event' | 'segments'>, policy: Pick<ShopPolicy, 'levels' | 'segments'>): Level {
  const said = overrideInForce(scene.customer, scene.nowMs);
  if (said !== null) return said.level;
  const full = { ...scene, event: null, segments: policy.segments };
  const match = policy.levels.find(({ when }) => when === null || holds(when, full));
  return match?.level ?? policy.levels.at(-1)?.level ?? 4;
}

/** What a person has said of the level, unless its time is over. */
export function overrideInForce({ levelOverride = null }: Pick<KnownFacts, 'levelOverride'>, nowMs: EpochMs): LevelOverride | null {
  return levelOverride !== null && (levelOverride.untilMs === null || levelOverride.untilMs > nowMs) ? levelOverride : null;
}
