import type { CustomerId } from '../domain/ids.ts';
import { type Closing, type ClosingObjection, type InquiryOutcome, objectionToClosing } from '../domain/inquiry.ts';
import { changeInquiry, type InquiryHand, type InquiryInHand, type InquiryRefusal } from './change-inquiry.ts';
import type { Pool, Transaction } from './pool.ts';
import { ANSWERS, UNANSWERED } from './promise-facts.ts';
import type { RulesSource } from './rules.ts';
import { tellClosed } from './tell-closed.ts';
import { writeVerdict } from './write-verdict.ts';

/** How somebody closes an inquiry. */
export interface InquiryClosing extends InquiryHand {
  readonly outcome: InquiryOutcome;
  readonly reason: string | null;
}

/** What became of closing one. */
export type ClosedInquiry =
  | { readonly kind: 'done'; readonly customerId: CustomerId }
  | { readonly kind: 'objection'; readonly objection: ClosingObjection }
  /** An answer to it is not out yet: it waits for a second person (`approval`), or is about to leave. */
  | { readonly kind: 'answer-waits'; readonly approval: number | null }
  | InquiryRefusal;

/** Closes an inquiry with what it came to, and tells the customer's run; clocks end with it. */
export async function closeInquiry(pool: Pool, source: RulesSource, { outcome, reason, ...hand }: InquiryClosing): Promise<ClosedInquiry> {
  return changeInquiry(pool, source, hand, async (tx, inquiry): Promise<ClosedInquiry> => {
    const waits = await answerThatWaits(tx, inquiry);
    if (waits !== null) return { kind: 'answer-waits', ...waits };
    const objection = objectionToClosing({ outcome, level: inquiry.level, ...await answeredSoFar(tx, inquiry), hasReason: reason !== null });
    if (objection !== null) return { kind: 'objection', objection };
    if (outcome === 'not-real') await writeVerdict(tx, inquiry, { by: hand.by, verdict: outcome });
    await closeAs(tx, inquiry, { by: hand.by, outcome, reason });
    return { kind: 'done', customerId: inquiry.customerId };
  });
}

/** Closes an inquiry, whatever speaks against it. Call it under the customer's lock. */
export async function closeAs(tx: Transaction, { id }: Pick<InquiryInHand, 'id'>, { by, outcome, reason }: { readonly by: string; readonly outcome: InquiryOutcome; readonly reason: string | null }): Promise<void> {
  await tx.query(
    `update inquiry set state = 'closed', closed_at = touchline_now(), closed_by = $2, outcome = $3, close_note = $4, snoozed_until = null, snooze_reason = null where id = $1`, [id, by, outcome, reason]);
  await tellClosed(tx, id);
}

/** Null: none waits. */
async function answerThatWaits(tx: Transaction, { id }: InquiryInHand): Promise<{ readonly approval: number | null } | null> {
  const { rows: [row] } = await tx.query<{ approval: string | null }>(
    `select (select a.id from approval a where a.message_id = m.id and a.state = 'waiting') as approval from message m
     where m.inquiry_id = $1 and m.state in ('draft', 'approved', 'ready', 'sending', 'planned') order by m.ref desc limit 1`, [id]);
  return row === undefined ? null : { approval: row.approval === null ? null : Number(row.approval) };
}

async function answeredSoFar(tx: Transaction, { id }: InquiryInHand): Promise<Pick<Closing, 'hasAnswer' | 'isOwed'>> {
  const { rows: [row] } = await tx.query<{ has_answer: boolean; is_owed: boolean }>(`select exists (select 1 from ${ANSWERS} answered) as has_answer, exists (select 1 ${UNANSWERED}) as is_owed from inquiry i where i.id = $1`, [id]);
  return { hasAnswer: row?.has_answer ?? false, isOwed: row?.is_owed ?? false };
}
