import type { Queryable } from './pool.ts';

/** What the customer wrote last in each inquiry, by its number; null once the customer is erased. */
export async function lastWordsIn(db: Queryable, inquiries: readonly number[]): Promise<ReadonlyMap<number, string | null>> {
  const { rows } = await db.query<{ id: string; text: string | null }>(
    `select distinct on (e.inquiry_id) e.inquiry_id as id, coalesce(e.text, m.text) as text from inquiry_entry e left join inbound_message m on m.id = e.inbound_id
     where e.inquiry_id = any($1::bigint[]) and e.what = 'incoming' order by e.inquiry_id, e.at desc, e.id desc`, [inquiries]);
  return new Map(rows.map(({ id, text }) => [Number(id), text]));
}

/** Where and in which language an inquiry was asked; null when there is none. */
export async function channelOfInquiry(db: Queryable, id: number): Promise<{ readonly channel: string; readonly language: string | null } | null> {
  const { rows } = await db.query<{ channel: string; language: string | null }>(
    'select i.channel, coalesce(i.language, c.language) as language from inquiry i join customer c on c.id = i.customer_id where i.id = $1', [id]);
  return rows[0] ?? null;
}
