import type { CustomerFacts, Standing, TierRecord } from './customer.ts';
import { placeOf } from './customer-place.ts';
import { DAY_MS, earlier, type EpochMs } from './instant.ts';
import { levelOf, overrideInForce } from './level.ts';
import { lifeCycleOf, usualGapDays } from './life-cycle.ts';
import { marksOf } from './marks.ts';
import type { CutPoints, ShopPolicy } from './policy.ts';
import { because, type Reason } from './reason.ts';
import { stageOf } from './stage.ts';
import { raiseTier, reviewTier, type TierHolding } from './tier-review.ts';
import { type WarningAnswer, warningChanges, warningsOf, withWarnings } from './warnings.ts';

export interface StandingAnswer {
  readonly standing: Standing;
  readonly tierRecord: TierRecord;
  /** What differs from the stored standing, and why. */
  readonly changes: readonly Reason[];
  /** When silence alone will change it next. */
  readonly nextChangeAtMs: EpochMs | null;
  readonly slope: WarningAnswer;
}

/** What standings are judged by. */
export interface StandingRules {
  readonly policy: ShopPolicy;
  readonly cutPoints: CutPoints | null;
}

/**
 * Stage, life cycle, tier, marks and level of a customer at an instant, computed from facts and stored cut-points.
 * The tier goes up whenever the contribution reaches a better one; only a review may take it down.
 */
export function standingOf(customer: CustomerFacts, rules: StandingRules, nowMs: EpochMs, tierReviewIsDue = false): StandingAnswer {
  const { lifeCycle, nextChangeAtMs } = lifeCycleOf(customer, rules.policy, nowMs);
  const slope = warningsOf({ customer, policy: rules.policy, nowMs }, lifeCycle);
  const { holding, because: whyTier } = tierAt(customer, rules, nowMs, tierReviewIsDue);
  const unlevelled: Standing = {
    stage: stageOf(customer, rules.policy),
    lifeCycle,
    tier: holding.tier,
    // Without cut-points nothing is known of marks: keep what a scoring once gave.
    marks: rules.cutPoints === null ? customer.standing.marks : marksOf(customer, rules.cutPoints),
    level: customer.standing.level,
  };
  const scene = { customer: withWarnings(customer, slope), standing: unlevelled, nowMs, place: placeOf(customer, rules.policy) };
  const standing = { ...unlevelled, level: levelOf(scene, rules.policy) };
  const isByInquiries = standing.level !== customer.standing.level && levelOf({ ...scene, customer: { ...scene.customer, inquiryQuality: 'none' } }, rules.policy) !== standing.level;
  const { sinceMs, misses, missedAtMs } = holding;
  const tierRecord = { sinceMs, misses, missedAtMs };
  const said = overrideInForce(customer, nowMs);
  return { standing, tierRecord, changes: [...changesOf(customer, { standing, whyTier, isByInquiries }, rules.policy, nowMs), ...warningChanges(slope)], nextChangeAtMs: earlier(nextChangeAtMs, said?.untilMs ?? null), slope };
}

function tierAt(customer: CustomerFacts, rules: StandingRules, nowMs: EpochMs, reviewIsDue: boolean): { holding: TierHolding; because: Reason | null } {
  const held = { ...customer.tierRecord, tier: customer.standing.tier };
  const review = reviewIsDue ? reviewTier(held, customer.contribution, rules, nowMs) : raiseTier(held, customer.contribution, rules, nowMs);
  return review ?? { holding: held, because: null };
}

/** Reasons: stage-changed, life-cycle-changed, silence, what became of the tier, marks-changed, level-changed. */
function changesOf(
  customer: CustomerFacts, { standing, whyTier, isByInquiries }: { standing: Standing; whyTier: Reason | null; isByInquiries: boolean }, policy: ShopPolicy, nowMs: EpochMs,
): readonly Reason[] {
  const was = customer.standing;
  const changes: Reason[] = [];
  if (was.stage !== standing.stage) changes.push(because('stage-changed', { from: was.stage, to: standing.stage }));
  if (was.lifeCycle !== standing.lifeCycle) {
    changes.push(because('life-cycle-changed', { from: was.lifeCycle, to: standing.lifeCycle }));
    if (standing.lifeCycle === 'at-risk' || standing.lifeCycle === 'lapsed') changes.push(silence(customer, policy, nowMs));
  }
  if (whyTier !== null) changes.push(whyTier);
  if (marksInWords(was) !== marksInWords(standing)) changes.push(because('marks-changed', { from: marksInWords(was), to: marksInWords(standing) }));
  if (was.level !== standing.level) {
    const why = overrideInForce(customer, nowMs) === null ? {} : { by: 'person' };
    changes.push(because('level-changed', { from: was.level, to: standing.level, ...why, ...(isByInquiries ? { inquiries: customer.inquiryQuality } : {}) }));
  }
  return changes;
}

const marksInWords = (standing: Standing) => standing.marks.join(', ') || 'none';

function silence(customer: CustomerFacts, policy: ShopPolicy, nowMs: EpochMs): Reason {
  const days = Math.floor((nowMs - (customer.lastOrderAtMs ?? nowMs)) / DAY_MS);
  return because('silence', { days, usualGapDays: Math.round(usualGapDays(customer, policy)) });
}
