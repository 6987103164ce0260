import type { CampaignPromises } from './campaign-promises.ts';
import type { CareKind } from './care.ts';
import type { Condition } from './condition.ts';
import type { LifeCycle, Level, Mark, Purpose, Stage, Tier } from './customer.ts';
import type { AnyEventKind } from './event.ts';
import type { CampaignName, StepId } from './ids.ts';
import type { EpochMs } from './instant.ts';
import type { PromoteRule } from './promotion.ts';

/** `3 days` counts calendar days in the customer's zone; `72 hours` is elapsed time. */
export type Duration =
  | { readonly unit: 'minutes' | 'hours'; readonly count: number }
  | { readonly unit: 'days' | 'weeks'; readonly count: number };

export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7; // ISO: Monday is 1

/** Local hours in which a touch may leave; minutes after local midnight, end exclusive. */
export interface LocalWindow {
  readonly days: readonly Weekday[];
  readonly fromMinute: number;
  readonly untilMinute: number;
}

export interface SendWindow {
  readonly clock: 'customer' | 'shop';
  readonly byTier: Readonly<Record<Tier, LocalWindow>>;
  readonly otherwise: LocalWindow | null;
  /** In the customer's best hour of the window; absent: as soon as it opens. */
  readonly hour?: 'best';
}

export interface Cap {
  readonly count: number;
  readonly per: Duration;
  /** null: over all channels. */
  readonly channel: string | null;
}

export interface Audience {
  readonly stages: readonly Stage[] | null;
  readonly lifeCycles: readonly LifeCycle[] | null;
  readonly tiers: readonly Tier[] | null;
  readonly marks: readonly Mark[] | null;
  readonly levels: readonly Level[] | null;
  readonly countries: readonly string[] | null;
  readonly where: Condition | null;
  /** Share deliberately not contacted, 0 to 1. */
  readonly holdoutShare: number;
}

export type Entry =
  /** `start` takes the audience as it is then, in pages. */
  | { readonly kind: 'audience' }
  /** Each such event enters its customer, when the condition holds. */
  | {
      readonly kind: 'event';
      readonly on: readonly AnyEventKind[];
      readonly when: Condition | null;
      /** `start` takes the audience in as well; later customers enter by the event. */
      readonly audienceAtStart?: true;
    };

export interface ReEntry {
  /** null: only once, ever. */
  readonly after: Duration | null;
}

/** A wait ends when the customer's next order is due (domain/life-cycle.ts). */
export const NEXT_ORDER_DUE = 'next-order-due';

/** A wait that ends so long before a channel takes no more free words from us, or, with null, the last of all channels. */
export interface WindowClosing {
  readonly windowOf: string | null;
  readonly before: Duration | null;
}

/** Where a step leads: another step, or the end with a word for it. */
export type Target = { readonly step: StepId } | { readonly exit: string };

/** What a step of a campaign asks of the products. */
export interface ProductRule {
  /** Stock codes in their order; `auto`: what fits the customer; `event`: the product that the event names by which they were entered. */
  readonly offer: 'auto' | 'event' | readonly string[];
  readonly slot: 'again' | 'new' | 'both';
  readonly most: number;
  /** Without one that may be shown: the touch leaves all the same, or the step is skipped. */
  readonly otherwise: 'send' | 'skip';
}

export interface SendStep {
  readonly kind: 'send';
  readonly id: StepId;
  readonly template: string;
  /** Channels in order of preference. */
  readonly channels: readonly string[];
  /** How long the touch stays worth sending after it first falls due. */
  readonly goodFor: Duration;
  /** What the touch offers; absent: nothing. */
  readonly promote?: PromoteRule;
  /** Which products the touch shows; absent: none. */
  readonly products?: ProductRule;
  readonly next: Target;
}
export interface WaitStep {
  readonly kind: 'wait';
  readonly id: StepId;
  /** Empty: a plain wait for time. */
  readonly for: readonly AnyEventKind[];
  /** How long, or until when by the customer's own rhythm (a usual gap after the last order), or until a window closes. */
  readonly timeout: Duration | typeof NEXT_ORDER_DUE | WindowClosing;
  readonly on: Readonly<Partial<Record<AnyEventKind, Target>>>;
  readonly next: Target;
}
export interface ChooseStep {
  readonly kind: 'choose';
  readonly id: StepId;
  readonly branches: readonly { readonly when: Condition; readonly to: Target }[];
  readonly otherwise: Target;
}
export type Step = SendStep | WaitStep | ChooseStep;

export interface Schedule {
  /** Null: when `start` is called. */
  readonly startAtMs: EpochMs | null;
  /** IANA zone in which the start was written: repeats keep its wall time there. */
  readonly timeZone?: string;
  readonly repeat: 'yearly' | 'monthly' | 'weekly' | null;
  /** The run ends this long after its start, whatever is still open. */
  readonly endAfter: Duration | null;
}

/** A frozen campaign version: what one reviewed YAML file means. Plain JSON. */
export interface Campaign {
  readonly name: CampaignName;
  readonly title: Readonly<Record<string, string>>;
  readonly goal: { readonly event: AnyEventKind; readonly within: Duration } | null;
  readonly purpose: Purpose;
  readonly entry: Entry;
  readonly reEntry: ReEntry;
  readonly audience: Audience;
  readonly segments: Readonly<Record<string, Condition>>;
  readonly steps: readonly Step[];
  readonly sendWindow: SendWindow | null;
  /** Which kind of the care calendar it is, where its entry does not say so. */
  readonly care?: CareKind;
  readonly caps: readonly Cap[];
  /** What is promised to whoever is in it, where that is stricter than what their level gets; absent: nothing more. */
  readonly promises?: CampaignPromises;
  readonly exitWhen: readonly AnyEventKind[];
  readonly schedule: Schedule;
  /** `<template>` → channel → locale → hash of the frozen template version; filled by apply. */
  readonly templates: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  readonly fallbackLocale: string;
  /** Hashes of templates that say words of our own only: they need an open window. */
  readonly wordsOnly?: readonly string[];
}

/** A campaign version together with the state that may hold it. */
export interface RunningCampaign {
  readonly campaign: Campaign;
  readonly ordinal: number;
  /** True for the version that new entries get. */
  readonly active: boolean;
  readonly state: 'draft' | 'running' | 'paused' | 'cancelled' | 'finished';
  readonly lateRule: 'catch-up' | 'skip';
  readonly resumedAtMs: EpochMs | null;
  /** Customers of its largest run that is not over; absent: it has none. */
  readonly audienceCount?: number;
}
