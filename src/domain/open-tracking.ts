import { type Dwelling, countriesOf } from './zone.ts';

/** What a country's law asks before a sender may notice opens: a consent of its own, or the one to marketing, until it is refused. */
export type TrackingLaw = 'own-consent' | 'marketing-consent';

/** By country. One that is not listed is unknown, and counts as the strictest. */
export type TrackingLaws = Readonly<Partial<Record<string, TrackingLaw>>>;

/** Whether opens of one message may be noticed. */
export interface TrackingQuestion {
  /** The shop policy counts opens. */
  readonly shopWants: boolean;
  readonly customer: Dwelling;
  /** The customer's newest word on it; null: never asked. */
  readonly word: boolean | null;
  /** The newest word on marketing on the channel. */
  readonly marketingWord: boolean | null;
}

/**
 * Shop policy, the customer's own word and the law together. A no always counts, and so does a yes; where nothing was said, every country
 * that may protect the customer has to be content with the consent to marketing.
 */
export function mayTrackOpens({ shopWants, customer, word, marketingWord }: TrackingQuestion, laws: TrackingLaws): boolean {
  if (!shopWants || word === false) return false;
  if (word === true) return true;
  return marketingWord === true && countriesOf(customer).every((country) => country !== null && laws[country] === 'marketing-consent');
}
