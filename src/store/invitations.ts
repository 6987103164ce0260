import type { Queryable } from './pool.ts';

/** Who opens a page of invitation. */
export interface InvitedCustomer {
  /** Null: not known. */
  readonly language: string | null;
  readonly erased: boolean;
  /** Those of the channels that they have open now. */
  readonly open: readonly string[];
}

/** Whether one of the channels, which their receivers have to open first, was never opened by this customer: what they have ended themselves, nobody asks for again. */
export async function mayInvite(db: Queryable, channels: readonly string[], customerId: string): Promise<boolean> {
  const { rows } = await db.query<{ opened: number }>(
    `select count(distinct channel)::int as opened from contact_point where customer_id = $1 and channel = any($2) and (reference is not null or state = 'gone')`, [customerId, channels]);
  return (rows[0]?.opened ?? 0) < channels.length;
}

/** The customer of an invitation, and what they have opened; null: there is none. */
export async function invitedCustomer(db: Queryable, channels: readonly string[], customerId: string): Promise<InvitedCustomer | null> {
  const { rows } = await db.query<InvitedCustomer>(
    `select c.language, c.erased_at is not null as erased,
       array(select distinct channel from contact_point p where p.customer_id = c.id and p.channel = any($2) and p.reference is not null) as open
     from customer c where c.id = coalesce((select merged_into from customer where id = $1), $1)`, [customerId, channels]);
  return rows[0] ?? null;
}
