import type { CustomerId } from '../domain/ids.ts';
import { type PlannedRules, PolicyPlan } from '../domain/policy-plan.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { netValueOf } from '../domain/tier.ts';
import { cutPointsFrom, type ScoredCustomers } from '../domain/tier-cut-points.ts';
import type { CustomerFacts } from '../domain/customer.ts';
import { feedbackScore } from '../domain/feedback.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import { loadSnapshots } from './snapshot.ts';

const PER_PAGE = 500;

/** What a plan came to: nothing has been written. */
export interface PlannedPolicy {
  readonly customers: number;
  readonly plan: PolicyPlan;
}

/**
 * Judges every customer by two policies, each with the thresholds it would take from the customers as they are now. In one snapshot,
 * page by page.
 */
export async function planPolicy(pool: Pool, policies: { readonly before: ShopPolicy; readonly after: ShopPolicy }, onPage: (done: number, total: number) => void = () => undefined): Promise<PlannedPolicy> {
  return inTransaction(pool, async (tx) => {
    await tx.query('set transaction isolation level repeatable read read only');
    const total = (await tx.query<{ count: number }>('select count(*)::int as count from customer where merged_into is null')).rows[0]?.count ?? 0;
    const scored = await scoredCustomers(tx);
    const rulesOf = (policy: ShopPolicy): PlannedRules => ({ policy, cutPoints: cutPointsFrom(scored, policy, 0) });
    const [before, after] = [rulesOf(policies.before), rulesOf(policies.after)];
    const { rows: [clock] } = await tx.query<{ now_ms: string }>('select epoch_ms(touchline_now()) as now_ms');
    const plan = new PolicyPlan(before, after, Number(clock?.now_ms));
    let customers = 0;
    for await (const page of everybody(tx)) {
      page.forEach((customer) => plan.add(customer));
      customers += page.length;
      onPage(customers, total);
    }
    return { customers, plan };
  });
}

async function scoredCustomers(tx: Transaction): Promise<ScoredCustomers> {
  const buyers: ScoredCustomers['buyers'][number][] = [];
  const feedbackScores: number[] = [];
  for await (const page of everybody(tx)) {
    for (const customer of page) {
      if (customer.orderCount > 0) buyers.push({ value: netValueOf(customer), contribution: customer.contribution, orderCount: customer.orderCount });
      const score = feedbackScore(customer.feedback);
      if (score > 0) feedbackScores.push(score);
    }
  }
  return { buyers, feedbackScores };
}

/** Every customer in pages, by id. */
async function* everybody(tx: Transaction): AsyncGenerator<readonly CustomerFacts[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const { rows } = await tx.query<{ id: CustomerId }>('select id from customer where merged_into is null and id > $1 order by id limit $2', [after, PER_PAGE]);
    const last = rows.at(-1);
    if (last === undefined) return;
    const snapshots = await loadSnapshots(tx, rows.map(({ id }) => id), 0);
    yield rows.flatMap(({ id }) => snapshots.get(id)?.customer ?? []);
    after = last.id;
  }
}
