import type { Level } from './customer.ts';

/** How long something may take: by the wall clock, or by the working hours of the team in charge. */
export interface PromisedTime {
  readonly by: 'wall' | 'business';
  readonly minutes: number;
}

/** What is promised to whom. A stricter level is never due later than a looser one, whatever stands here (`promisedUntil`). */
export type PromisedByLevel = Readonly<Record<Level, PromisedTime>>;

/** Regular contact with customers of weight. */
export interface ContactPromise {
  readonly levels: readonly Level[];
  /** No more than so many days apart. */
  readonly everyDays: number;
  /** A touch is prepared so long before the promise falls due. */
  readonly prepareBeforeHours: number;
  /** What no touch has kept by then is given to a person. */
  readonly personBeforeHours: number;
  /** What the prepared touches are about, in turn; campaigns that start from `contact-due` read it. */
  readonly reasons: readonly string[];
  /** After so many touches without any answer a person is asked instead. */
  readonly personAfterUnanswered: number;
  /** Whether a mailing to a whole audience counts as contact. */
  readonly bulkCounts: boolean;
}

/** The promises of a shop, by the customer's level; plain JSON, part of the shop policy. */
export interface SlaPolicy {
  readonly firstReply: PromisedByLevel;
  readonly nextReply: PromisedByLevel;
  readonly resolution: PromisedByLevel;
  /** A supervisor's word on a draft, and how long a yes is good for. */
  readonly approval: { readonly within: PromisedTime; readonly goodForMinutes: number };
  /** A supervisor's look at what a customer of level 1 has written. */
  readonly incomingReview: PromisedTime;
  readonly contact: ContactPromise;
  /** Whether customers hear no marketing while an inquiry of theirs is open. */
  readonly holdMarketing: boolean;
  /** Share of the promised time at which a clock warns, 0 to 1. */
  readonly warnShare: number;
  /** Minutes after the breach, then after each other, at which it is escalated again; the last one repeats. */
  readonly ladderMinutes: readonly number[];
}

const hours = (count: number): PromisedTime => ({ by: 'wall', minutes: count * 60 });
const businessHours = (count: number): PromisedTime => ({ by: 'business', minutes: count * 60 });

/** Stands for what a shop policy leaves out of its promises. */
export const USUAL_SLA: SlaPolicy = {
  firstReply: { 1: businessHours(2), 2: businessHours(8), 3: hours(24), 4: hours(72) },
  nextReply: { 1: businessHours(2), 2: businessHours(8), 3: hours(24), 4: hours(72) },
  resolution: { 1: hours(3 * 24), 2: hours(5 * 24), 3: hours(7 * 24), 4: hours(14 * 24) },
  approval: { within: businessHours(4), goodForMinutes: 24 * 60 },
  incomingReview: businessHours(4),
  contact: {
    levels: [1, 2], everyDays: 7, prepareBeforeHours: 48, personBeforeHours: 24,
    reasons: ['order-status', 'restock', 'bought-goods', 'check-in'], personAfterUnanswered: 3, bulkCounts: false,
  },
  holdMarketing: true,
  warnShare: 0.75,
  ladderMinutes: [120, 480, 1440],
};
