import { type Day, dayNumber } from './civil-date.ts';
import { bucketOf } from './holdout.ts';
import { CARE_SPREAD_MINUTES } from './care-day.ts';
import type { Money } from './customer.ts';
import type { AgreementEventKind } from './event.ts';
import type { CustomerId } from './ids.ts';
import type { EpochMs } from './instant.ts';
import { dayOf, localTime } from './zone.ts';

/** What a customer and the shop have agreed for a long time. Its days are days of the customer's own clock, the last one included. */
export interface Agreement {
  readonly id: number;
  readonly from: Day;
  readonly until: Day;
  /** Off every price, above 0 and below 1; null: none. */
  readonly discountShare: number | null;
  /** Given back on what was bought once the volume is reached; null: none. */
  readonly rebate: { readonly share: number; readonly fromValue: Money } | null;
  /** Net value of the orders within its days so far. */
  readonly termValue: Money;
}

/** The agreement whose days include this one; no two of a customer overlap. */
export function agreementOn(agreements: readonly Agreement[], day: Day): Agreement | null {
  return agreements.find(({ from, until }) => from <= day && day <= until) ?? null;
}

/** The customer's agreement in force, by the customer's own clock. */
export function agreementInForce(agreements: readonly Agreement[], nowMs: EpochMs, zone: string): Agreement | null {
  // Most customers have none: they pay for no calendar.
  return agreements.length === 0 ? null : agreementOn(agreements, dayOf(nowMs, zone));
}

/** Whole days from today to the last day of the agreement in force: 0 on that day; null without one. */
export function daysToAgreementEnd(agreements: readonly Agreement[], nowMs: EpochMs, zone: string): number | null {
  const agreement = agreementInForce(agreements, nowMs, zone);
  return agreement === null ? null : dayNumber(agreement.until) - dayNumber(dayOf(nowMs, zone));
}

/** Whole days since the last agreement ended; null while one is in force, and when there was none. */
export function daysSinceAgreementEnd(agreements: readonly Agreement[], nowMs: EpochMs, zone: string): number | null {
  if (agreements.length === 0 || agreementInForce(agreements, nowMs, zone) !== null) return null;
  const today = dayOf(nowMs, zone);
  const ends = agreements.flatMap(({ until }) => (until < today ? [dayNumber(today) - dayNumber(until)] : []));
  return ends.length === 0 ? null : Math.min(...ends);
}

/** What the orders of the term lack to the rebate, never below zero; null when no rebate was agreed. */
export function missingToRebate({ rebate, termValue }: Pick<Agreement, 'rebate' | 'termValue'>): Money | null {
  return rebate === null ? null : Math.max(rebate.fromValue - termValue, 0);
}

/** What is told of an agreement, each kind once. */
export interface ToldAgreement extends Agreement {
  readonly renewalReminderDays: number;
  readonly told: readonly AgreementEventKind[];
  /** Another one has been agreed for the time after it. */
  readonly isFollowed: boolean;
}

/**
 * What is news about an agreement now, by the customer's clock; each customer has a minute of their own in the first hours of a day.
 * News that nobody was there to tell is told late; only what a later one has overtaken is left out.
 */
export function agreementNews(agreement: ToldAgreement, customer: { readonly id: CustomerId; readonly zone: string }, nowMs: EpochMs): readonly AgreementEventKind[] {
  const isReached = missingToRebate(agreement) === 0;
  const byDay = localTime(nowMs, customer.zone).minuteOfDay >= bucketOf(customer.id, 'care day') % CARE_SPREAD_MINUTES ? newsOfDay(agreement, dayOf(nowMs, customer.zone)) : [];
  const news: readonly AgreementEventKind[] = [...byDay, ...(isReached ? ['agreement-volume-reached' as const] : [])];
  return news.filter((kind) => !agreement.told.includes(kind));
}

function newsOfDay({ from, until, renewalReminderDays, isFollowed }: ToldAgreement, today: Day): readonly AgreementEventKind[] {
  if (today < from) return [];
  if (today > until) return ['agreement-ended'];
  const isEnding = renewalReminderDays > 0 && !isFollowed && dayNumber(until) - dayNumber(today) <= renewalReminderDays;
  return isEnding ? ['agreement-started', 'agreement-ending'] : ['agreement-started'];
}
