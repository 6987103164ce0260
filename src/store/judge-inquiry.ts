import type { CustomerId } from '../domain/ids.ts';
import type { Verdict } from '../domain/inquiry.ts';
import { changeInquiry, enterChange, type InquiryHand, type InquiryInHand, type InquiryRefusal } from './change-inquiry.ts';
import { closeAs } from './close-inquiry.ts';
import { enterNote } from './describe-inquiry.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { writeVerdict } from './write-verdict.ts';

/** What somebody found of an inquiry. */
export interface InquiryVerdict extends InquiryHand {
  readonly verdict: Verdict;
  readonly note: string | null;
}

/** What became of a verdict. */
export type JudgedInquiry =
  | { readonly kind: 'done'; readonly customerId: CustomerId; /** It ended with the verdict. */ readonly isClosed: boolean }
  /** It is closed since before: the verdict is kept for the report alone. */
  | { readonly kind: 'kept' }
  | InquiryRefusal;

/**
 * A person's verdict. One that is real is held no longer; one that is not is closed, and what was about to answer it does not leave. After its end the
 * verdict still tells how good the screening was.
 */
export async function judgeInquiry(pool: Pool, source: RulesSource, { verdict, note, ...hand }: InquiryVerdict): Promise<JudgedInquiry> {
  const judged = await changeInquiry(pool, source, hand, async (tx, inquiry): Promise<JudgedInquiry> => {
    await enter(tx, { ...hand, verdict, note });
    await writeVerdict(tx, inquiry, { by: hand.by, verdict });
    if (verdict === 'not-real') await endAsNotReal(tx, inquiry, hand.by, note);
    return { kind: 'done', customerId: inquiry.customerId, isClosed: verdict === 'not-real' };
  });
  return judged.kind === 'closed' && judged.mergedInto === null ? keepVerdict(pool, { verdict, note, ...hand }) : judged;
}

async function enter(tx: Transaction, { inquiry, by, verdict, note }: InquiryVerdict): Promise<void> {
  await enterChange(tx, inquiry, by, `verdict: ${verdict}`);
  if (note !== null) await enterNote(tx, inquiry, by, note);
}

async function endAsNotReal(tx: Transaction, inquiry: InquiryInHand, by: string, note: string | null): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(
    `update message set state = 'void', reason = jsonb_build_object('code', 'draft-rejected', 'params', jsonb_build_object('by', $2::text)) where inquiry_id = $1 and state in ('planned', 'draft', 'approved', 'ready') returning id`, [inquiry.id, by]);
  await tx.query(`update approval set state = 'void', decided_at = touchline_now() where message_id = any($1) and state = 'waiting'`, [rows.map(({ id }) => id)]);
  await closeAs(tx, inquiry, { by, outcome: 'not-real', reason: note });
}

/** Nothing else of a closed inquiry changes: neither how it ended nor what was promised. */
async function keepVerdict(pool: Pool, judged: InquiryVerdict): Promise<JudgedInquiry> {
  return inTransaction(pool, async (tx) => {
    await tx.query('update inquiry set verdict = $2, verdict_by = $3 where id = $1', [judged.inquiry, judged.verdict, judged.by]);
    await enter(tx, judged);
    return { kind: 'kept' };
  });
}
