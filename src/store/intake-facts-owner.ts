import type { CustomerHandle, CustomerTraits } from '../contracts/tracking.ts';
import { reviveReachable } from './channel-news.ts';
import type { Transaction } from './pool.ts';

/** Whose event it is: by a handle of the shop, or known already. */
export type EventOwner =
  | { readonly shopId: string; readonly handle: CustomerHandle }
  | { readonly shopId: string; readonly customerId: string };

/** The customer under lock, with what intake has to know. */
export interface LockedOwner {
  readonly customerId: string;
  readonly shopId: string;
  readonly erased: boolean;
  /** Sparing kinds that wake the run because it waits for them. */
  readonly awaits: ReadonlySet<string>;
}

const MOST_MERGES = 20;

/**
 * Finds the customer, or creates one with empty facts, and takes the customer's lock; follows merges, also one that was made while this waited for
 * the lock. Who was merged away is not locked on the way: locks are taken in the order of ids. Null: it does not exist.
 */
export async function lockOwner(tx: Transaction, owner: EventOwner, source: string): Promise<LockedOwner | null> {
  let customerId = 'customerId' in owner ? owner.customerId : await resolveHandle(tx, owner.shopId, owner.handle, source);
  for (let merges = 0; merges < MOST_MERGES; merges += 1) {
    await ensureRows(tx, customerId);
    const { rows: [row] } = await tx.query<{ erased: boolean; awaits: string[] }>(
      `select c.erased_at is not null as erased, s.awaits
       from customer_state s join customer c on c.id = s.customer_id where s.customer_id = $1 and c.merged_into is null and not s.merged for update of s`, [customerId]);
    if (row !== undefined) return { customerId, shopId: owner.shopId, erased: row.erased, awaits: new Set(row.awaits) };
    const { rows: [gone] } = await tx.query<{ merged_into: string | null }>('select merged_into from customer where id = $1', [customerId]);
    if (gone?.merged_into == null) return null;
    customerId = gone.merged_into;
  }
  return null;
}

async function resolveHandle(tx: Transaction, shopId: string, handle: CustomerHandle, source: string): Promise<string> {
  const known = await findIdentity(tx, shopId, handle);
  if (known !== null) return known;
  const { rows } = await tx.query<{ customer_id: string }>(
    `insert into identity (shop_id, kind, value, customer_id, source) values ($1, $2, $3, gen_random_uuid(), $4)
     on conflict do nothing returning customer_id`, [shopId, handle.kind, handle.value, source]);
  const created = rows[0]?.customer_id;
  if (created !== undefined) {
    await tx.query('insert into customer (id, created_at) values ($1, touchline_now())', [created]);
    return created;
  }
  // Another transaction was faster and has committed: its row is visible now.
  const theirs = await findIdentity(tx, shopId, handle);
  if (theirs === null) throw new Error('the identity vanished while its customer was resolved');
  return theirs;
}

async function findIdentity(tx: Transaction, shopId: string, handle: CustomerHandle): Promise<string | null> {
  const { rows } = await tx.query<{ customer_id: string }>(
    'select customer_id from identity where shop_id = $1 and kind = $2 and value = $3', [shopId, handle.kind, handle.value]);
  return rows[0]?.customer_id ?? null;
}

async function ensureRows(tx: Transaction, customerId: string): Promise<void> {
  await tx.query('insert into customer_state (customer_id) select id from customer where id = $1 on conflict do nothing', [customerId]);
  await tx.query('insert into customer_facts (customer_id) select id from customer where id = $1 on conflict do nothing', [customerId]);
}

/**
 * Keeps what the sender says of the customer: gaps are filled, addresses added unverified and without consent, and only where
 * one lives now and wants to be written to is overwritten: people move. A birthday that the customer has taken back stays away.
 */
export async function learnTraits(tx: Transaction, owner: LockedOwner, traits: CustomerTraits): Promise<void> {
  await tx.query(
    `update customer set display_name = coalesce(display_name, $2), country = coalesce(country, $3),
       language = coalesce(language, $4), time_zone = coalesce($5, time_zone), birthday = coalesce(birthday, case when not exists (select 1 from statement s where s.customer_id = $1 and s.kind = 'birthday') then $6 end), phone_country = coalesce($7, phone_country), preferred_channel = coalesce($8, preferred_channel) where id = $1`,
    [owner.customerId, traits.displayName, traits.country, traits.language, traits.timeZone, traits.birthday ?? null, traits.phoneCountry ?? null, traits.preferredChannel ?? null]);
  if (traits.phone !== undefined) {
    await tx.query(
      `insert into identity (shop_id, kind, value, customer_id, source) values ($1, 'phone', $2, $3, 'event') on conflict do nothing`, [owner.shopId, traits.phone, owner.customerId]);
  }
  const { conversations = [] } = traits;
  if (conversations.length > 0) {
    await tx.query(
      `insert into identity (shop_id, kind, value, customer_id, source) select $1, 'conversation', one, $2, 'event' from unnest($3::text[]) one on conflict do nothing`, [owner.shopId, owner.customerId, conversations]);
    await reviveReachable(tx, conversations);
  }
  for (const { channel, address, sandboxOnly, platform = null } of traits.addresses) {
    await tx.query(
      `insert into contact_point (customer_id, channel, address, sandbox_only, platform) values ($1, $2, $3, $4, $5)
       on conflict (customer_id, channel, address) do nothing`, [owner.customerId, channel, address, sandboxOnly, platform]);
  }
}
