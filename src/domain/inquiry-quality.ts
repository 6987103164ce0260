import type { InquiryKind } from './inquiry-kind.ts';
import type { Verdict } from './inquiry.ts';
import { because, type Reason } from './reason.ts';
import type { InquirySubstance } from './screening/inquiry-substance.ts';
import { GOOD_SIGNS, type ScreeningBand, type ScreeningSign } from './screening/screening-policy.ts';

/** How serious the inquiries of a customer are, the least first. None: they have asked nothing that a buyer asks. */
export const INQUIRY_QUALITIES = ['none', 'low', 'fair', 'high'] as const;
export type InquiryQuality = (typeof INQUIRY_QUALITIES)[number];

/** An inquiry, as far as its quality goes by it. */
export interface WeighedInquiry {
  readonly id: number;
  readonly kind: InquiryKind;
  /** Products that its entries were told to be about. */
  readonly skus: readonly string[];
  /** Null: nobody has screened it yet. */
  readonly band: ScreeningBand | null;
  /** Signs that its screening saw. */
  readonly signs: readonly ScreeningSign[];
  /** What its screening read; null: it was not screened, or before that was kept. */
  readonly substance: InquirySubstance | null;
  /** Null: no person has judged it. */
  readonly verdict: Verdict | null;
  /** An order came soon after it. */
  readonly ledToOrder: boolean;
}

/** A quality with what speaks for it and against it. */
export interface ExplainedQuality {
  readonly quality: InquiryQuality;
  readonly because: readonly Reason[];
}

/** So soon after an inquiry an order is its fruit. */
export const FRUIT_DAYS = 60;
/** So many signs make an inquiry one of high quality, if it is trusted. */
const SIGNS_OF_HIGH = 3;

/** Whoever asks about an order that they have does not ask as a buyer: it is counted neither way. */
const ABOUT_AN_ORDER: ReadonlySet<InquiryKind> = new Set<InquiryKind>(['after-sales', 'complaint', 'return', 'order-tracking']);

const NOTHING_ASKED: ExplainedQuality = { quality: 'none', because: [] };

/**
 * The quality of the best inquiry of a customer, of several the newest; but low for as long as the last one that a person has judged was found not to be real.
 * @param inquiries the newest first
 */
export function qualityOfInquiries(inquiries: readonly WeighedInquiry[]): ExplainedQuality {
  const judged = inquiries.find(({ verdict }) => verdict !== null);
  if (judged?.verdict === 'not-real') return qualityOfInquiry(judged);
  const weighed = inquiries.filter(({ kind }) => !ABOUT_AN_ORDER.has(kind)).map(qualityOfInquiry);
  return weighed.reduce((best, one) => (rankOf(one) > rankOf(best) ? one : best), NOTHING_ASKED);
}

const rankOf = ({ quality }: ExplainedQuality) => INQUIRY_QUALITIES.indexOf(quality);

/** How serious one inquiry is: by what it names, whether it is trusted, and what became of it. */
export function qualityOfInquiry(inquiry: WeighedInquiry): ExplainedQuality {
  const { id, verdict, band, ledToOrder } = inquiry;
  if (verdict === 'not-real') return { quality: 'low', because: [because('inquiry-not-real', { inquiry: id })] };
  if (verdict === null && band === 'hold' && !ledToOrder) return { quality: 'low', because: [because('inquiry-doubted', { inquiry: id })] };
  const signs = signsOf(inquiry);
  if (signs.length === 0) return { quality: 'low', because: [because('inquiry-says-little', { inquiry: id })] };
  const isTrusted = verdict === 'real' || ledToOrder || (band === 'pass' && doubtsIn(inquiry).length === 0);
  return { quality: isTrusted && signs.length >= SIGNS_OF_HIGH ? 'high' : 'fair', because: [...signs, ...trustOf(inquiry)] };
}

/** What speaks for an inquiry, each sign once. */
function signsOf({ id: inquiry, verdict, ledToOrder, ...asked }: WeighedInquiry): readonly Reason[] {
  const { quantity = null, terms = [], topics = [] } = asked.substance ?? {};
  return [
    ...productSign({ id: inquiry, ...asked }),
    ...(quantity === null ? [] : [because('inquiry-names-quantity', { inquiry, ...(quantity.pieces === null ? {} : { pieces: quantity.pieces }) })]),
    ...(terms.length === 0 ? [] : [because('inquiry-asks-terms', { inquiry, terms: terms.join(', ') })]),
    ...(topics.length === 0 ? [] : [because('inquiry-asks-specifics', { inquiry, topics: topics.join(', ') })]),
    ...(verdict === 'real' ? [because('inquiry-real', { inquiry })] : []),
    ...(ledToOrder ? [because('inquiry-led-to-order', { inquiry })] : []),
  ];
}

/** Products are named by whoever told of the inquiry, or by its words; of a screening whose reading was not kept the sign is known. */
function productSign({ id: inquiry, skus, substance, signs }: Pick<WeighedInquiry, 'id' | 'skus' | 'substance' | 'signs'>): readonly Reason[] {
  const named = [...new Set([...skus, ...substance?.skus ?? []])];
  if (named.length === 0) return signs.includes('listed-product') ? [because('inquiry-names-product', { inquiry })] : [];
  return [because('inquiry-names-product', { inquiry, skus: named.join(', ') })];
}

/** Why an inquiry counts as it does, where neither a person nor an order has said so. */
function trustOf({ id: inquiry, verdict, band, ledToOrder, signs }: WeighedInquiry): readonly Reason[] {
  if (verdict === 'real' || ledToOrder) return [];
  if (band === null) return [because('inquiry-not-screened', { inquiry })];
  const doubts = doubtsIn({ signs });
  return [band === 'pass' ? because('inquiry-passed', { inquiry, ...(doubts.length === 0 ? {} : { doubts: doubts.join(', ') }) }) : because('inquiry-looked-at', { inquiry })];
}

/** Signs of doubt that did not come to a look. That somebody writes neatly is none by itself. */
const doubtsIn = ({ signs }: Pick<WeighedInquiry, 'signs'>): readonly ScreeningSign[] => signs.filter((sign) => !SPEAKS_AGAINST_NOBODY.has(sign));
const SPEAKS_AGAINST_NOBODY: ReadonlySet<ScreeningSign> = new Set<ScreeningSign>([...GOOD_SIGNS, 'neater-than-usual']);
