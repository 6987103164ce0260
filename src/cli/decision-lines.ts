import type { EpochMs } from '../domain/instant.ts';
import type { DecisionLine } from '../domain/decision.ts';

/** Something that one decision or several in a row said of the same touch. */
export interface ToldLine {
  readonly atMs: EpochMs;
  readonly text: string;
  /** How many decisions said it. */
  readonly times: number;
  /** The last of them. */
  readonly untilMs: EpochMs;
}

/**
 * What decisions said, the oldest first. A customer is looked at whenever anything happens, and a touch that is held is held each time: what is said of it again
 * is told once, with how often and until when.
 */
export function toldLines(decisions: readonly { readonly atMs: EpochMs; readonly lines: readonly DecisionLine[] }[], word: (line: DecisionLine) => string): readonly ToldLine[] {
  const told: ToldLine[] = [];
  const lastOf = new Map<string, number>();
  for (const { atMs, lines } of decisions) {
    for (const line of lines) {
      const text = word(line);
      const touch = `${line.campaign ?? ''}/${line.step ?? ''}`;
      const last = lastOf.get(touch);
      const known = last === undefined ? undefined : told[last];
      if (last !== undefined && known?.text === text) {
        told[last] = { ...known, times: known.times + 1, untilMs: atMs };
      } else {
        lastOf.set(touch, told.push({ atMs, text, times: 1, untilMs: atMs }) - 1);
      }
    }
  }
  return told;
}
