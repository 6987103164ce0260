import { because } from '../reason.ts';
import { ABSENT, present, type SignScene, type SignVerdict, UNKNOWN } from './sign.ts';
import { neaterBy } from './usual-neatness.ts';

/** Neater than the shop's own inquiries are; with few of them nobody knows what is usual. */
export function neaterThanUsual({ facts: { features, shop }, policy }: SignScene): SignVerdict {
  const usual = shop.usualNeatness;
  if (usual === null || usual.inquiries < policy.neat.fewestInquiries) return UNKNOWN;
  const deviations = neaterBy(features.neatness, usual);
  if (deviations === null) return UNKNOWN;
  if (deviations < policy.neat.deviations) return ABSENT;
  return present(policy.weights['neater-than-usual'], 'text', because('screen-neater-than-usual', { deviations: Number(deviations.toFixed(1)), inquiries: usual.inquiries }));
}
