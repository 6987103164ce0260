import type { ConsentState, Level, LevelOverride } from './customer.ts';
import { overrideInForce } from './level.ts';
import type { EpochMs } from './instant.ts';
import { FREQUENCIES, type StatedFrequency } from './stated.ts';

/** Which of two customers who turn out to be one: the one that goes on, or the one that becomes a part of it. */
export type Side = 'kept' | 'gone';

/** What the two together have said of a channel and purpose, and whose word it is. */
export interface MergedConsent extends Pick<ConsentState, 'channel' | 'purpose' | 'granted'> {
  readonly confirmed: boolean;
  readonly by: Side;
}

/**
 * The consents that have to be said anew of the one that goes on, because the strictest word of the two is another than its own. A no of either
 * counts, whichever is newer; a yes counts where both have said it, or where the other one has never said anything; it is confirmed when every yes
 * that counts is.
 */
export function mergedConsents(kept: readonly ConsentState[], gone: readonly ConsentState[]): readonly MergedConsent[] {
  return gone.flatMap((theirs) => {
    const own = kept.find((word) => word.channel === theirs.channel && word.purpose === theirs.purpose) ?? null;
    const merged = strictest(own, theirs);
    const isKnown = own !== null && own.granted === merged.granted && (!merged.granted || isConfirmed(own) === merged.confirmed);
    return isKnown ? [] : [merged];
  });
}

function strictest(own: ConsentState | null, theirs: ConsentState): MergedConsent {
  const { channel, purpose } = theirs;
  if (own === null) return { channel, purpose, granted: theirs.granted, confirmed: isConfirmed(theirs), by: 'gone' };
  if (!own.granted) return { channel, purpose, granted: false, confirmed: true, by: 'kept' };
  if (!theirs.granted) return { channel, purpose, granted: false, confirmed: true, by: 'gone' };
  return { channel, purpose, granted: true, confirmed: isConfirmed(own) && isConfirmed(theirs), by: isConfirmed(theirs) ? 'kept' : 'gone' };
}

const isConfirmed = ({ granted, confirmed }: ConsentState) => !granted || confirmed !== false;

/** How much marketing the two want at most: the less of what they have said; null: neither has said anything. */
export function mergedFrequency(kept: StatedFrequency | null, gone: StatedFrequency | null): StatedFrequency | null {
  return FREQUENCIES.toReversed().find((frequency) => frequency === kept || frequency === gone) ?? null;
}

/**
 * Whose word of a person on the level stands for both: the stricter one; that of the part alone only where it is no looser than the level at which
 * the other one is handled now. Null: neither's.
 */
export function mergedOverride(kept: LevelOverride | null, gone: LevelOverride | null, levelNow: Level, nowMs: EpochMs): Side | null {
  const [own, theirs] = [kept, gone].map((said) => overrideInForce({ levelOverride: said }, nowMs));
  if (theirs == null) return own == null ? null : 'kept';
  if (own != null) return theirs.level < own.level ? 'gone' : 'kept';
  return theirs.level <= levelNow ? 'gone' : null;
}
