import type { SentFile } from '../contracts/sent-file.ts';
import { toCustomerId, type CustomerId, type StaffId } from '../domain/ids.ts';
import type { StaffRole } from '../domain/staff.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { inDecision, type Pool, type Queryable } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { roleInForce } from './staff.ts';

/** What a customer wrote that a supervisor has to note. */
export interface IncomingToNote {
  readonly entry: number;
  readonly inquiry: number;
  readonly customerId: CustomerId;
  readonly atMs: number;
  /** Until when it is promised to be noted; null: no clock runs. */
  readonly dueAtMs: number | null;
  /** Null once the customer is erased. */
  readonly text: string | null;
  /** What came along with it, to be looked at as well. */
  readonly files: readonly SentFile[];
}

/** What has not been noted, the nearest first. */
export async function listIncoming(db: Queryable, limit: number): Promise<IncomingToNote[]> {
  const { rows } = await db.query<{ entry: string; inquiry: string; customer_id: string; at_ms: string; due_ms: string | null; text: string | null; files: SentFile[] }>(
    `select e.id as entry, i.id as inquiry, i.customer_id, epoch_ms(e.at) as at_ms, coalesce(e.text, m.text) as text, coalesce(m.files, '[]') as files,
       (select epoch_ms(due_at) from sla_clock c where c.customer_id = i.customer_id and c.kind = 'incoming-review' and c.subject = e.id::text) as due_ms
     from inquiry_entry e join inquiry i on i.id = e.inquiry_id left join inbound_message m on m.id = e.inbound_id
     where e.needs_review and e.reviewed_at is null order by due_ms nulls last, e.id limit $1`, [limit]);
  return rows.map((row) => ({
    entry: Number(row.entry), inquiry: Number(row.inquiry), customerId: toCustomerId(row.customer_id), atMs: Number(row.at_ms), dueAtMs: row.due_ms === null ? null : Number(row.due_ms), text: row.text, files: row.files,
  }));
}

/** Who may note what key accounts write. */
export const NOTING_ROLES: readonly StaffRole[] = ['supervisor'];

/** What became of a note on what a customer wrote. */
export type Noted =
  | { readonly kind: 'noted'; readonly customerId: CustomerId }
  /** It does not wait to be noted. */
  | { readonly kind: 'not-waiting' }
  | { readonly kind: 'no-role' };

/** Notes what a customer wrote, by somebody who may at that instant: its clock is met. */
export async function noteIncoming(pool: Pool, source: RulesSource, entry: number, { by, note }: { readonly by: StaffId; readonly note: string }): Promise<Noted> {
  const { rows: [found] } = await pool.query<{ customer_id: string }>('select i.customer_id from inquiry_entry e join inquiry i on i.id = e.inquiry_id where e.id = $1', [entry]);
  if (found === undefined) return { kind: 'not-waiting' };
  const customerId = toCustomerId(found.customer_id);
  return inDecision(pool, async (tx): Promise<Noted> => {
    if ((await lockCustomers(tx, [customerId])).size === 0) return { kind: 'not-waiting' };
    if (!await roleInForce(tx, by, ...NOTING_ROLES)) return { kind: 'no-role' };
    const { rowCount } = await tx.query('update inquiry_entry set reviewed_by = $2, reviewed_at = touchline_now(), review = $3 where id = $1 and needs_review and reviewed_at is null', [entry, by, note]);
    if (rowCount === 0) return { kind: 'not-waiting' };
    await decideCustomers(tx, source, await lockCustomers(tx, [customerId]), { callKey: null, entering: null });
    return { kind: 'noted', customerId };
  });
}

/** The mail with which what a customer wrote came, and what it brought; `raw` null: its bytes are not kept any more, or it came by no mail. Null: there is no such entry. */
export async function mailOfEntry(db: Queryable, entry: number): Promise<{ readonly files: readonly SentFile[]; readonly channel: string | null; readonly raw: Buffer | null } | null> {
  const { rows: [row] } = await db.query<{ files: SentFile[]; channel: string | null; raw: Buffer | null }>(
    `select coalesce(m.files, '[]') as files, m.channel, (select mail.raw from inbound_mail mail where mail.customer_id = m.customer_id and mail.news_id = m.news_id and mail.raw is not null order by mail.id limit 1) as raw
     from inquiry_entry e left join inbound_message m on m.id = e.inbound_id where e.id = $1 and e.what = 'incoming'`, [entry]);
  return row ?? null;
}
