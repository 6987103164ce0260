import { reviewTier } from '../domain/tier-review.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import { lockCustomers } from './customer-lock.ts';
import { recomputeFacts } from './facts.ts';
import { inDecision, type Pool, type Queryable, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { loadKnownFacts } from './known-facts.ts';

// Everybody's first scoring has the same instant: a part of a day by hash spreads what follows a month later.
const DUE_SQL = `
select customer_id from customer_facts
where tier_since is not null and tier_reviewed_at <= touchline_now() - interval '1 month'
  and tier_reviewed_at <= touchline_now() - interval '1 month' - make_interval(secs => 86400 * (hashtextextended(customer_id::text, 1) & 65535) / 65536.0)
order by tier_reviewed_at limit $1`;

/** Customers whose monthly review of the tier is due, the longest waiting first. */
async function dueForReview(db: Queryable, most: number): Promise<CustomerId[]> {
  const { rows } = await db.query<{ customer_id: string }>(DUE_SQL, [most]);
  return rows.map((row) => toCustomerId(row.customer_id));
}

/**
 * Looks at the tiers that are due, set by set: contributions are taken anew, and whose tier would not change is done with. The others
 * get an event, for what a review changes is decided, recorded and told to campaigns like any other news.
 * Answers those customers: they are to be woken.
 */
export async function reviewDueTiers(pool: Pool, source: RulesSource, most: number): Promise<CustomerId[]> {
  const due = await dueForReview(pool, most);
  if (due.length === 0) return [];
  return inDecision(pool, async (tx) => {
    const locked = [...(await lockCustomers(tx, due)).keys()];
    await recomputeFacts(tx, locked);
    const changing = await wouldChange(tx, source, locked);
    await tx.query('update customer_facts set tier_reviewed_at = touchline_now() where customer_id = any($1::uuid[])', [due]);
    await tell(tx, changing);
    return changing;
  });
}

async function wouldChange(tx: Transaction, source: RulesSource, ids: readonly CustomerId[]): Promise<CustomerId[]> {
  const rules = await source.load(tx);
  const facts = await loadKnownFacts(tx, ids);
  return facts.filter(({ customer, nowMs }) => {
    const held = { ...customer.tierRecord, tier: customer.standing.tier };
    const { holding } = reviewTier(held, customer.contribution, rules, nowMs);
    return holding.tier !== held.tier || holding.misses !== held.misses;
  }).map(({ customer }) => customer.id);
}

// One review a day at most: the message id says so.
const TELL_SQL = `
insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
select 'tier-review', c.id || ':' || (touchline_now() at time zone 'UTC')::date, coalesce(
    (select i.shop_id from identity i where i.customer_id = c.id order by i.shop_id limit 1), (select id from shop order by id limit 1)),
  c.id, 'tier.review', touchline_now(), clock_timestamp(), '{"change": {"does": "nothing"}, "properties": {}}', 'applied', true
from customer c where c.id = any($1::uuid[]) order by c.id
on conflict (source, message_id) do nothing`;

async function tell(tx: Transaction, ids: readonly CustomerId[]): Promise<void> {
  await tx.query(TELL_SQL, [ids]);
}
