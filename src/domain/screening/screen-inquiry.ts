import { contradiction, earlyCredit, freeSamples, largeFirstQuantity, noSpecifics, sameText, thirdParty, urgentMeeting } from './signs-of-request.ts';
import type { PresentSign, SignScene, SignVerdict } from './sign.ts';
import { neaterThanUsual } from './sign-of-neatness.ts';
import { countryMismatch, doubtfulDomain, freeMailboxOfFirm, littleTrace, replyElsewhere, senderNotAuthentic } from './signs-of-sender.ts';
import { listedProduct, paidSample, repeatBuyer, verifiedAccount } from './signs-for-buyers.ts';
import type { ScreeningFacts } from './screening-facts.ts';
import { SCREENING_SIGNS, type ScreeningBand, type ScreeningPolicy, type ScreeningSign } from './screening-policy.ts';

/** A sign that was seen, with its points and evidence. */
export interface SeenSign extends Omit<PresentSign, 'is'> {
  readonly sign: ScreeningSign;
}

/** What a screening came to: advice for people, who alone decide about a person. */
export interface Screening {
  /** The sum of the signs' points. */
  readonly points: number;
  readonly band: ScreeningBand;
  readonly signs: readonly SeenSign[];
  /** Signs that could not be judged, for what they rest on is not known. */
  readonly unknown: readonly ScreeningSign[];
}

/** Each sign's one rule. */
const RULES: Readonly<Record<ScreeningSign, (scene: SignScene) => SignVerdict>> = {
  'large-first-quantity': largeFirstQuantity,
  contradiction,
  'urgent-meeting': urgentMeeting,
  'little-trace': littleTrace,
  'neater-than-usual': neaterThanUsual,
  'no-specifics': noSpecifics,
  'free-mailbox-of-firm': freeMailboxOfFirm,
  'doubtful-domain': doubtfulDomain,
  'sender-not-authentic': senderNotAuthentic,
  'reply-elsewhere': replyElsewhere,
  'free-samples': freeSamples,
  'early-credit': earlyCredit,
  'third-party': thirdParty,
  'same-text': sameText,
  'country-mismatch': countryMismatch,
  'repeat-buyer': repeatBuyer,
  'verified-account': verifiedAccount,
  'listed-product': listedProduct,
  'paid-sample': paidSample,
};

/** Whether an inquiry comes from a real buyer, in explained points. The same facts always come to the same. */
export function screenInquiry(facts: ScreeningFacts, policy: ScreeningPolicy): Screening {
  const verdicts = SCREENING_SIGNS.map((sign) => ({ sign, verdict: RULES[sign]({ facts, policy }) }));
  const signs = verdicts.flatMap(({ sign, verdict }) => (verdict.is === 'present' ? [seen(sign, verdict, policy)] : [])).filter(({ points }) => points !== 0);
  const points = signs.reduce((sum, sign) => sum + sign.points, 0);
  return { points, band: bandOf(points, policy), signs, unknown: verdicts.filter(({ verdict }) => verdict.is === 'unknown').map(({ sign }) => sign) };
}

/** One sign never reaches the points from which on an inquiry is held, whatever it is made of. */
function seen(sign: ScreeningSign, { points, because, matched, source, atMs }: PresentSign, { bands }: ScreeningPolicy): SeenSign {
  return { sign, points: points < bands.holdFrom ? points : bands.holdFrom - 1, because, matched, source, atMs };
}

function bandOf(points: number, { bands }: ScreeningPolicy): ScreeningBand {
  if (points >= bands.holdFrom) return 'hold';
  return points >= bands.lookFrom ? 'look' : 'pass';
}
