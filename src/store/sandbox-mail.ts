import type { Queryable } from './pool.ts';

/** A mail on its way into the sandbox's box. */
export interface NewSandboxMail {
  readonly envelopeFrom: string;
  readonly envelopeTo: string;
  readonly messageId: string;
  readonly subject: string;
  readonly raw: Buffer;
}

/** One line of the outbox; newest first. */
export interface SandboxMailLine {
  readonly id: string;
  readonly receivedAt: Date;
  readonly envelopeFrom: string;
  readonly envelopeTo: string;
  readonly messageId: string;
  readonly subject: string;
  readonly bytes: number;
}

const LINE = `id, received_system as "receivedAt", envelope_from as "envelopeFrom", envelope_to as "envelopeTo",
  message_id as "messageId", subject, octet_length(raw) as bytes`;

/** Stores a received mail; answers its id. Zero bytes cannot be kept in text columns and are dropped there; `raw` is exact. */
export async function addSandboxMail(db: Queryable, mail: NewSandboxMail): Promise<string> {
  const text = [mail.envelopeFrom, mail.envelopeTo, mail.messageId, mail.subject].map((value) => value.replaceAll('\0', ''));
  const { rows } = await db.query<{ id: string }>(
    `insert into sandbox_mail (received_system, envelope_from, envelope_to, message_id, subject, raw)
     values (now(), $1, $2, $3, $4, $5) returning id`,
    [...text, mail.raw],
  );
  return rows[0]?.id ?? '';
}

/** At most `limit` mails below an id (null: from the newest on), whose receiver's address has `to` in it. */
export async function listSandboxMail(db: Queryable, page: { readonly before: string | null; readonly to?: string; readonly limit: number }): Promise<readonly SandboxMailLine[]> {
  const { rows } = await db.query<SandboxMailLine>(
    `select ${LINE} from sandbox_mail where ($1::bigint is null or id < $1::bigint) and strpos(lower(envelope_to), lower($3)) > 0 order by id desc limit $2`,
    [page.before, page.limit, page.to ?? ''],
  );
  return rows;
}

/** One mail with its bytes, or null. */
export async function getSandboxMail(db: Queryable, id: string): Promise<(SandboxMailLine & { readonly raw: Buffer }) | null> {
  const { rows } = await db.query<SandboxMailLine & { raw: Buffer }>(`select ${LINE}, raw from sandbox_mail where id = $1`, [id]);
  return rows[0] ?? null;
}

/** How many mails the sandbox has received. */
export async function countSandboxMail(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>('select count(*)::int as count from sandbox_mail');
  return rows[0]?.count ?? 0;
}

/** Message ids that were received more than once: every such line is a mail that somebody got twice. */
export async function duplicateSandboxMail(db: Queryable): Promise<readonly { readonly messageId: string; readonly copies: number }[]> {
  const { rows } = await db.query<{ messageId: string; copies: number }>(
    `select message_id as "messageId", count(*)::int as copies from sandbox_mail
     where message_id <> '' group by message_id having count(*) > 1 order by message_id`,
  );
  return rows;
}
