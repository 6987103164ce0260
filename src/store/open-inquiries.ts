import type { Queryable } from './pool.ts';

/** What a customer asks, as the staff sees it in a list: what they wrote stands in the thread. */
export interface OpenInquiry {
  readonly id: number;
  readonly customer: string;
  readonly level: number;
  readonly kind: string;
  readonly channel: string;
  readonly state: string;
  readonly team: string | null;
  readonly person: string | null;
  readonly openedAt: Date;
  /** By when an answer is promised; null: nobody waits for one. */
  readonly dueAt: Date | null;
  /** What the customer wrote last. */
  readonly text: string | null;
}

/** Inquiries that are not closed: levels 1 to 3 by deadline, then level 4 by deadline. */
export async function listOpenInquiries(db: Queryable, limit: number): Promise<OpenInquiry[]> {
  const { rows } = await db.query<OpenInquiry>(
    `select i.id::float8 as id, i.customer_id as customer, f.level, i.kind, i.channel, i.state, i.team, i.person, i.opened_at as "openedAt", k.due_at as "dueAt",
       (select e.text from inquiry_entry e where e.inquiry_id = i.id and e.what = 'incoming' order by e.at desc, e.id desc limit 1) as text
     from inquiry i join customer_facts f on f.customer_id = i.customer_id
       left join lateral (select min(c.due_at) as due_at from sla_clock c where c.customer_id = i.customer_id and c.ended_at is null and c.paused_at is null
         and c.kind in ('first-reply', 'next-reply') and split_part(c.subject, '/', 1) = i.id::text) k on true
     where i.state <> 'closed' order by f.level = 4, k.due_at nulls last, i.opened_at, i.id limit $1`, [limit]);
  return rows;
}

/** Where and in which language an inquiry was asked; null when there is none. */
export async function channelOfInquiry(db: Queryable, id: number): Promise<{ readonly channel: string; readonly language: string | null } | null> {
  const { rows } = await db.query<{ channel: string; language: string | null }>(
    'select i.channel, coalesce(i.language, c.language) as language from inquiry i join customer c on c.id = i.customer_id where i.id = $1', [id]);
  return rows[0] ?? null;
}
