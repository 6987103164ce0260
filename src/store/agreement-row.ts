import type { Agreement } from '../domain/agreement.ts';
import type { Day } from '../domain/civil-date.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import { moneyFromNumeric } from './money.ts';

/** An agreement with what stands around its terms. */
export interface StoredAgreement extends Agreement {
  readonly customerId: CustomerId;
  readonly currency: string;
  readonly renewalReminderDays: number;
  readonly state: 'agreed' | 'ended';
  readonly createdAtMs: EpochMs;
  readonly endedAtMs: EpochMs | null;
}

export interface AgreementRow {
  readonly id: number;
  readonly customer_id: string;
  readonly from: Day;
  readonly until: Day;
  readonly discount_share: number | null;
  readonly rebate_share: number | null;
  readonly rebate_from_value: string | null;
  readonly currency: string;
  readonly term_value: string;
  readonly renewal_reminder_days: number;
  readonly state: 'agreed' | 'ended';
  readonly created_ms: string;
  readonly ended_ms: string | null;
}

/** SQL for the columns of `agreement a`. */
export const AGREEMENT_COLUMNS = `a.id, a.customer_id, a.from_date::text as "from", a.until_date::text as "until", a.discount_share::float8, a.rebate_share::float8,
  a.rebate_from_value, a.currency, a.term_value, a.renewal_reminder_days, a.state, epoch_ms(a.created_at) as created_ms, epoch_ms(a.ended_at) as ended_ms`;

/** An agreement as its row says. */
export function agreementOf(row: AgreementRow): StoredAgreement {
  return {
    id: row.id, customerId: toCustomerId(row.customer_id), from: row.from, until: row.until, discountShare: row.discount_share,
    rebate: row.rebate_share === null || row.rebate_from_value === null ? null : { share: row.rebate_share, fromValue: moneyFromNumeric(row.rebate_from_value) },
    termValue: moneyFromNumeric(row.term_value), currency: row.currency, renewalReminderDays: row.renewal_reminder_days, state: row.state,
    createdAtMs: Number(row.created_ms), endedAtMs: row.ended_ms === null ? null : Number(row.ended_ms),
  };
}
