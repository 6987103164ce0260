import type { AnyEventKind } from './event.ts';
import type { WantedFestivals } from './festivals.ts';

/** Facts that conditions may read, with their kind; the YAML schema, the help and the compiler all read this table. */
export const CONDITION_FACTS = {
  stage: 'word', lifeCycle: 'word', tier: 'word', mark: 'words', level: 'number', warning: 'words', role: 'words',
  country: 'word', region: 'word', language: 'word',
  orderCount: 'number', netValue: 'money', grossValue: 'money', largestOrder: 'money',
  daysSinceFirstOrder: 'number', daysSinceLastOrder: 'number', usualGapDays: 'number',
  recencyScore: 'number', frequencyScore: 'number', monetaryScore: 'number',
  inquiryCount: 'number', inquiryQuality: 'word', reviewCount: 'number', meanRating: 'number', activityCount: 'number', returnCount: 'number', openReturns: 'number', openInquiry: 'words', daysSinceLastContact: 'number', daysSinceLastClick: 'number', daysSinceLastReply: 'number',
  unansweredTouches: 'number', daysSinceLastReturn: 'number', daysSinceLastComplaint: 'number',
  agreement: 'yes-no', daysToAgreementEnd: 'number', daysSinceAgreementEnd: 'number', missingToRebate: 'money',
} as const;
export type FactName = keyof typeof CONDITION_FACTS;

/** Money facts are compared in the core's integer of 1/10,000 of the currency unit. */
export type Test =
  | { readonly is: string | number | boolean }
  | { readonly in: readonly (string | number)[] }
  | { readonly atLeast: number }
  | { readonly atMost: number }
  | { readonly moreThan: number }
  | { readonly lessThan: number }
  | { readonly known: boolean };

/** A structured condition: a tree of all/any/not over facts, or over the event that entered or woke the step. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly fact: FactName; readonly test: Test }
  | { readonly event: string; readonly test: Test }
  | { readonly happened: AnyEventKind; readonly withinDays: number | null }
  /** The customer's country keeps one of these festivals: it is on, or begins within so many days. */
  | { readonly festivals: WantedFestivals }
  | { readonly segment: string };
