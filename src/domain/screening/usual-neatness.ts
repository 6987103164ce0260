import { type Neatness, NEATNESS_FEATURES, type NeatnessFeature, type UsualNeatness } from './neatness.ts';

/** Differences smaller than this are no difference, however alike the shop's inquiries are: in the unit of each measure. */
const LEAST_DEVIATION: Readonly<Record<NeatnessFeature, number>> = { stockPhrases: 2, evenSentences: 0.1, wellFormed: 0.1, framed: 0.2, filled: 0.1 };
/** One measure alone does not make a mail neat, and of a line or two it cannot be told. */
const MOST_OF_ONE = 3;
const FEWEST_FEATURES = 4;

/** Mean and standard deviation of what was measured of past inquiries; the order makes no difference worth telling. */
export function usualNeatness(past: readonly Neatness[]): UsualNeatness {
  const featureOf = (feature: NeatnessFeature) => {
    const values = past.flatMap((one) => one[feature] ?? []);
    if (values.length < 2) return null;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)) };
  };
  return {
    inquiries: past.length,
    features: { stockPhrases: featureOf('stockPhrases'), evenSentences: featureOf('evenSentences'), wellFormed: featureOf('wellFormed'), framed: featureOf('framed'), filled: featureOf('filled') },
  };
}

/** By how many standard deviations an inquiry is neater than is usual, on the mean of what can be measured; null: too little can. */
export function neaterBy(neatness: Neatness, { features }: UsualNeatness): number | null {
  const scores = NEATNESS_FEATURES.flatMap((feature) => {
    const value = neatness[feature];
    const usual = features[feature];
    if (value === null || usual === null) return [];
    const score = (value - usual.mean) / Math.max(usual.deviation, LEAST_DEVIATION[feature]);
    return [Math.max(-MOST_OF_ONE, Math.min(MOST_OF_ONE, score))];
  });
  return scores.length < FEWEST_FEATURES ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
