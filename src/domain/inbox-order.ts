import type { Level } from './customer.ts';
import type { EpochMs } from './instant.ts';

/** Something that waits for a person. */
export interface WaitingMatter {
  readonly level: Level;
  /** Null: nothing is promised. */
  readonly dueAtMs: EpochMs | null;
  readonly sinceMs: EpochMs;
}

/** The order in which people see to what waits: levels 1 to 3 by deadline, then level 4, which rises among them only once its longest time is over. */
export function inInboxOrder<Matter extends WaitingMatter>(matters: readonly Matter[], nowMs: EpochMs): readonly Matter[] {
  const isBehind = ({ level, dueAtMs }: Matter) => level === 4 && (dueAtMs === null || dueAtMs > nowMs);
  const dueOf = ({ dueAtMs }: Matter) => dueAtMs ?? Number.MAX_SAFE_INTEGER;
  return matters.toSorted((a, b) => Number(isBehind(a)) - Number(isBehind(b)) || dueOf(a) - dueOf(b) || a.level - b.level || a.sinceMs - b.sinceMs);
}
