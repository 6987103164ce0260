import type { Agreement } from '../domain/agreement.ts';
import type { ContributionParts, KnownFacts, LifeCycle, Level, LevelOverride, Mark, PlacedOrder, RolePeriod, Stage, Warning } from '../domain/customer.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { InquiryKind } from '../domain/inquiry-kind.ts';
import type { InquiryQuality } from '../domain/inquiry-quality.ts';
import type { EpochMs } from '../domain/instant.ts';
import { moneyFromNumeric } from './money.ts';
import type { Queryable } from './pool.ts';

/** The columns of a customer's facts as they arrive; bigint columns and amounts are text. */
export interface FactsRow {
  now_ms: string;
  id: CustomerId;
  country: string | null;
  language: string | null;
  time_zone: string | null;
  phone_country: string | null;
  preferred_channel: string | null;
  erased: boolean;
  first_order_ms: string | null;
  last_order_ms: string | null;
  order_count: number;
  currency: string | null;
  gross_value: string;
  cancelled_value: string;
  largest_order: string;
  contribution: string;
  contribution_parts: ContributionParts | null;
  usual_gap_hours: number | null;
  recent_orders: PlacedOrder[];
  inquiry_count: number;
  inquiry_quality: InquiryQuality | null;
  review_count: number;
  rating_sum: number;
  activity_count: number;
  return_count: number;
  satisfaction_count: number;
  satisfaction_sum: number;
  open_returns: number;
  open_inquiries: InquiryKind[];
  last_inquiry_ms: string | null;
  last_complaint_ms: string | null;
  last_return_ms: string | null;
  last_reply_ms: string | null;
  last_reply_channel: string | null;
  last_click_ms: string | null;
  last_contact_ms: string | null;
  unanswered_touches: number;
  recency_score: number | null;
  frequency_score: number | null;
  monetary_score: number | null;
  stage: Stage;
  life_cycle: LifeCycle;
  tier: string;
  marks: Mark[];
  level: Level;
  tier_since_ms: string | null;
  tier_misses: number;
  tier_missed_ms: string | null;
  warnings: Warning[];
  roles: RolePeriod[];
  agreements: Agreement[];
  level_override: LevelOverride | null;
}

/** SQL for the columns of `customer c` and `customer_facts f`. */
export const FACT_COLUMNS = `c.id, trim(c.country) as country, c.language, c.time_zone, trim(c.phone_country) as phone_country, c.preferred_channel, c.erased_at is not null as erased,
  epoch_ms(f.first_order_at) as first_order_ms, epoch_ms(f.last_order_at) as last_order_ms, f.order_count, trim(f.currency) as currency,
  f.gross_value, f.cancelled_value, f.largest_order, f.contribution, f.contribution_parts, f.usual_gap_hours, f.recent_orders, f.inquiry_count, f.inquiry_quality, f.review_count, f.rating_sum, f.activity_count, f.return_count, f.satisfaction_count, f.satisfaction_sum, f.open_returns,
  epoch_ms(f.last_inquiry_at) as last_inquiry_ms, epoch_ms(f.last_complaint_at) as last_complaint_ms, epoch_ms(f.last_return_at) as last_return_ms, epoch_ms(f.last_reply_at) as last_reply_ms, f.last_reply_channel,
  epoch_ms(f.last_click_at) as last_click_ms, epoch_ms(f.last_contact_at) as last_contact_ms, f.unanswered_touches,
  f.recency_score, f.frequency_score, f.monetary_score, f.stage, f.life_cycle, f.tier, f.marks, f.level,
  epoch_ms(f.tier_since) as tier_since_ms, f.tier_misses, epoch_ms(f.tier_missed_at) as tier_missed_ms, f.warnings, f.roles,
  array(select distinct kind from inquiry where customer_id = c.id and state <> 'closed' order by kind) as open_inquiries,
  (select json_build_object('level', o.level, 'untilMs', epoch_ms(o.until)) from level_override o where o.customer_id = c.id and o.ended_at is null) as level_override`;

