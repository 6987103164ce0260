import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { ContributionRule } from '../domain/contribution.ts';
import type { ContributionParts, CustomerFacts, Money } from '../domain/customer.ts';
import type { EpochMs } from '../domain/instant.ts';
import { contributionRuleInForce, marginCtes } from './contribution-sql.ts';
import { moneyFromNumeric } from './money.ts';
import type { Queryable, Transaction } from './pool.ts';

/** `net`: sales less cancellations; `gross`: sales alone. */
export type ValueBasis = 'net' | 'gross';

/** What orders said of one customer at the beginning of the analysis day. */
export interface FactsAsOf {
  readonly id: CustomerId;
  /** Days between the last order's local date and the analysis date; null without an order. */
  readonly recencyDays: number | null;
  readonly orders: Pick<CustomerFacts,
    'firstOrderAtMs' | 'lastOrderAtMs' | 'orderCount' | 'grossValue' | 'cancelledValue' | 'largestOrder' | 'contribution' | 'contributionParts' | 'usualGapHours'>;
}

/** `documents` and `span` of the window before a date, for a contribution by margin. */
const documentsAsOf = (asOf: string, windowDays: number) => `documents as (select * from known where local_date >= '${asOf}'::date - ${windowDays}),
span as (select '${asOf}'::date - ${windowDays} as since, '${asOf}'::date as until)`;

// Days are those of the shop that took the order. Orders of the analysis day itself and later are not known yet.
const CREATE_AS_OF = ({ asOf, windowDays, only, rule }: { asOf: string; windowDays: number; only: string; rule: ContributionRule }) => `
create temp table facts_as_of on commit drop as
with known as (
  select o.customer_id, o.kind, o.placed_at, o.shop_id, o.external_id, o.value, o.currency, (o.placed_at at time zone s.time_zone)::date as local_date
  from orders o join shop s on s.id = o.shop_id
  where o.customer_id is not null and o.value > 0 and (o.placed_at at time zone s.time_zone)::date < '${asOf}'::date ${only === '' ? '' : `and o.customer_id = ${only}`}
), gaps as (
  select *, extract(epoch from placed_at - lag(placed_at) over (partition by customer_id order by placed_at, external_id))::float8 / 3600 as gap_hours
  from known where kind = 'order'
), ordered as (
  select customer_id, min(placed_at) as first_order_at, max(placed_at) as last_order_at, count(*)::int as order_count, sum(value) as gross_value,
    sum(value) filter (where local_date >= '${asOf}'::date - ${windowDays}) as recent_value, max(value) as largest_order, percentile_cont(0.5) within group (order by gap_hours) as usual_gap_hours,
    '${asOf}'::date - max(local_date) as recency_days
  from gaps group by customer_id
), taken_back as (
  select customer_id, sum(value) as cancelled_value, sum(value) filter (where local_date >= '${asOf}'::date - ${windowDays}) as recent_value
  from known where kind = 'cancellation' group by customer_id
)${rule.by === 'margin' ? `, ${documentsAsOf(asOf, windowDays)}, ${marginCtes(only === '' ? 'customer_facts' : `(select ${only} as customer_id)`, rule.usualShare)}` : ''}
select f.customer_id, epoch_ms(o.first_order_at)::float8 as first_ms, epoch_ms(o.last_order_at)::float8 as last_ms, o.recency_days,
  coalesce(o.order_count, 0) as order_count, coalesce(o.gross_value, 0) as gross_value, coalesce(o.largest_order, 0) as largest_order,
  ${rule.by === 'margin' ? 'm.contribution, m.parts' : 'coalesce(o.recent_value, 0) - coalesce(t.recent_value, 0) as contribution, null::jsonb as parts'},
  o.usual_gap_hours::float8 as usual_gap_hours, coalesce(t.cancelled_value, 0) as cancelled_value
from customer_facts f join customer c on c.id = f.customer_id and c.merged_into is null
  left join ordered o on o.customer_id = f.customer_id left join taken_back t on t.customer_id = f.customer_id${rule.by === 'margin' ? ' join margins m on m.customer_id = f.customer_id' : ''}
${only === '' ? '' : `where f.customer_id = ${only}`}`;

const ISO_DATE = /^\d{4}-\d\d-\d\d$/;
const UUID = /^[0-9a-f-]{36}$/;
const PAGE_CUSTOMERS = 2_000;

/** Makes the temporary table `facts_as_of`: every customer, or one, with what orders said before that local date (`yyyy-mm-dd`), and over so many days before it. */
export async function createFactsAsOf(tx: Transaction, { asOf, windowDays, only = null }: { asOf: string; windowDays: number; only?: CustomerId | null }): Promise<void> {
  // All stand in the statement itself, because `create table as` takes no parameters: so nothing else may.
  if (!ISO_DATE.test(asOf)) throw new RangeError(`not a date: ${asOf}`);
  if (!Number.isFinite(windowDays)) throw new RangeError(`not a number of days: ${windowDays}`);
  if (only !== null && !UUID.test(only)) throw new RangeError('not a customer id');
  await tx.query(CREATE_AS_OF({ asOf, windowDays: Math.ceil(windowDays), only: only === null ? '' : `'${only}'::uuid`, rule: await contributionRuleInForce(tx) }));
  await tx.query('create unique index on facts_as_of (customer_id)');
  await tx.query('analyze facts_as_of');
}

interface Row {
  customer_id: string;
  first_ms: number | null;
  last_ms: number | null;
  recency_days: number | null;
  order_count: number;
  gross_value: string;
  cancelled_value: string;
  largest_order: string;
  contribution: string;
  parts: ContributionParts | null;
  usual_gap_hours: number | null;
}

/** The rows of `facts_as_of` in pages, by customer id. */
export async function* pagesAsOf(tx: Transaction): AsyncGenerator<readonly FactsAsOf[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await tx.query<Row>('select * from facts_as_of where customer_id > $1 order by customer_id limit $2', [after, PAGE_CUSTOMERS]);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(toFactsAsOf);
    after = last.customer_id;
  }
}

function toFactsAsOf(row: Row): FactsAsOf {
  return {
    id: toCustomerId(row.customer_id),
    recencyDays: row.recency_days,
    orders: {
      firstOrderAtMs: row.first_ms, lastOrderAtMs: row.last_ms, orderCount: row.order_count,
      grossValue: moneyFromNumeric(row.gross_value), cancelledValue: moneyFromNumeric(row.cancelled_value),
      largestOrder: moneyFromNumeric(row.largest_order), contribution: moneyFromNumeric(row.contribution), contributionParts: row.parts, usualGapHours: row.usual_gap_hours,
    },
  };
}

/** What scoring calls the customer's value, in 1/10,000 units. */
export function valueOf({ orders }: FactsAsOf, basis: ValueBasis): Money {
  return basis === 'net' ? orders.grossValue - orders.cancelledValue : orders.grossValue;
}

/** Now, by the domain clock. */
export async function domainNowMs(db: Queryable): Promise<EpochMs> {
  const { rows } = await db.query<{ now_ms: string }>('select epoch_ms(touchline_now()) as now_ms');
  return Number(rows[0]?.now_ms);
}
