import { createHash } from 'node:crypto';
import { type CustomerId, toStaffId } from '../domain/ids.ts';
import type { DocumentKind } from '../domain/media-type.ts';
import type { StaffRole } from '../domain/staff.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { inDecision, type Pool, type Queryable, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { roleInForce } from './staff.ts';

/** Who may attach documents. */
export const DOCUMENT_ROLES: readonly StaffRole[] = ['service', 'marketer', 'supervisor'];

/** A paper for a customer, as somebody of the staff brings it. */
export interface NewDocument {
  readonly customerId: CustomerId;
  readonly inquiryId: number | null;
  readonly kind: DocumentKind;
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly author: string;
}

/** What became of a new document. */
export type AddedDocument =
  | { readonly kind: 'added'; readonly id: number; readonly needsApproval: boolean }
  | { readonly kind: 'no-such-customer' }
  /** Its author may attach none, or no more. */
  | { readonly kind: 'no-role' }
  /** The customer has no inquiry with this number. */
  | { readonly kind: 'no-such-inquiry' };

/** A document, and how far its approval is. */
export interface DocumentLine {
  readonly id: number;
  readonly customerId: string;
  readonly kind: string;
  readonly fileName: string;
  readonly author: string;
  readonly atMs: number;
  /** Null: it needs none. */
  readonly approval: { readonly id: number; readonly state: string; readonly by: string | null } | null;
}

const ASK = `
with asked as (
  insert into approval (customer_id, document_id, inquiry_id, content_hash, authors, asked_at) values ($1, $2, $3, $4, array[$5], touchline_now()) returning id, customer_id, document_id
)
insert into staff_notice (origin, what, customer_id, about, at)
select 'approval/' || id, 'approval', customer_id, jsonb_build_object('draft', 'document/' || document_id, 'kind', 'document'), touchline_now() from asked`;

/** Attaches a document to a customer, and to an inquiry of theirs where one is named. At level 1 a second person is asked about it, with a clock. */
export async function addDocument(pool: Pool, source: RulesSource, added: NewDocument): Promise<AddedDocument> {
  return inDecision(pool, async (tx) => {
    if ((await lockCustomers(tx, [added.customerId])).size === 0) return { kind: 'no-such-customer' };
    if (!await roleInForce(tx, toStaffId(added.author), ...DOCUMENT_ROLES)) return { kind: 'no-role' };
    if (added.inquiryId !== null && !await isTheirs(tx, added.inquiryId, added.customerId)) return { kind: 'no-such-inquiry' };
    const hash = createHash('sha256').update(added.bytes).digest('hex');
    const { rows: [row] } = await tx.query<{ id: string; level: number }>(
      `insert into document (customer_id, inquiry_id, kind, file_name, media_type, bytes, hash, author, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, touchline_now()) returning id, (select level from customer_facts where customer_id = $1) as level`,
      [added.customerId, added.inquiryId, added.kind, added.fileName, added.mediaType, Buffer.from(added.bytes), hash, added.author]);
    const id = Number(row?.id);
    const needsApproval = row?.level === 1;
    if (needsApproval) await tx.query(ASK, [added.customerId, id, added.inquiryId, hash, added.author]);
    await decideCustomers(tx, source, await lockCustomers(tx, [added.customerId]), { callKey: null, entering: null });
    return { kind: 'added', id, needsApproval };
  });
}

/** Under the customer's lock, so that no merge takes the inquiry away meanwhile. */
async function isTheirs(tx: Transaction, inquiry: number, customerId: CustomerId): Promise<boolean> {
  const { rowCount } = await tx.query('select 1 from inquiry where id = $1 and customer_id = $2', [inquiry, customerId]);
  return rowCount === 1;
}

/** Documents of a customer, or of all (null), the newest first. */
export async function listDocuments(db: Queryable, customerId: CustomerId | null, limit: number): Promise<DocumentLine[]> {
  const { rows } = await db.query<Omit<DocumentLine, 'id' | 'atMs' | 'approval'> & { id: string; at_ms: string; approval_id: string | null; state: string | null; by: string | null }>(
    `select d.id, d.customer_id as "customerId", d.kind, d.file_name as "fileName", d.author, epoch_ms(d.at) as at_ms, a.id as approval_id, a.state, a.decided_by as by
     from document d left join lateral (select id, state, decided_by from approval where document_id = d.id order by id desc limit 1) a on true
     where $1::uuid is null or d.customer_id = $1 order by d.id desc limit $2`, [customerId, limit]);
  return rows.map(({ id, at_ms: atMs, approval_id: approval, state, by, ...row }) => ({
    ...row, id: Number(id), atMs: Number(atMs), approval: approval === null ? null : { id: Number(approval), state: state ?? '', by },
  }));
}
