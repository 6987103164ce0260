import type { Queryable } from './pool.ts';

/** A sent message as a mail may speak of it. */
export interface SentMessage {
  readonly id: string;
  readonly ref: string;
  readonly channel: string;
  readonly customerId: string;
  readonly address: string;
  readonly providerId: string | null;
  /** Whether it was handed over within the last days: only then may its address alone stand for it. */
  readonly isRecent: boolean;
}

const RECENT_DAYS = 7;
const MOST_MESSAGES = 200;

interface SentRow {
  id: string;
  ref: string;
  channel: string;
  customer_id: string;
  address: string;
  provider_id: string | null;
  recent: boolean;
}

const COLUMNS = `m.id, m.ref, m.channel, m.customer_id, p.address, m.provider_id,
  coalesce(m.accepted_at, m.claimed_at) > touchline_now() - interval '${RECENT_DAYS} days' as recent`;

/** The message with this short handle, once an attempt was made to send it. */
export async function sentByRef(db: Queryable, ref: bigint): Promise<SentMessage | null> {
  const { rows } = await db.query<SentRow>(`select ${COLUMNS} from message m join contact_point p on p.id = m.contact_point_id where m.ref = $1 and m.fence > 0`, [ref]);
  return rows[0] === undefined ? null : toSent(rows[0]);
}

/** The first of these keys that is a message of ours. */
export async function sentByKey(db: Queryable, keys: readonly string[]): Promise<SentMessage | null> {
  const { rows } = await db.query<SentRow>(
    `select ${COLUMNS} from message m join contact_point p on p.id = m.contact_point_id where m.id = any($1::text[]) and m.fence > 0 limit 1`, [keys]);
  return rows[0] === undefined ? null : toSent(rows[0]);
}

/** What was sent to an address on these channels, the newest first. */
export async function sentToAddress(db: Queryable, channels: readonly string[], address: string): Promise<SentMessage[]> {
  const { rows } = await db.query<SentRow>(
    `select ${COLUMNS} from contact_point p, lateral (select p.customer_id as id union all select id from customer where merged_into = p.customer_id) owner,
       lateral (select * from message where customer_id = owner.id and contact_point_id = p.id) m
     where p.channel = any($1::text[]) and p.address = any($2::text[]) and m.fence > 0
     order by coalesce(m.accepted_at, m.claimed_at) desc nulls last limit ${MOST_MESSAGES}`, [channels, [...new Set([address, address.toLowerCase()])]]);
  return rows.map(toSent);
}

const toSent = (row: SentRow): SentMessage => ({
  id: row.id, ref: row.ref, channel: row.channel, customerId: row.customer_id, address: row.address, providerId: row.provider_id, isRecent: row.recent,
});
