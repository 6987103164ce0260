import type { FactChangeOf } from '../contracts/fact-change.ts';
import type { KnownFacts, Standing } from '../domain/customer.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { orderOccasions, standingOccasions } from '../domain/right-occasion.ts';
import { rightsOf } from '../domain/rights.ts';
import { lockCustomers } from './customer-lock.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import { inTransaction, type Pool, type Queryable, type Transaction } from './pool.ts';
import { saveOccasions, toldRights } from './right-occasions.ts';
import type { RulesInForce, RulesSource } from './rules.ts';

interface OrderRow {
  ordinal: number;
  policy: Pick<ShopPolicy, 'rights' | 'webhooks' | 'regions'>;
  country: string | null;
  tier: string;
  marks: Standing['marks'];
  placed_ms: string;
  now_ms: string;
}

/**
 * Has the rights that come with an order carried out: by the standing when it was placed, which the order itself may raise only later.
 * Call it in the transaction that books the order. Files are imported elsewhere: what they tell is history.
 */
export async function tellOrderRights(tx: Transaction, { customerId, shopId }: LockedOwner, { orderId }: FactChangeOf<'order'>, inboxId: number): Promise<void> {
  const { rows } = await tx.query<OrderRow>(
    `select p.ordinal, p.definition as policy, trim(c.country) as country, f.tier, f.marks, epoch_ms(e.occurred_at) as placed_ms, epoch_ms(touchline_now()) as now_ms
     from event_inbox e join orders o on o.shop_id = $2 and o.external_id = $3 and o.state = 'placed' join customer_facts f on f.customer_id = $1 join customer c on c.id = $1 join policy_version p on p.active
     where e.id = $4 and jsonb_path_exists(p.definition, '$.rights[*].carriedOut')`, [customerId, shopId, orderId, inboxId]);
  const [row] = rows;
  if (row === undefined) return;
  const { policy, country, ordinal: policyOrdinal } = row;
  const [placedAtMs, nowMs] = [Number(row.placed_ms), Number(row.now_ms)];
  const occasions = orderOccasions(rightsOf(row, policy), { customerId: toCustomerId(customerId), country, shopId, orderId, placedAtMs }, nowMs);
  await saveOccasions(tx, occasions, { atMs: nowMs, shopId, policy, policyOrdinal });
}

/** Whose rights are to be compared with what others were told of them. */
export interface RightHolder extends Pick<KnownFacts, 'id' | 'country'> {
  readonly standing: Pick<Standing, 'tier' | 'marks'>;
  /** Whoever is erased has no rights left. */
  readonly erased: boolean;
}

/** Tells others of rights that were gained, changed or lost. Call it under the customers' locks, in the transaction that saves their standing. */
export async function tellStandingRights(
  tx: Transaction, holders: readonly RightHolder[], { policy, policyOrdinal }: Pick<RulesInForce, 'policy' | 'policyOrdinal'>, nowMs: EpochMs,
): Promise<void> {
  if (holders.length === 0) return;
  const told = await toldRights(tx, holders.map(({ id }) => id));
  const occasions = holders.flatMap(({ id, country, standing, erased }) => standingOccasions({ customerId: id, country }, erased ? [] : rightsOf(standing, policy), told.get(id) ?? []));
  await saveOccasions(tx, occasions, { atMs: nowMs, shopId: policy.shop.id, policy, policyOrdinal });
}

/** Whether any right of this policy leaves for others at all. */
export function carriesOutRights({ rights = [] }: Pick<ShopPolicy, 'rights'>): boolean {
  return rights.some(({ carriedOut }) => carriedOut !== undefined);
}

/** How far all customers were compared, and by which policy and scoring; after null: all of them. */
interface Compared {
  readonly policy: number;
  readonly score: number | null;
  readonly after: string | null;
}

const COMPARED = 'rights-compared';

const NEXT_SQL = `
select p.ordinal as policy, (select max(id) from score_version) as score, s.value as compared
from policy_version p left join setting s on s.key = $1 where p.active`;

/** What all customers are to be compared by now; null when they have been. */
async function nextComparison(db: Queryable): Promise<Compared | null> {
  const { rows } = await db.query<{ policy: number; score: number | null; compared: Compared | null }>(NEXT_SQL, [COMPARED]);
  const [row] = rows;
  if (row === undefined) return null;
  const { policy, score, compared } = row;
  const isSame = compared?.policy === policy && compared.score === score;
  if (isSame && compared.after === null) return null;
  return { policy, score, after: isSame ? compared.after : '00000000-0000-0000-0000-000000000000' };
}

/**
 * After a new policy or a scoring, which change rights without a decision about each customer: a page of them is compared and told of at every call.
 * Repeating it tells nothing twice.
 */
export async function tellChangedRights(pool: Pool, source: RulesSource, pageCustomers: number): Promise<void> {
  if (await nextComparison(pool) === null) return;
  await inTransaction(pool, async (tx) => {
    // One relay at a time: another would tell the same page once more for nothing.
    await tx.query(`insert into setting (key, value) values ($1, '{}') on conflict do nothing`, [COMPARED]);
    await tx.query('select 1 from setting where key = $1 for update', [COMPARED]);
    const next = await nextComparison(tx);
    if (next === null) return;
    const rules = await source.load(tx);
    const ids = await pageAfter(tx, next.after, pageCustomers);
    const locked = await lockCustomers(tx, ids);
    await tellStandingRights(tx, await holdersOf(tx, [...locked.keys()]), rules, await domainNow(tx));
    const after = ids.length < pageCustomers ? null : ids.at(-1) ?? null;
    await tx.query('update setting set value = $2 where key = $1', [COMPARED, JSON.stringify({ ...next, after } satisfies Compared)]);
  });
}

async function pageAfter(tx: Transaction, after: string | null, most: number): Promise<CustomerId[]> {
  const { rows } = await tx.query<{ customer_id: string }>('select customer_id from customer_facts where customer_id > $1 order by customer_id limit $2', [after, most]);
  return rows.map((row) => toCustomerId(row.customer_id));
}

async function holdersOf(tx: Transaction, ids: readonly CustomerId[]): Promise<RightHolder[]> {
  const { rows } = await tx.query<{ id: CustomerId; country: string | null; tier: string; marks: Standing['marks']; erased: boolean }>(
    'select c.id, trim(c.country) as country, f.tier, f.marks, c.erased_at is not null as erased from customer_facts f join customer c on c.id = f.customer_id where f.customer_id = any($1::uuid[])', [ids]);
  return rows.map(({ id, country, erased, ...standing }) => ({ id, country, standing, erased }));
}

async function domainNow(tx: Transaction): Promise<EpochMs> {
  const { rows } = await tx.query<{ now_ms: string }>('select epoch_ms(touchline_now()) as now_ms');
  return Number(rows[0]?.now_ms);
}
