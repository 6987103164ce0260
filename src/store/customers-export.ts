import type { Transaction } from './pool.ts';
import { windowDaysInForce } from './score-rules.ts';
import { createFactsAsOf, type ValueBasis } from './score-facts.ts';

/** One customer as the export writes it; scores are null without an order. */
export interface ExportedCustomer {
  readonly externalId: string | null;
  readonly recencyDays: number | null;
  readonly frequency: number;
  /** Exact decimal text in the shop's currency. */
  readonly monetary: string;
  readonly r: number | null;
  readonly f: number | null;
  readonly m: number | null;
  readonly stage: string;
  readonly lifeCycle: string;
  readonly tier: string;
  readonly level: number;
}

const DECLARE_SQL = `
declare exported no scroll cursor for
select i.value as "externalId", a.recency_days as "recencyDays", a.order_count as frequency,
  GROSS_OR_NET::text as monetary, f.recency_score as r, f.frequency_score as f, f.monetary_score as m,
  f.stage, f.life_cycle as "lifeCycle", f.tier, f.level
from facts_as_of a join customer_facts f on f.customer_id = a.customer_id
  left join identity i on i.customer_id = a.customer_id and i.kind = 'external'
order by i.value collate "C", i.shop_id, a.customer_id`;

const VALUE_OF: Readonly<Record<ValueBasis, string>> = { gross: 'a.gross_value', net: '(a.gross_value - a.cancelled_value)' };
const PAGE_CUSTOMERS = 5_000;

/**
 * Every customer with the facts its scores were made from, ordered by external id, in pages: memory stays flat.
 * @param as the analysis date (`yyyy-mm-dd`) and basis of the scoring that the scores come from
 */
export async function* exportedCustomers(tx: Transaction, as: { asOf: string; basis: ValueBasis }): AsyncGenerator<readonly ExportedCustomer[]> {
  await createFactsAsOf(tx, { asOf: as.asOf, windowDays: await windowDaysInForce(tx) });
  await tx.query(DECLARE_SQL.replace('GROSS_OR_NET', VALUE_OF[as.basis]));
  for (;;) {
    const { rows } = await tx.query<ExportedCustomer>(`fetch ${PAGE_CUSTOMERS} from exported`);
    if (rows.length === 0) return;
    yield rows;
  }
}
