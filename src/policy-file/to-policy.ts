import type { Mark } from '../domain/customer.ts';
import { USUAL_BEST_HOUR } from '../domain/best-hour.ts';
import type { BestHourRule, Capacity, ShopPolicy, TierReviewRule } from '../domain/policy.ts';
import { USUAL_TIER_REVIEW } from '../domain/tier-review.ts';
import type { WrittenPolicy } from './policy-schema.ts';
import { toCare } from './care-schema.ts';
import { toConsent } from './consent-schema.ts';
import { toContactMethod } from './contact-method-schema.ts';
import { toPaymentMethods } from './payment-methods-schema.ts';
import { toProducts } from './products-schema.ts';
import { toPromotions } from './promotion-schema.ts';
import { toRegions } from './regions-schema.ts';
import { toRights } from './rights-schema.ts';
import { toScreening } from './screening-schema.ts';
import { toSending } from './sending-schema.ts';
import { toStaffMember } from './staff-schema.ts';
import { toTeams } from './teams-schema.ts';
import { toSla } from './sla-schema.ts';
import { toWorkingGroup } from './working-group-schema.ts';
import { toWarnings } from './warning-schema.ts';

/** The shop policy that a checked file means. */
export function toPolicy(written: WrittenPolicy): ShopPolicy {
  const { shop, sender } = written;
  return {
    shop: { id: shop.id, title: shop.title, platform: shop.platform, currency: shop.currency, timeZone: shop['time-zone'] },
    sender: {
      legalName: sender['legal-name'], postalAddress: sender['postal-address'], fromName: sender['from-name'],
      fromAddress: sender['from-address'], replyTo: sender['reply-to'], domain: sender.domain,
    },
    ...(written.sending === undefined ? {} : { sending: toSending(written.sending) }),
    languages: { fallback: written.languages.fallback, ...(written.languages['stand-ins'] === undefined ? {} : { standIns: written.languages['stand-ins'] }) },
    stages: { loyalFromOrders: written.stages['loyal-from-orders'] },
    silence: toSilence(written.silence),
    ...(written.warnings === undefined ? {} : { warnings: toWarnings(written.warnings) }),
    tiers: written.tiers.map(({ tier, title, top, badge }) => ({ tier, title, topShare: top, ...(badge === undefined ? {} : { badge }) })),
    tierReview: toTierReview(written['tier-review']),
    promotions: toPromotions(written.promotions),
    ...(written.rights === undefined ? {} : { rights: toRights(written.rights) }),
    ...(written.products === undefined ? {} : { products: toProducts(written.products) }),
    ...toServing(written),
    ...(written.consent === undefined ? {} : { consent: toConsent(written.consent) }),
    ...(written['contact-method'] === undefined ? {} : { contactMethod: toContactMethod(written['contact-method']) }),
    ...(written.webhooks === undefined ? {} : { webhooks: written.webhooks }),
    ...(written.platforms === undefined ? {} : { platforms: written.platforms }),
    ...(written.care === undefined ? {} : { care: toCare(written.care) }),
    ...toPromises(written),
    ...toTracking(written.tracking),
    ...(written.agreements === undefined ? {} : { agreements: { stackPromotions: written.agreements['stack-promotions'] } }),
    marks: { vip: toMark(written, 'vip'), core: toMark(written, 'core'), quality: toMark(written, 'quality') },
    levels: written.levels.map((rule) => ({ level: rule.level, when: 'when' in rule ? rule.when : null })),
    quietHours: toQuietHours(written['quiet-hours']),
    sendWindow: toSendWindow(written['send-window']),
    ...toSilentFestivals(written['silent-festivals']),
    bestHour: toBestHour(written['best-hour']),
    capacity: toCapacity(written.capacity),
    caps: written.caps,
    enrolments: written.enrolments,
    segments: written.segments ?? {},
    unknownOutcome: written['unknown-outcome'],
    countryZones: written['country-zones'],
  };
}