/** SQL of a table of the agreements of `$1`; money in 1/10,000 units, as the core counts it. */
export const AGREEMENTS_CTE = `agreements as materialized (
  select customer_id, json_agg(json_build_object('id', id, 'from', from_date::text, 'until', until_date::text, 'discountShare', discount_share::float8,
    'rebate', case when rebate_share is null then null else json_build_object('share', rebate_share::float8, 'fromValue', (rebate_from_value * 10000)::bigint) end,
    'termValue', (term_value * 10000)::bigint) order by from_date) as list
  from agreement where customer_id = any($1::uuid[]) and state = 'agreed' group by customer_id
)`;
/** SQL for the agreements of customer `c`, out of the table above. */
export const AGREEMENTS = `coalesce((select list from agreements where customer_id = c.id), '[]') as agreements`;

/** What the rules of an audience may look at, with domain time: far less than a decision reads. */
export async function loadKnownFacts(db: Queryable, ids: readonly CustomerId[]): Promise<{ customer: KnownFacts; nowMs: EpochMs }[]> {
  const { rows } = await db.query<FactsRow>(
    `with moment as materialized (select touchline_now() as at), ${AGREEMENTS_CTE} select epoch_ms(moment.at) as now_ms, ${FACT_COLUMNS}, ${AGREEMENTS}
     from moment, customer c join customer_facts f on f.customer_id = c.id where c.id = any($1::uuid[])`, [ids]);
  return rows.map((row) => ({ customer: toKnownFacts(row), nowMs: Number(row.now_ms) }));
}

/** The facts that a row says. */
export function toKnownFacts(row: FactsRow): KnownFacts {
  return {
    id: row.id,
    country: row.country,
    language: row.language,
    timeZone: row.time_zone,
    phoneCountry: row.phone_country,
    preferredChannel: row.preferred_channel,
    firstOrderAtMs: ms(row.first_order_ms),
    lastOrderAtMs: ms(row.last_order_ms),
    orderCount: row.order_count,
    currency: row.currency,
    grossValue: moneyFromNumeric(row.gross_value),
    cancelledValue: moneyFromNumeric(row.cancelled_value),
    largestOrder: moneyFromNumeric(row.largest_order),
    contribution: moneyFromNumeric(row.contribution),
    contributionParts: row.contribution_parts,
    usualGapHours: row.usual_gap_hours,
    recentOrders: row.recent_orders,
    inquiryCount: row.inquiry_count,
    inquiryQuality: row.inquiry_quality ?? 'none',
    feedback: { reviewCount: row.review_count, ratingSum: row.rating_sum, activityCount: row.activity_count, returnCount: row.return_count, satisfactionCount: row.satisfaction_count, satisfactionSum: row.satisfaction_sum },
    openReturns: row.open_returns,
    openInquiries: row.open_inquiries,
    agreements: row.agreements,
    lastInquiryAtMs: ms(row.last_inquiry_ms),
    lastComplaintAtMs: ms(row.last_complaint_ms),
    lastReturnAtMs: ms(row.last_return_ms),
    lastReplyAtMs: ms(row.last_reply_ms),
    lastReplyChannel: row.last_reply_channel,
    lastClickAtMs: ms(row.last_click_ms),
    lastContactAtMs: ms(row.last_contact_ms),
    unansweredTouches: row.unanswered_touches,
    recencyScore: row.recency_score,
    frequencyScore: row.frequency_score,
    monetaryScore: row.monetary_score,
    levelOverride: row.level_override,
    standing: { stage: row.stage, lifeCycle: row.life_cycle, tier: row.tier, marks: row.marks, level: row.level },
    tierRecord: { sinceMs: ms(row.tier_since_ms), misses: row.tier_misses, missedAtMs: ms(row.tier_missed_ms) },
    warnings: row.warnings,
    rolePeriods: row.roles,
    erased: row.erased,
  };
}

// bigint columns arrive as text; epoch milliseconds are far below 2^53.
function ms(text: string | null): EpochMs | null {
  return text === null ? null : Number(text);
}
