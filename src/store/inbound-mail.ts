import type { MailTaken, ReceivedMail } from '../contracts/inbound-mail.ts';
import type { Queryable } from './pool.ts';

/** More than a day of bounces of a large campaign; beyond it the senders have to wait. */
const MOST_WAITING = 20_000;
/** One that ends the process that reads it is not read for ever. */
const MOST_TRIES = 3;
/** Whoever has taken a mail for so long is dead. */
const READING_LIMIT = `interval '1 minute'`;
const RAW_KEPT_DAYS = 30;
const LINES_KEPT_DAYS = 90;

/** A stored mail on its way to be read. */
export interface WaitingMail {
  readonly id: string;
  readonly envelopeFrom: string;
  readonly envelopeTo: readonly string[];
  readonly raw: Buffer;
  /** Epoch milliseconds of system time. */
  readonly receivedMs: number;
}

/** What a mail turned out to be. */
export interface MailReading {
  readonly kind: string;
  /** Why nothing follows from it; null when something did. */
  readonly reason: string | null;
  readonly messageId: string | null;
  readonly customerId: string | null;
  /** The words of a person that it became; null: none. */
  readonly newsId: string | null;
}

const withoutZeros = (text: string) => text.replaceAll('\0', '');

/** Stores a mail once, however often it is sent. */
export async function addInboundMail(db: Queryable, mail: ReceivedMail): Promise<MailTaken> {
  const { rows } = await db.query<{ full: boolean; id: string | null }>(
    `with waiting as (select count(*) >= ${MOST_WAITING} as is_full from (select 1 from inbound_mail where status = 'received' limit ${MOST_WAITING}) w),
     stored as (
       insert into inbound_mail (digest, received_system, envelope_from, envelope_to, bytes, raw)
       select $1, clock_timestamp(), $2, $3::text[], $4::int, $5::bytea from waiting where not is_full
       on conflict (digest) do nothing returning id
     )
     select waiting.is_full as full, (select id from stored) as id from waiting`,
    [mail.digest, withoutZeros(mail.envelopeFrom), mail.envelopeTo.map(withoutZeros), mail.bytes, mail.raw]);
  const row = rows[0];
  if (row?.id != null) return { taken: 'stored', id: row.id };
  return { taken: row?.full === true ? 'full' : 'known', id: '' };
}

/**
 * Takes mails to read them, the oldest first: those that came at least `olderThanMs` of system time ago, and those whose reader is dead.
 * Each taking is counted before it is read, and a mail that was taken too often is set aside.
 */
export async function takeWaitingMail(db: Queryable, limit: number, olderThanMs: number): Promise<WaitingMail[]> {
  await db.query(`update inbound_mail set status = 'unreadable', reason = 'taken-too-often' where status = 'received' and tries >= ${MOST_TRIES}
    and taken_system <= clock_timestamp() - ${READING_LIMIT}`);
  const { rows } = await db.query<{ id: string; envelope_from: string; envelope_to: string[]; raw: Buffer; ms: string }>(
    `update inbound_mail m set tries = tries + 1, taken_system = clock_timestamp()
     from (select id from inbound_mail where status = 'received' and tries < ${MOST_TRIES} and raw is not null
       and (taken_system <= clock_timestamp() - ${READING_LIMIT} or (taken_system is null and received_system <= clock_timestamp() - make_interval(secs => $2))) order by id limit $1 for update skip locked) t
     where m.id = t.id returning m.id, envelope_from, envelope_to, raw, epoch_ms(received_system) as ms`, [limit, olderThanMs / 1000]);
  return rows.map((row) => ({ id: row.id, envelopeFrom: row.envelope_from, envelopeTo: row.envelope_to, raw: row.raw, receivedMs: Number(row.ms) }))
    .toSorted((a, b) => Number(a.id) - Number(b.id));
}

/** Writes down what a mail turned out to be. */
export async function settleMail(db: Queryable, id: string, reading: MailReading): Promise<void> {
  await db.query(
    `update inbound_mail set status = case when $2::text is null then 'applied' else 'ignored' end, reason = $2, kind = $3, message_id = $4, customer_id = $5, news_id = $6
     where id = $1 and status = 'received'`,
    [id, reading.reason, reading.kind, reading.messageId, reading.customerId, reading.newsId]);
}

/** Bytes are kept for a month, what they came to for three; of somebody who was erased nothing is. */
export async function forgetOldMail(db: Queryable): Promise<void> {
  await db.query(
    `update inbound_mail m set raw = null, envelope_from = '', envelope_to = '{}' from customer c
     where c.id = m.customer_id and c.erased_at is not null and m.raw is not null`);
  await db.query(`update inbound_mail set raw = null where raw is not null and status <> 'received' and received_system < clock_timestamp() - interval '${RAW_KEPT_DAYS} days'`);
  await db.query(`delete from inbound_mail where status <> 'received' and received_system < clock_timestamp() - interval '${LINES_KEPT_DAYS} days'`);
}

/** How many wait to be read, and how many were set aside in the last day. */
export async function countInboundMail(db: Queryable): Promise<{ readonly waiting: number; readonly unreadable: number }> {
  const { rows } = await db.query<{ waiting: number; unreadable: number }>(
    `select count(*) filter (where status = 'received')::int as waiting,
       count(*) filter (where status = 'unreadable' and received_system > clock_timestamp() - interval '1 day')::int as unreadable
     from inbound_mail where status in ('received', 'unreadable')`);
  return rows[0] ?? { waiting: 0, unreadable: 0 };
}