function toPromises({ sla, 'working-group': workingGroup, screening }: WrittenPolicy): Pick<ShopPolicy, 'sla' | 'workingGroup' | 'screening'> {
  return {
    ...(sla === undefined ? {} : { sla: toSla(sla) }), ...(workingGroup === undefined ? {} : { workingGroup: toWorkingGroup(workingGroup) }),
    ...(screening === undefined ? {} : { screening: toScreening(screening) }),
  };
}

/** Quiet hours by country as the core knows them; `*` stands for all others. */
export function toQuietHours(written: WrittenPolicy['quiet-hours']): ShopPolicy['quietHours'] {
  return Object.fromEntries(Object.entries(written).map(([place, hours]) => {
    return [place, 'between' in hours ? { ...hours.between, days: hours.days } : { ...hours, days: 'all' as const }];
  }));
}

/** Who serves whom, and how they pay. */
function toServing({ regions, teams, staff, 'payment-methods': paymentMethods }: WrittenPolicy): Pick<ShopPolicy, 'regions' | 'teams' | 'staff' | 'paymentMethods'> {
  return {
    ...(regions === undefined ? {} : { regions: toRegions(regions) }),
    ...(paymentMethods === undefined ? {} : { paymentMethods: toPaymentMethods(paymentMethods) }),
    ...(teams === undefined ? {} : { teams: toTeams(teams) }),
    ...(staff === undefined ? {} : { staff: staff.map(toStaffMember) }),
  };
}

function toTracking(written: WrittenPolicy['tracking']): Pick<ShopPolicy, 'tracking'> {
  return written === undefined ? {} : { tracking: { opens: written.opens === 'with-consent' } };
}

function toSilentFestivals(written: WrittenPolicy['silent-festivals']): Pick<ShopPolicy, 'silentFestivals'> {
  if (written === undefined) return {};
  return { silentFestivals: written.map((one) => (typeof one === 'string' ? { festival: one, daysBefore: 0 } : { festival: one.festival, daysBefore: one['days-before'] })) };
}

function toSendWindow({ tiers = {}, otherwise, 'spread-minutes': spreadMinutes, 'most-per-minute': mostPerMinute }: WrittenPolicy['send-window']): ShopPolicy['sendWindow'] {
  return { byTier: tiers, otherwise: otherwise ?? null, ...(spreadMinutes === undefined ? {} : { spreadMinutes }), ...(mostPerMinute === undefined ? {} : { mostPerMinute }) };
}

function toSilence(written: WrittenPolicy['silence']): ShopPolicy['silence'] {
  const { 'at-risk': atRisk, lapsed } = written;
  return {
    newForDays: written['new-for-days'],
    atRiskGaps: atRisk.gaps, atRiskFloorDays: atRisk['floor-days'], atRiskCeilingDays: atRisk['ceiling-days'],
    lapsedGaps: lapsed.gaps, lapsedFloorDays: lapsed['floor-days'], lapsedCeilingDays: lapsed['ceiling-days'],
    usualGapDays: written['usual-gap-days'],
  };
}

function toCapacity(written: WrittenPolicy['capacity']): Capacity | null {
  return written === undefined ? null : { staffHoursPerWeek: written['staff-hours-per-week'], minutesByLevel: written['minutes-per-customer'] };
}

function toBestHour(written: WrittenPolicy['best-hour']): BestHourRule {
  if (written === undefined) return USUAL_BEST_HOUR;
  return { within: written.within, randomShare: written.random, fromEngagements: written['from-engagements'], usualMinute: written.usual };
}

function toTierReview(written: WrittenPolicy['tier-review']): TierReviewRule {
  if (written === undefined) return USUAL_TIER_REVIEW;
  return { ...(written.by === undefined ? {} : { by: written.by }), windowDays: written['window-days'], keepShare: written['keep-at'], misses: written.misses, floorDays: written['floor-days'] };
}

function toMark({ marks }: WrittenPolicy, mark: Mark): { readonly topShare: number } | null {
  const rule = marks[mark];
  return rule === 'none' ? null : { topShare: rule.top };
}
