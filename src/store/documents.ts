import type { EpochMs } from '../domain/instant.ts';
import type { Queryable } from './pool.ts';

/** A paper of a customer, as a second person reads it. */
export interface DocumentToRead {
  readonly id: number;
  readonly customerId: string;
  readonly inquiryId: number | null;
  readonly kind: string;
  readonly fileName: string;
  readonly mediaType: string;
  /** Null once the customer is erased. */
  readonly bytes: Uint8Array | null;
  /** SHA-256 of its bytes, in hex. */
  readonly hash: string;
  readonly author: string;
  readonly atMs: EpochMs;
}

/** One document with its bytes, or null. */
export async function readDocument(db: Queryable, id: number): Promise<DocumentToRead | null> {
  const { rows } = await db.query<Omit<DocumentToRead, 'id' | 'inquiryId' | 'atMs'> & { inquiry_id: string | null; at_ms: string }>(
    `select customer_id as "customerId", inquiry_id, kind, file_name as "fileName", media_type as "mediaType", bytes, hash, author, epoch_ms(at) as at_ms from document where id = $1`, [id]);
  const [row] = rows;
  if (row === undefined) return null;
  const { inquiry_id: inquiryId, at_ms: atMs, ...rest } = row;
  return { ...rest, id, inquiryId: inquiryId === null ? null : Number(inquiryId), atMs: Number(atMs) };
}
