import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { Pool, Queryable } from './pool.ts';
import { sha256 } from './secret-key.ts';

/** By what a request is known when it comes again: the key that its sender has given it, and everything that it asks for. */
export interface RequestMark {
  /** Of this sender alone. */
  readonly key: string;
  readonly asks: string;
}

/** A request that came before. */
export type Repeated =
  /** It was done: `message` is the one that carries its answer. */
  | { readonly kind: 'repeated'; readonly customerId: CustomerId; readonly message: { readonly id: string; /** A second person was asked about it. */ readonly wasDraft: boolean } | null }
  /** Its key was given to another one. */
  | { readonly kind: 'key-reused' };

/** A mark as columns of an entry; of a request without one both are null. */
export function markColumns(mark: RequestMark | undefined): readonly [key: Buffer | null, asks: Buffer | null] {
  return mark === undefined ? [null, null] : [sha256(mark.key), sha256(`${mark.key}\n${mark.asks}`)];
}

/** Does what a request asks for once, however often it comes and at how many doors at once: the entry that it makes in a thread bears its mark. */
export async function oncePerRequest<Done>(pool: Pool, mark: RequestMark | undefined, act: () => Promise<Done>): Promise<Done | Repeated> {
  if (mark === undefined) return act();
  const before = await repeatedAs(pool, mark);
  if (before !== null) return before;
  try {
    return await act();
  } catch (error) {
    const meanwhile = isTaken(error) ? await repeatedAs(pool, mark) : null;
    if (meanwhile === null) throw error;
    return meanwhile;
  }
}

async function repeatedAs(db: Queryable, mark: RequestMark): Promise<Repeated | null> {
  const { rows: [row] } = await db.query<{ is_same: boolean; customer_id: string; message_id: string | null; was_draft: boolean }>(
    `select e.request_asks_sha256 = $2 as is_same, i.customer_id, e.message_id, exists (select 1 from approval a where a.message_id = e.message_id) as was_draft
     from inquiry_entry e join inquiry i on i.id = e.inquiry_id where e.request_key_sha256 = $1`, [...markColumns(mark)]);
  if (row === undefined) return null;
  if (!row.is_same) return { kind: 'key-reused' };
  return { kind: 'repeated', customerId: toCustomerId(row.customer_id), message: row.message_id === null ? null : { id: row.message_id, wasDraft: row.was_draft } };
}

/** Another request with the same key has committed its entry. */
function isTaken(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'inquiry_entry_request_key_sha256_key';
}
