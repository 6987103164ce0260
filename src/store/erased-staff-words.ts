import type { Queryable } from './pool.ts';

const OF_ERASED = 'c.erased_at is not null';

// Whoever is part of somebody who is erased is erased as well: what left to them stands in their name.
const ERASE_PARTS = `update customer p set erased_at = c.erased_at from customer c where p.merged_into = c.id and c.erased_at is not null and p.erased_at is null`;

// What left, and that somebody agreed to it, stays; the words of it do not.
const FORGET = [
  `update message m set words = null, context = m.context || '{"words": {"subject": null, "text": null}}' from customer c where c.id = m.customer_id and ${OF_ERASED} and m.words is not null`,
  `update contact_log l set note = null from customer c where c.id = l.customer_id and ${OF_ERASED} and l.note is not null`,
  `update approval a set note = null from customer c where c.id = a.customer_id and ${OF_ERASED} and a.note is not null`,
  `update level_override o set reason = '' from customer c where c.id = o.customer_id and ${OF_ERASED} and o.reason <> ''`,
  `update group_part g set note = null, what = g.part from customer c where c.id = g.customer_id and ${OF_ERASED} and (g.note is not null or g.what <> g.part)`,
  `update customer_merge g set reason = null from customer c where c.id = g.into_id and ${OF_ERASED} and g.reason is not null`,
  `update document d set bytes = null, file_name = '' from customer c where c.id = d.customer_id and ${OF_ERASED} and (d.bytes is not null or d.file_name <> '')`,
];

/** Takes out what people of the shop wrote to erased customers, or noted about them. */
export async function forgetErasedStaffWords(db: Queryable): Promise<void> {
  for (const statement of [ERASE_PARTS, ...FORGET]) await db.query(statement);
}
