import { bySql, type Invariant } from './invariant.ts';

/** Long-term agreements: one at a time, and what counts towards a rebate is what was bought. */
export const AGREEMENT_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'agreements-apart',
    title: 'no two agreements of a customer hold on the same day',
    remedy: 'end one of the two: npx touchline agreement end',
    checked: `select count(*) from agreement where state = 'agreed'`,
    offenders: `
      select a.id as agreement, b.id as "overlapsWith", a.customer_id as customer from agreement a
        join agreement b on b.customer_id = a.customer_id and b.id > a.id and b.state = 'agreed' and b.from_date <= a.until_date and b.until_date >= a.from_date
      where a.state = 'agreed'`,
  }),
  bySql({
    id: 'agreed-volume',
    title: 'what counts towards a rebate is the net value of the orders within the days of the agreement',
    remedy: 'book the next order of the customer: the sum is taken anew',
    checked: `select count(*) from agreement where state = 'agreed'`,
    offenders: `
      select a.id as agreement, a.term_value as "termValue", coalesce(o.amount, 0) as "ofOrders" from agreement a
        join policy_version p on p.active
        left join lateral (select sum(case o.kind when 'order' then o.value else -o.value end) as amount from orders o
          where o.customer_id = a.customer_id and o.kind in ('order', 'cancellation') and o.currency = a.currency
            and (o.placed_at at time zone (p.definition->'shop'->>'timeZone'))::date between a.from_date and a.until_date) o on true
      where a.state = 'agreed' and a.term_value <> coalesce(o.amount, 0)`,
  }),
];
