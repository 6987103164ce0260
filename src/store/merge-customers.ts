import { type CustomerId, toCustomerId, toStaffId } from '../domain/ids.ts';
import type { StaffRole } from '../domain/staff.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { mergeAddresses } from './merge-addresses.ts';
import { mergeFacts } from './merge-facts.ts';
import { mergeMatters, openAgreementsOf } from './merge-matters.ts';
import { mergeTouches } from './merge-touches.ts';
import { mergeWords } from './merge-words.ts';
import { inDecision, type Pool, type Queryable, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { roleInForce } from './staff.ts';
import { carriesOutRights, tellStandingRights } from './tell-rights.ts';

/** Who may make one customer of two. */
export const MERGE_ROLES: readonly StaffRole[] = ['supervisor', 'operator'];

/** Two customers who are one, as a person says. */
export interface CustomerMergeWord {
  /** Becomes a part of the other one. */
  readonly customerId: CustomerId;
  readonly into: CustomerId;
  readonly by: string;
  readonly reason: string | null;
}

/** Two customers under their locks, while they become one. */
export interface Merging {
  readonly from: CustomerId;
  readonly into: CustomerId;
  readonly by: string;
}

/** How many rows of what moved, ended or became void. */
export type MergeCounts = Readonly<Record<string, number>>;

/** What became of it. `into`: who goes on. */
export type CustomersMerged =
  | { readonly kind: 'merged'; readonly into: CustomerId; readonly counts: MergeCounts }
  /** It is part of that one already: nothing was changed. */
  | { readonly kind: 'merged-before'; readonly into: CustomerId }
  | { readonly kind: 'same-customer' }
  /** It is part of a third one. */
  | { readonly kind: 'part-of-another'; readonly into: CustomerId }
  /** The other one is part of it: they are one already. */
  | { readonly kind: 'circle' }
  | { readonly kind: 'no-such-customer' | 'erased'; readonly customerId: CustomerId }
  | { readonly kind: 'no-role' }
  /** One of its messages is being handed to a provider: its outcome has to be known first. */
  | { readonly kind: 'sending'; readonly message: string }
  /** Both have an agreement for the same days: which one holds, a person decides. */
  | { readonly kind: 'agreements-overlap'; readonly agreements: readonly [own: number, theirs: number] };

/** Ends the transaction of a merge that was only tried. */
class OnlyTried extends Error {
  override readonly name = 'OnlyTried';
  readonly merged: CustomersMerged;

  constructor(merged: CustomersMerged) {
    super('the merge was only tried');
    this.merged = merged;
  }
}

/** Does everything that a merge does and takes it back: what it would come to. */
export async function tryMerge(pool: Pool, source: RulesSource, word: CustomerMergeWord): Promise<CustomersMerged> {
  const tried = inDecision(pool, async (tx) => { throw new OnlyTried(await merge(tx, source, word)); });
  return tried.catch((error: unknown) => {
    if (error instanceof OnlyTried) return error.merged;
    throw error;
  });
}

/**
 * Makes one customer of two, in one transaction under the locks of both: what is known of either is known of the one that goes on, the strictest
 * word of both holds for it, and nothing that was meant for the other one leaves any more (docs/how-to/merge-customers.md). What was sent to the
 * other one stays with it in the ledger. Done again it changes nothing.
 */
export function mergeCustomers(pool: Pool, source: RulesSource, word: CustomerMergeWord): Promise<CustomersMerged> {
  return inDecision(pool, (tx) => merge(tx, source, word));
}

async function merge(tx: Transaction, source: RulesSource, word: CustomerMergeWord): Promise<CustomersMerged> {
  if (word.customerId === word.into) return { kind: 'same-customer' };
  const into = await whoGoesOn(tx, word.into);
  if (into === null) return { kind: 'no-such-customer', customerId: word.into };
  await ensureStates(tx, [word.customerId, into]);
  const locked = await lockCustomers(tx, [word.customerId, into]);
  // Whoever was faster has made a part of one of them: told as it stands now. The other one's course is followed once more.
  if (!locked.has(into)) return merge(tx, source, word);
  const merging: Merging = { from: word.customerId, into, by: word.by };
  return await refusalOf(tx, merging, locked.has(merging.from)) ?? { kind: 'merged', into, counts: await makeOne(tx, source, merging, word.reason) };
}

/** The customer itself, or the one that it is part of in the end; null: there is none. */
async function whoGoesOn(db: Queryable, id: CustomerId): Promise<CustomerId | null> {
  const { rows: [row] } = await db.query<{ id: string }>(
    `with recursive course as (
       select id, merged_into, 0 as merges from customer where id = $1
       union all select c.id, c.merged_into, course.merges + 1 from course join customer c on c.id = course.merged_into where course.merges < 20
     ) select id from course where merged_into is null`, [id]);
  return row === undefined ? null : toCustomerId(row.id);
}

/** Without a state a customer cannot be locked. */
async function ensureStates(tx: Transaction, ids: readonly CustomerId[]): Promise<void> {
  await tx.query('insert into customer_state (customer_id) select id from customer where id = any($1::uuid[]) order by id on conflict do nothing', [ids]);
  await tx.query('insert into customer_facts (customer_id) select id from customer where id = any($1::uuid[]) order by id on conflict do nothing', [ids]);
}

async function refusalOf(tx: Transaction, merging: Merging, isFree: boolean): Promise<Exclude<CustomersMerged, { kind: 'merged' }> | null> {
  const { from, into, by } = merging;
  if (from === into) return { kind: 'circle' };
  const known = await whoGoesOn(tx, from);
  if (known === null) return { kind: 'no-such-customer', customerId: from };
  if (!isFree) return known === into ? { kind: 'merged-before', into } : { kind: 'part-of-another', into: known };
  if (!await roleInForce(tx, toStaffId(by), ...MERGE_ROLES)) return { kind: 'no-role' };
  const { rows: [erased] } = await tx.query<{ id: string }>('select id from customer where id = any($1::uuid[]) and erased_at is not null order by id limit 1', [[from, into]]);
  if (erased !== undefined) return { kind: 'erased', customerId: toCustomerId(erased.id) };
  const { rows: [sending] } = await tx.query<{ id: string }>(`select id from message where customer_id = $1 and state = 'sending' order by id limit 1`, [from]);
  if (sending !== undefined) return { kind: 'sending', message: sending.id };
  const overlap = await openAgreementsOf(tx, merging);
  return overlap === null ? null : { kind: 'agreements-overlap', agreements: overlap };
}

/** Permission first: what is decided anew in the end is decided with the strictest word of both. */
async function makeOne(tx: Transaction, source: RulesSource, merging: Merging, reason: string | null): Promise<MergeCounts> {
  const { from, into, by } = merging;
  const rules = await source.load(tx);
  const words = await mergeWords(tx, merging);
  const { filled, ...addresses } = await mergeAddresses(tx, merging);
  const touches = await mergeTouches(tx, merging);
  const matters = await mergeMatters(tx, merging);
  const facts = await mergeFacts(tx, merging, rules.policy);
  const counts = { ...addresses, ...words, ...touches, ...matters, ...facts };
  await tx.query(
    `insert into customer_merge (customer_id, into_id, at, by, reason, filled, counts) values ($1, $2, touchline_now(), $3, $4, $5, $6)`,
    [from, into, by, reason, filled, JSON.stringify(counts)]);
  await tx.query('update customer set merged_into = $2 where id = $1 or merged_into = $1', [from, into]);
  // The relay pokes both: the run of the one that goes on looks anew, the other one's finds that nothing is to be done and ends.
  await tx.query(
    `update customer_state set merged = true, awaits = '{}', waiting_for = '', card = null, wake_at = touchline_now(), pokes = -1, poked_system = null where customer_id = $1`, [from]);
  if (carriesOutRights(rules.policy)) await endRights(tx, merging, rules);
  await decideCustomers(tx, source, await lockCustomers(tx, [into]), { callKey: null, entering: null });
  await tx.query('update customer_state set wake_at = touchline_now(), pokes = -1, poked_system = null where customer_id = $1', [into]);
  return counts;
}

/** Others were told of rights by a name that nobody has any more; what the one that goes on has is told with its standing. */
async function endRights(tx: Transaction, { from, into }: Merging, rules: Parameters<typeof tellStandingRights>[2]): Promise<void> {
  const { rows: [row] } = await tx.query<{ country: string | null; now_ms: string }>('select trim(country) as country, epoch_ms(touchline_now()) as now_ms from customer where id = $1', [from]);
  await tellStandingRights(tx, [{ id: from, country: row?.country ?? null, standing: { tier: '', marks: [] }, erased: true }], rules, Number(row?.now_ms ?? 0));
  // What has to be undone of them by hand is in hand for the one that goes on.
  await tx.query('update task set customer_id = $2 where customer_id = $1', [from, into]);
}
