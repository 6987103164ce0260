import type { ConsentCounts, ConsentRecord } from '../contracts/consent-import.ts';
import { appendConsent } from './consent.ts';
import type { Transaction } from './pool.ts';
import { liftUnsubscribed } from './suppression.ts';

/**
 * Writes what customers of one shop have said, each row as a statement of its own with its proof; what is older than a known word changes
 * nothing. Takes the customers' locks, in the order of their ids.
 */
export async function storeConsents(tx: Transaction, shopId: string, records: readonly ConsentRecord[]): Promise<ConsentCounts> {
  const counts = { yes: 0, no: 0, unchanged: 0, unknownCustomers: 0 };
  const { owners, zone } = await lockOwners(tx, shopId, records);
  const atMs = await instantsOf(tx, records.map(({ at }) => at), zone);
  for (const [index, record] of records.entries()) {
    const customerId = owners.get(record.customer);
    if (customerId === undefined) { counts.unknownCustomers += 1; continue; }
    const { channel, purpose, granted, source, wording, language, confirmed } = record;
    const appended = await appendConsent(tx, {
      customerId, channel, purpose, granted, source: `import: ${source}`, wording, language, proof: record.proof === null ? null : { words: record.proof }, confirmed, atMs: atMs[index] ?? null,
    });
    if (appended && granted) await liftUnsubscribed(tx, customerId, channel, purpose);
    counts[!appended ? 'unchanged' : granted ? 'yes' : 'no'] += 1;
  }
  return counts;
}

const LOCK_OWNERS = `
select i.value, s.customer_id as id from identity i join customer_state s on s.customer_id = i.customer_id
where i.shop_id = $1 and i.kind = 'external' and i.value = any($2::text[]) and not s.merged order by s.customer_id for update of s`;

async function lockOwners(tx: Transaction, shopId: string, records: readonly ConsentRecord[]): Promise<{ readonly owners: ReadonlyMap<string, string>; readonly zone: string }> {
  const named = [shopId, [...new Set(records.map(({ customer }) => customer))]];
  await tx.query(LOCK_OWNERS, named);
  // Asked again: whoever was merged away while this waited for the locks has another owner now.
  const { rows } = await tx.query<{ value: string; id: string }>(LOCK_OWNERS, named);
  const { rows: [shop] } = await tx.query<{ zone: string }>('select coalesce((select time_zone from shop where id = $1), \'UTC\') as zone', [shopId]);
  return { owners: new Map(rows.map(({ value, id }) => [value, id])), zone: shop?.zone ?? 'UTC' };
}

/** Wall times of the shop as instants, in their order. */
async function instantsOf(tx: Transaction, local: readonly string[], zone: string): Promise<readonly number[]> {
  const { rows } = await tx.query<{ ms: string }>('select epoch_ms(t::timestamp at time zone $2) as ms from unnest($1::text[]) with ordinality as told(t, place) order by place', [local, zone]);
  return rows.map(({ ms }) => Number(ms));
}
