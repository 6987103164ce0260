import { agreementInForce } from './agreement.ts';
import { careKindOf } from './care.ts';
import type { Duration, RunningCampaign, SendStep } from './campaign.ts';
import { conditionScene, note, type Scene, type Walker } from './decision-scene.ts';
import { after } from './duration.ts';
import { promisedTouch } from './enrolment-arrival.ts';
import { grantId, type GrantWish, openGrantsAfter, touchOfGrant } from './grant.ts';
import { CHANCE_DIGITS, choosePromotion } from './promotion-choice.ts';
import type { PromotionScene } from './promotion-guards.ts';
import type { ShopPolicy } from './policy.ts';
import type { PromoteRule, Promotion, PromotionPolicy } from './promotion.ts';
import { because } from './reason.ts';
import { dayOf, endOfDay } from './zone.ts';

/** The grant a touch carries, null for none; or that the step has nothing to say without one. */
export type TouchPromotion = { readonly grant: string | null } | 'skip';

/**
 * The promotion of a touch that leaves now. What was decided for the touch before, on another channel, stays: the same code, or none.
 * Reasons: promotion-chosen, promotion-owed, promotion-not-drawn, promotion-none, promotion-gone, and one for each that a guard has excluded.
 */
export function promotionFor(walker: Walker, step: SendStep, scene: Scene): TouchPromotion {
  if (step.promote === undefined) return { grant: null };
  const { enrolment } = walker;
  const touch = promisedTouch(enrolment, step.id);
  // Reserved for this touch before it was held back: it is still its own, unless it has just ended.
  const own = openGrantsAfter(scene.snapshot.grants, { wishes: [], moves: scene.trail.grantMoves }).find(({ id }) => touchOfGrant(id) === touch);
  if (own !== undefined) return { grant: own.id };
  const before = scene.snapshot.messages.find(({ id }) => id.startsWith(`${enrolment.id}/${step.id}/${enrolment.visits[step.id] ?? 1}/`));
  // On another channel already, and none was drawn for it: nobody draws twice.
  if (before === undefined && hasBeenTried(enrolment, step)) return { grant: null };
  if (before === undefined) return chooseFor(touch, walker, step.promote, scene);
  if (before.grant === null || scene.snapshot.grants.some(({ id }) => id === before.grant)) return { grant: before.grant };
  note(scene.trail, walker, because('promotion-gone'));
  return 'skip';
}

function hasBeenTried({ place }: Walker['enrolment'], step: SendStep): boolean {
  return place.kind === 'held' && place.step === step.id && place.tried !== undefined;
}

function chooseFor(touch: string, walker: Walker, rule: PromoteRule, scene: Scene): TouchPromotion {
  const view = promotionScene(walker, scene);
  const { choice, promotion } = choosePromotion({ touch, customer: scene.snapshot.customer.id, rule, scene: view, rates: scene.rules.rates });
  scene.trail.choices.push(choice);
  for (const { because: why } of choice.excluded) note(scene.trail, walker, why);
  if (promotion === null) {
    note(scene.trail, walker, because(choice.eligible.length === 0 ? 'promotion-none' : 'promotion-not-drawn', { percent: inPercent(choice.noneChance) }));
    // Nobody is skipped for the draw: what is compared is the same mail with and without.
    return rule.otherwise === 'skip' && choice.eligible.length === 0 ? 'skip' : { grant: null };
  }
  const chance = choice.eligible.find((one) => one.promotion === promotion.name)?.chance ?? 1;
  const why = promotion.isRight ? because('promotion-owed', { promotion: promotion.name }) : because('promotion-chosen', { promotion: promotion.name, percent: inPercent(chance), count: choice.eligible.length });
  note(scene.trail, walker, why);
  const wish = wishFor(touch, promotion, rule, view);
  scene.trail.wishes.push(wish);
  return { grant: wish.id };
}

function promotionScene({ running, event }: Walker, scene: Scene): PromotionScene {
  const { snapshot, rules, standing, zone, region, trail } = scene;
  const { customer, nowMs } = snapshot;
  return {
    customer, standing, nowMs, zone, region, platform: rules.policy.shop.platform, purses: rules.purses, barredProducts: rules.products.barred, policy: withRightOfTheDay(running, rules.policy),
    currency: customer.currency ?? rules.policy.shop.currency,
    segments: conditionScene(scene, running, event).segments,
    // What this very decision gives to another touch counts as given.
    open: openGrantsAfter(snapshot.grants, { wishes: trail.wishes, moves: trail.grantMoves }),
    past: snapshot.pastGrants,
    agreement: agreementInForce(customer.agreements, nowMs, zone), stacksOnAgreement: rules.policy.agreements?.stackPromotions ?? false,
    isDoubted: snapshot.promises?.inquiries.some((inquiry) => inquiry.isDoubted === true) ?? false,
  };
}

/** On a day of the care calendar its gift is a right. */
function withRightOfTheDay({ campaign }: RunningCampaign, { promotions, care }: ShopPolicy): PromotionPolicy {
  const kind = careKindOf(campaign);
  const gift = kind === null ? null : care?.kinds[kind]?.gift ?? null;
  if (gift === null) return promotions;
  return { ...promotions, shelf: promotions.shelf.map((promotion) => (promotion.name === gift ? { ...promotion, isRight: true } : promotion)) };
}

/** Good until the end of the local day, but never beyond the promotion's own end or what the campaign allows. */
function wishFor(touch: string, promotion: Promotion, rule: PromoteRule, { nowMs, zone, currency }: PromotionScene): GrantWish {
  const endsIn = (validFor: Duration) => endOfDay(after(nowMs, validFor, zone), zone);
  const fullMs = endsIn(promotion.validFor);
  const endsAtMs = Math.min(fullMs, promotion.endsAtMs ?? fullMs, rule.validFor === undefined ? fullMs : endsIn(rule.validFor));
  const remindMs = promotion.remindBefore === null ? null : endsAtMs - (after(nowMs, promotion.remindBefore, zone) - nowMs);
  return {
    id: grantId(touch, nowMs), promotion, currency, mostCost: promotion.mostCost[currency] ?? 0, endsAtMs,
    remindAtMs: remindMs !== null && remindMs > nowMs ? remindMs : null,
    endsOn: dayOf(endsAtMs - 1, zone),
  };
}

const inPercent = (chance: number) => Math.round(chance * 10 ** CHANCE_DIGITS) / 10 ** (CHANCE_DIGITS - 2);
