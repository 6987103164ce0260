import type { Queryable } from './pool.ts';

/** One line of the outbox. */
export interface OutboxLine {
  readonly id: string;
  readonly receivedSystem: Date;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
}

export interface OutboxPage {
  readonly total: number;
  readonly lines: readonly OutboxLine[];
  /** For the next, older page; null at the end. */
  readonly olderThan: string | null;
}

const LINES_PER_PAGE = 50;

/** The newest sandbox mails, or those older than the given id. */
export async function readOutboxPage(db: Queryable, olderThan: string | null): Promise<OutboxPage> {
  const [page, count] = await Promise.all([
    db.query<OutboxLine>(
      `select id, received_system as "receivedSystem", envelope_from as "from", envelope_to as "to", subject from sandbox_mail
       where $1::bigint is null or id < $1::bigint order by id desc limit ${LINES_PER_PAGE + 1}`, [olderThan]),
    db.query<{ total: string }>('select count(*) as total from sandbox_mail'),
  ]);
  const lines = page.rows.slice(0, LINES_PER_PAGE);
  return { total: Number(count.rows[0]?.total ?? 0), lines, olderThan: page.rows.length > LINES_PER_PAGE ? lines.at(-1)?.id ?? null : null };
}

/** One mail as it came over SMTP; null when there is none of this id. */
export async function readOutboxMail(db: Queryable, id: string): Promise<(OutboxLine & { raw: Buffer }) | null> {
  const { rows } = await db.query<OutboxLine & { raw: Buffer }>(
    `select id, received_system as "receivedSystem", envelope_from as "from", envelope_to as "to", subject, raw from sandbox_mail where id = $1::bigint`, [id]);
  return rows[0] ?? null;
}
