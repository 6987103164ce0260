import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import { type ExplainedQuality, FRUIT_DAYS, type InquiryQuality, qualityOfInquiries, type WeighedInquiry } from '../domain/inquiry-quality.ts';
import type { Reason } from '../domain/reason.ts';
import { lockCustomers } from './customer-lock.ts';
import { inTransaction, type Pool, type Queryable, type Transaction } from './pool.ts';

/** The quality of a customer goes by so many of their newest inquiries. */
const MOST_WEIGHED = 10;

// What has become part of another inquiry is weighed there.
const WEIGHED = `
select c.id as customer, json_agg(json_build_object('id', i.id, 'kind', i.kind, 'band', i.band, 'verdict', i.verdict, 'substance', i.screening->'substance',
    'signs', coalesce(jsonb_path_query_array(i.screening, '$.signs[*].sign'), '[]'),
    'skus', array(select distinct e.sku from inquiry_entry e where e.inquiry_id = i.id and e.what = 'incoming' and e.sku is not null order by e.sku limit 5),
    'ledToOrder', exists (select 1 from orders o where o.customer_id = c.id and o.kind = 'order' and o.value > 0 and o.state <> 'cancelled'
      and o.placed_at between i.opened_at and i.opened_at + interval '${FRUIT_DAYS} days')) order by i.id desc) as inquiries
from unnest($1::uuid[]) c(id), lateral (select * from inquiry where customer_id = c.id and merged_into is null order by id desc limit ${MOST_WEIGHED}) i group by c.id`;

/**
 * Weighs the inquiries of customers anew, in the transaction in which one of them, its screening or its verdict changes, or an order comes: decisions read what
 * it came to and no inquiry. Call it under the customers' locks.
 */
export async function renewInquiryQuality(tx: Transaction, customers: readonly CustomerId[]): Promise<void> {
  const { rows } = await tx.query<{ customer: string; inquiries: WeighedInquiry[] }>(WEIGHED, [customers]);
  if (rows.length === 0) return;
  await tx.query(
    `update customer_facts f set inquiry_quality = w.quality, inquiry_quality_because = w.because from jsonb_to_recordset($1::jsonb) as w(customer uuid, quality text, because jsonb)
     where f.customer_id = w.customer and (f.inquiry_quality, f.inquiry_quality_because) is distinct from (w.quality, w.because)`,
    [JSON.stringify(rows.map(({ customer, inquiries }) => ({ customer, ...qualityOfInquiries(inquiries) })))]);
}

/** The same for the customers in the temporary table `touched`, as far as they have asked anything. */
export async function renewTouchedQualities(tx: Transaction): Promise<void> {
  const { rows } = await tx.query<{ customer_id: string }>('select t.customer_id from touched t where exists (select 1 from inquiry i where i.customer_id = t.customer_id)');
  if (rows.length > 0) await renewInquiryQuality(tx, rows.map(({ customer_id: id }) => toCustomerId(id)));
}

/** What the inquiries of a customer come to, with the reasons; null: there is no such customer. */
export async function readInquiryQuality(db: Queryable, id: CustomerId): Promise<ExplainedQuality | null> {
  const { rows: [row] } = await db.query<{ quality: InquiryQuality | null; because: readonly Reason[] }>(
    'select inquiry_quality as quality, inquiry_quality_because as because from customer_facts where customer_id = $1', [id]);
  return row === undefined ? null : { quality: row.quality ?? 'none', because: row.because };
}

const MOST_AT_ONCE = 200;

/** Weighs the inquiries of those who asked before inquiries were weighed, some at a look, and has their customers looked at; answers how many these were. */
export async function weighOldInquiries(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ customer_id: string }>(`select customer_id from customer_facts where inquiry_quality is null and inquiry_count > 0 order by customer_id limit ${MOST_AT_ONCE}`);
  if (rows.length === 0) return 0;
  return inTransaction(pool, async (tx) => {
    const locked = [...(await lockCustomers(tx, rows.map(({ customer_id: id }) => toCustomerId(id)))).keys()];
    await renewInquiryQuality(tx, locked);
    // Of some only the count is kept: they are not asked for again.
    await tx.query(`update customer_facts set inquiry_quality = 'none' where customer_id = any($1::uuid[]) and inquiry_quality is null`, [rows.map(({ customer_id: id }) => id)]);
    await tx.query('update customer_state set wake_at = least(wake_at, touchline_now()) where customer_id = any($1::uuid[])', [locked]);
    return locked.length;
  });
}
