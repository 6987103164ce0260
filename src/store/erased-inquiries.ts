import type { Queryable } from './pool.ts';

// Signs keep their name and points: how screening does can be told without the words of anybody.
const WORDLESS = `case when i.screening is not null then i.screening || jsonb_build_object('signs', (select coalesce(jsonb_agg(s - 'matched' - 'because'), '[]') from jsonb_array_elements(i.screening->'signs') s)) end`;

/** Takes the words of erased customers out of their inquiries: what they wrote, what was answered, and by which words they were judged. */
export async function forgetErasedInquiries(db: Queryable): Promise<void> {
  await db.query(
    `update inquiry_entry e set text = null, review = null from inquiry i, customer c where i.id = e.inquiry_id and c.id = i.customer_id and c.erased_at is not null and (e.text is not null or e.review is not null)`);
  await db.query(
    `update inquiry i set address = null, kind_words = null, close_note = null, snooze_reason = null, text_hash = null, screening = ${WORDLESS} from customer c
     where c.id = i.customer_id and c.erased_at is not null and (i.address is not null or i.kind_words is not null or i.close_note is not null or i.text_hash is not null or jsonb_path_exists(i.screening, '$.signs[*].because'))`);
}
