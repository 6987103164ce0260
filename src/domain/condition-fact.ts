import { agreementInForce, daysSinceAgreementEnd, daysToAgreementEnd, missingToRebate } from './agreement.ts';
import type { FactName } from './condition.ts';
import type { KnownFacts, Standing } from './customer.ts';
import type { CustomerPlace } from './customer-place.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import { rolesOf } from './roles.ts';

/** What a fact is worth for one customer; null: not known. */
export type FactValue = string | number | boolean | readonly string[] | null;

interface FactScene {
  readonly customer: KnownFacts;
  readonly standing: Standing;
  readonly nowMs: EpochMs;
  readonly place: Pick<CustomerPlace, 'zone' | 'region'>;
}

const daysSince = (atMs: EpochMs | null, nowMs: EpochMs) => (atMs === null ? null : Math.floor((nowMs - atMs) / DAY_MS));

const inForce = ({ customer, nowMs, place }: FactScene) => agreementInForce(customer.agreements, nowMs, place.zone);

const READERS: Readonly<Record<FactName, (scene: FactScene) => FactValue>> = {
  stage: ({ standing }) => standing.stage,
  lifeCycle: ({ standing }) => standing.lifeCycle,
  tier: ({ standing }) => standing.tier,
  mark: ({ standing }) => standing.marks,
  level: ({ standing }) => standing.level,
  warning: ({ customer }) => customer.warnings.map(({ sign }) => sign),
  role: ({ customer, nowMs }) => rolesOf(customer, nowMs),
  country: ({ customer }) => customer.country,
  region: ({ place }) => place.region,
  language: ({ customer }) => customer.language,
  orderCount: ({ customer }) => customer.orderCount,
  netValue: ({ customer }) => customer.grossValue - customer.cancelledValue,
  grossValue: ({ customer }) => customer.grossValue,
  largestOrder: ({ customer }) => customer.largestOrder,
  daysSinceFirstOrder: ({ customer, nowMs }) => daysSince(customer.firstOrderAtMs, nowMs),
  daysSinceLastOrder: ({ customer, nowMs }) => daysSince(customer.lastOrderAtMs, nowMs),
  usualGapDays: ({ customer }) => (customer.usualGapHours === null ? null : customer.usualGapHours / 24),
  recencyScore: ({ customer }) => customer.recencyScore,
  frequencyScore: ({ customer }) => customer.frequencyScore,
  monetaryScore: ({ customer }) => customer.monetaryScore,
  inquiryCount: ({ customer }) => customer.inquiryCount,
  inquiryQuality: ({ customer }) => customer.inquiryQuality,
  reviewCount: ({ customer }) => customer.feedback.reviewCount,
  // Of one who gave none nothing is known.
  meanRating: ({ customer: { feedback } }) => (feedback.reviewCount === 0 ? null : feedback.ratingSum / feedback.reviewCount),
  activityCount: ({ customer }) => customer.feedback.activityCount,
  returnCount: ({ customer }) => customer.feedback.returnCount,
  openReturns: ({ customer }) => customer.openReturns,
  openInquiry: ({ customer }) => customer.openInquiries,
  daysSinceLastContact: ({ customer, nowMs }) => daysSince(customer.lastContactAtMs, nowMs),
  daysSinceLastClick: ({ customer, nowMs }) => daysSince(customer.lastClickAtMs, nowMs),
  daysSinceLastReply: ({ customer, nowMs }) => daysSince(customer.lastReplyAtMs, nowMs),
  unansweredTouches: ({ customer }) => customer.unansweredTouches,
  daysSinceLastReturn: ({ customer, nowMs }) => daysSince(customer.lastReturnAtMs, nowMs),
  daysSinceLastComplaint: ({ customer, nowMs }) => daysSince(customer.lastComplaintAtMs, nowMs),
  agreement: (scene) => inForce(scene) !== null,
  daysToAgreementEnd: ({ customer, nowMs, place }) => daysToAgreementEnd(customer.agreements, nowMs, place.zone),
  daysSinceAgreementEnd: ({ customer, nowMs, place }) => daysSinceAgreementEnd(customer.agreements, nowMs, place.zone),
  missingToRebate: (scene) => {
    const agreement = inForce(scene);
    return agreement === null ? null : missingToRebate(agreement);
  },
};

/** The value of a fact: money in 1/10,000 units, days as whole elapsed days, null when not known. */
export function factValue(name: FactName, scene: FactScene): FactValue {
  return READERS[name](scene);
}
