import type { Condition, Test } from './condition.ts';
import { type FactValue, factValue } from './condition-fact.ts';
import type { KnownFacts, Standing } from './customer.ts';
import type { AnyEventKind, DomainEvent } from './event.ts';
import type { CustomerPlace } from './customer-place.ts';
import { festivalNear, type WantedFestivals } from './festivals.ts';
import { DAY_MS, type EpochMs } from './instant.ts';

/** Everything a condition may look at. `event`: the one that entered the customer or woke the step, if any. */
export interface ConditionScene {
  readonly customer: KnownFacts;
  readonly standing: Standing;
  readonly nowMs: EpochMs;
  readonly place: CustomerPlace;
  readonly event: DomainEvent | null;
  /** The campaign's own segments over the shop's. */
  readonly segments: Readonly<Record<string, Condition>>;
}

type LastInstant = 'lastOrderAtMs' | 'lastInquiryAtMs' | 'lastReplyAtMs' | 'lastClickAtMs';

/** Kinds of which the last instant is kept: the only ones that `happened` may ask for. */
export const HAPPENED_FACTS: Readonly<Partial<Record<AnyEventKind, LastInstant>>> = {
  'order.placed': 'lastOrderAtMs',
  'inquiry.received': 'lastInquiryAtMs',
  replied: 'lastReplyAtMs',
  clicked: 'lastClickAtMs',
};

/** Whether a condition holds. What is not known satisfies no comparison; `known` asks for it. */
export function holds(condition: Condition, scene: ConditionScene): boolean {
  return holdsWithin(condition, scene, []);
}

/** `open` names the segments being evaluated: a segment inside itself does not hold, so that evaluation always ends. */
function holdsWithin(condition: Condition, scene: ConditionScene, open: readonly string[]): boolean {
  if ('all' in condition) return condition.all.every((part) => holdsWithin(part, scene, open));
  if ('any' in condition) return condition.any.some((part) => holdsWithin(part, scene, open));
  if ('not' in condition) return !holdsWithin(condition.not, scene, open);
  if ('fact' in condition) return passes(condition.test, factValue(condition.fact, scene));
  if ('event' in condition) return passes(condition.test, scene.event?.properties[condition.event] ?? null);
  if ('festivals' in condition) return isNearFestival(condition.festivals, scene);
  if ('happened' in condition) return happened(condition.happened, condition.withinDays, scene);
  const segment = scene.segments[condition.segment];
  if (segment === undefined || open.includes(condition.segment)) return false;
  return holdsWithin(segment, scene, [...open, condition.segment]);
}

function isNearFestival(wanted: WantedFestivals, { customer: { country }, nowMs, place }: ConditionScene): boolean {
  return festivalNear(nowMs, wanted, { ...place, country }) !== null;
}

function happened(kind: AnyEventKind, withinDays: number | null, { customer, nowMs }: ConditionScene): boolean {
  const fact = HAPPENED_FACTS[kind];
  const atMs = fact === undefined ? null : customer[fact];
  return atMs !== null && (withinDays === null || nowMs - atMs <= withinDays * DAY_MS);
}

/** Whether a value passes a test; what is not known passes no comparison. */
export function passes(test: Test, value: FactValue): boolean {
  if ('known' in test) return isKnown(value) === test.known;
  if ('is' in test) return candidates(value).includes(test.is);
  if ('in' in test) return test.in.some((wanted) => candidates(value).includes(wanted));
  if (typeof value !== 'number') return false;
  if ('atLeast' in test) return value >= test.atLeast;
  if ('atMost' in test) return value <= test.atMost;
  if ('moreThan' in test) return value > test.moreThan;
  return value < test.lessThan;
}

const isKnown = (value: FactValue) => candidates(value).length > 0;

/** A list, such as the marks, passes when one of its words does. */
function candidates(value: FactValue): readonly (string | number | boolean)[] {
  if (value === null) return [];
  return typeof value === 'object' ? value : [value];
}
