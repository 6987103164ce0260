import type { Day } from '../domain/civil-date.ts';
import type { CustomerId } from '../domain/ids.ts';
import { AGREEMENT_COLUMNS, agreementOf, type AgreementRow, type StoredAgreement } from './agreement-row.ts';
import { lockCustomers } from './customer-lock.ts';
import { recomputeFacts } from './facts.ts';
import { numericFromMoney } from './money.ts';
import { inTransaction, type Pool, type Queryable, type Transaction } from './pool.ts';
import { tellEvents } from './told-events.ts';

/** Terms to agree on. */
export type AgreementTerms = Pick<StoredAgreement, 'from' | 'until' | 'discountShare' | 'rebate' | 'currency' | 'renewalReminderDays'>;

/** What became of a wish to agree: it stands, or the neighbour that stands in its days. */
export type Agreed = { readonly kind: 'agreed'; readonly agreement: StoredAgreement } | { readonly kind: 'overlaps'; readonly neighbour: StoredAgreement } | { readonly kind: 'unknown-customer' };

/** Agrees on terms with a customer, under the customer's lock: two agreements of one customer never overlap. */
export function addAgreement(pool: Pool, customerId: CustomerId, terms: AgreementTerms): Promise<Agreed> {
  return inTransaction(pool, (tx) => agree(tx, customerId, terms));
}

/** Agrees on what follows an agreement, and tells the customer's run that it was renewed. */
export function renewAgreement(pool: Pool, old: StoredAgreement, terms: AgreementTerms): Promise<Agreed> {
  return inTransaction(pool, async (tx) => {
    const agreed = await agree(tx, old.customerId, terms);
    if (agreed.kind === 'agreed') {
      const { id } = agreed.agreement;
      await tellEvents(tx, 'agreement', [{ customerId: old.customerId, kind: 'agreement-renewed', messageId: `${id}:agreement-renewed`, properties: { agreement: id, renews: old.id } }]);
    }
    return agreed;
  });
}

async function agree(tx: Transaction, customerId: CustomerId, terms: AgreementTerms): Promise<Agreed> {
  const locked = await lockCustomers(tx, [customerId]);
  if (!locked.has(customerId)) return { kind: 'unknown-customer' };
  const neighbour = await standingWithin(tx, customerId, terms);
  if (neighbour !== null) return { kind: 'overlaps', neighbour };
  const id = await insert(tx, customerId, terms);
  // Orders of its days may be known already.
  await recomputeFacts(tx, [customerId]);
  const agreement = await readAgreement(tx, id);
  if (agreement === null) throw new Error('the agreement vanished while it was made');
  return { kind: 'agreed', agreement };
}

async function standingWithin(tx: Transaction, customerId: CustomerId, { from, until }: { from: Day; until: Day }): Promise<StoredAgreement | null> {
  const { rows } = await tx.query<AgreementRow>(
    `select ${AGREEMENT_COLUMNS} from agreement a where a.customer_id = $1 and a.state = 'agreed' and a.from_date <= $3::date and a.until_date >= $2::date
     order by a.from_date limit 1`, [customerId, from, until]);
  return rows[0] === undefined ? null : agreementOf(rows[0]);
}

async function insert(tx: Transaction, customerId: CustomerId, terms: AgreementTerms): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into agreement (customer_id, from_date, until_date, discount_share, rebate_share, rebate_from_value, currency, renewal_reminder_days, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, touchline_now()) returning id`,
    [customerId, terms.from, terms.until, terms.discountShare, terms.rebate?.share ?? null, terms.rebate === null ? null : numericFromMoney(terms.rebate.fromValue),
      terms.currency, terms.renewalReminderDays]);
  return rows[0]?.id ?? 0;
}

/** Ends an agreement before its time; what was in force is told as ended. False when it had ended already. */
export function endAgreement(pool: Pool, { id, customerId }: Pick<StoredAgreement, 'id' | 'customerId'>): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    await lockCustomers(tx, [customerId]);
    const { rows } = await tx.query<{ began: boolean }>(
      `update agreement set state = 'ended', ended_at = touchline_now() where id = $1 and state = 'agreed' returning 'agreement-started' = any(told) as began`, [id]);
    if (rows[0] === undefined) return false;
    // Of one that never began nobody has heard.
    if (rows[0].began) await tellEvents(tx, 'agreement', [{ customerId, kind: 'agreement-ended', messageId: `${id}:agreement-ended`, properties: { agreement: id, early: true, renewed: false } }]);
    return true;
  });
}

/** One agreement, or null. */
export async function readAgreement(db: Queryable, id: number): Promise<StoredAgreement | null> {
  const { rows } = await db.query<AgreementRow>(`select ${AGREEMENT_COLUMNS} from agreement a where a.id = $1`, [id]);
  return rows[0] === undefined ? null : agreementOf(rows[0]);
}

/** Agreements by their end, the next one first; of all customers or of one. `on`: only those whose days include this one. */
export async function listAgreements(db: Queryable, of: { readonly customerId: CustomerId | null; readonly on: Day | null; readonly limit: number }): Promise<StoredAgreement[]> {
  const { rows } = await db.query<AgreementRow>(
    `select ${AGREEMENT_COLUMNS} from agreement a where ($1::uuid is null or a.customer_id = $1)
       and ($2::date is null or (a.state = 'agreed' and $2::date between a.from_date and a.until_date)) order by a.until_date, a.id limit $3`, [of.customerId, of.on, of.limit]);
  return rows.map(agreementOf);
}
