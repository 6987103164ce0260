import { agreementNews, type ToldAgreement } from '../domain/agreement.ts';
import type { AgreementEventKind } from '../domain/event.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import { zoneOf } from '../domain/zone.ts';
import { AGREEMENT_COLUMNS, agreementOf, type AgreementRow } from './agreement-row.ts';
import { lockCustomers } from './customer-lock.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { tellEvents } from './told-events.ts';

interface Candidate extends AgreementRow {
  readonly told: AgreementEventKind[];
  readonly followed: boolean;
  readonly country: string | null;
  readonly time_zone: string | null;
  readonly phone_country: string | null;
  readonly now_ms: string;
}

// What may be news somewhere on earth: a day before and after the date in universal time.
const CANDIDATES_SQL = `
with clock as materialized (select touchline_now() as now, (touchline_now() at time zone 'UTC')::date as today)
select ${AGREEMENT_COLUMNS}, a.told, exists (select 1 from agreement n where n.customer_id = a.customer_id and n.state = 'agreed' and n.from_date > a.until_date) as followed,
  trim(c.country) as country, c.time_zone, trim(c.phone_country) as phone_country, epoch_ms(clock.now) as now_ms
from clock, agreement a join customer c on c.id = a.customer_id
where a.state = 'agreed' and c.erased_at is null and c.merged_into is null and (
  (a.from_date <= clock.today + 1 and a.until_date >= clock.today - 1 and not 'agreement-started' = any(a.told))
  or (a.until_date - a.renewal_reminder_days <= clock.today + 1 and a.until_date >= clock.today - 1 and not 'agreement-ending' = any(a.told))
  or (a.until_date <= clock.today + 1 and not 'agreement-ended' = any(a.told))
  or (a.term_value >= a.rebate_from_value and not 'agreement-volume-reached' = any(a.told)))
order by a.customer_id, a.id`;

/**
 * Tells customers what time and orders have brought about their agreements, each kind of news once and on their own clock: started, ending,
 * ended, volume reached. Answers the customers who are to be woken. No run is held open for it (design: it is a daily job's news).
 */
export async function tellAgreements(pool: Pool, source: RulesSource): Promise<CustomerId[]> {
  const { rows } = await pool.query<Candidate>(CANDIDATES_SQL);
  if (rows.length === 0) return [];
  return inTransaction(pool, async (tx) => {
    const due = await dueOf(tx, source, rows);
    return due.length === 0 ? [] : tell(tx, due);
  });
}

interface News {
  readonly agreement: ToldAgreement;
  readonly customerId: CustomerId;
  readonly kinds: readonly AgreementEventKind[];
}

async function dueOf(tx: Transaction, source: RulesSource, candidates: readonly Candidate[]): Promise<News[]> {
  const { policy } = await source.load(tx);
  return candidates.flatMap((row) => {
    const customerId = toCustomerId(row.customer_id);
    const zone = zoneOf({ country: row.country, timeZone: row.time_zone, phoneCountry: row.phone_country }, policy);
    const agreement: ToldAgreement = { ...agreementOf(row), told: row.told, isFollowed: row.followed };
    const kinds = agreementNews(agreement, { id: customerId, zone }, Number(row.now_ms));
    return kinds.length === 0 ? [] : [{ agreement, customerId, kinds }];
  });
}

async function tell(tx: Transaction, due: readonly News[]): Promise<CustomerId[]> {
  const locked = await lockCustomers(tx, due.map(({ customerId }) => customerId));
  // Whatever was ended before the lock was taken has its own news.
  const { rows } = await tx.query<{ id: number }>(
    `update agreement a set told = a.told || d.kinds from jsonb_to_recordset($1::jsonb) as d(id int, kinds text[])
     where a.id = d.id and a.state = 'agreed' and not a.told && d.kinds returning a.id`, [JSON.stringify(due.filter(({ customerId }) => locked.has(customerId)).map(({ agreement, kinds }) => ({ id: agreement.id, kinds })))]);
  const taken = new Set(rows.map(({ id }) => id));
  const told = due.filter(({ agreement }) => taken.has(agreement.id));
  return tellEvents(tx, 'agreement', told.flatMap(({ agreement, customerId, kinds }) => kinds.map((kind) => ({
    customerId, kind, messageId: `${agreement.id}:${kind}`,
    properties: { agreement: agreement.id, ...(kind === 'agreement-ended' ? { early: false, renewed: agreement.isFollowed } : {}) },
  }))));
}
