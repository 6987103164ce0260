import type { EpochMs } from '../domain/instant.ts';
import type { Transaction } from './pool.ts';

/**
 * SQL of the hash of how inquiry `i` stands by what people have said and done: whoever acts on it has read this. Clocks, screenings and messages on their
 * way move by themselves, and are no part of it.
 */
export const INQUIRY_VERSION = `(select encode(sha256(convert_to(jsonb_build_array(i.id, i.state, epoch_ms(i.snoozed_until), i.snooze_reason, i.kind, i.kind_by, i.mood, i.team, i.person, i.verdict, i.outcome, i.merged_into,
  (select jsonb_agg(jsonb_build_array(e.id, epoch_ms(e.reviewed_at)) order by e.id) from inquiry_entry e where e.inquiry_id = i.id))::text, 'UTF8')), 'hex'))`;

/** Somebody has said or done something since an inquiry was read. */
export interface InquiryChanged {
  readonly kind: 'changed';
  /** How it stands now. */
  readonly version: string;
  /** Whose word came last; null: the customer, or Touchline. */
  readonly by: string | null;
  readonly atMs: EpochMs | null;
}

const LAST_WORD = `(select jsonb_build_object('by', w.by, 'atMs', epoch_ms(w.at)) from (
    select e.by, e.at, e.id from inquiry_entry e where e.inquiry_id = i.id union all select e.reviewed_by, e.reviewed_at, e.id from inquiry_entry e where e.inquiry_id = i.id and e.reviewed_at is not null) w
  order by w.at desc, w.id desc limit 1)`;

/** What has come between reading an inquiry and acting on it; null: nothing. Call it under the customer's lock. */
export async function changedSince(tx: Transaction, inquiry: number, readVersion: string): Promise<InquiryChanged | null> {
  const { rows: [row] } = await tx.query<{ version: string; last: { by: string | null; atMs: number } | null }>(`select ${INQUIRY_VERSION} as version, ${LAST_WORD} as last from inquiry i where i.id = $1`, [inquiry]);
  if (row === undefined || row.version === readVersion) return null;
  return { kind: 'changed', version: row.version, by: row.last?.by ?? null, atMs: row.last?.atMs ?? null };
}
