import type { Purpose } from './customer.ts';

/** A country in which a channel does not carry, or may not. */
export interface ChannelGap {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly purpose: Purpose | 'all';
  /** What somebody is answered within an open window arrives all the same. */
  readonly wordsPass: boolean;
}

/** The gap that keeps a message of this purpose from an address there, or null. */
export function gapAt(gaps: readonly ChannelGap[], { country, purpose, isWindowOpen }: { readonly country: string | null; readonly purpose: Purpose; readonly isWindowOpen: boolean }): ChannelGap | null {
  return gaps.find((gap) => gap.country === country && (gap.purpose === 'all' || gap.purpose === purpose) && !(gap.wordsPass && isWindowOpen)) ?? null;
}
