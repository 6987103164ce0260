import { readInquiry } from '../../src/domain/screening/inquiry-features.ts';
import type { ScreeningFacts } from '../../src/domain/screening/screening-facts.ts';

/** Somebody new who asks something harmless, of a shop of which everything is known. */
export function someFacts(text: string, over: { readonly [Part in keyof ScreeningFacts]?: Partial<ScreeningFacts[Part]> | ScreeningFacts[Part] } = {}): ScreeningFacts {
  return {
    features: readInquiry({ text, subject: null, language: null, filledShare: null }),
    kind: 'pre-sales',
    lookUps: [],
    ...over,
    customer: { isFirstContact: true, orderCount: 0, isVerified: false, hasPaidSample: false, ...over.customer },
    sender: {
      domain: 'some-firm.example', replyGoesElsewhere: false, authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' }, domainAge: { days: 2_000, atMs: 0 }, takesMail: null, lookAlike: null, firm: null,
      countries: { stated: null, phone: null, ip: null, zone: null }, sameTextSenders: 0, ...over.sender,
    },
    shop: {
      usualFirstQuantity: { pieces: 600, orders: 400 }, usualNeatness: null, namedProducts: [], unlistedCodes: [],
      terms: { payments: ['bank-transfer', 'card'], fastestDeliveryDays: 12, wholesaleFromPieces: 50, soldIn: ['piece'], lowestPrice: { amount: 40_000, currency: 'USD' } },
      ...over.shop,
    },
  } as ScreeningFacts;
}
