import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { Verdict } from '../domain/inquiry.ts';
import { changeInquiry, enterChange, type InquiryHand, type InquiryInHand, type InquiryRefusal } from './change-inquiry.ts';
import { closeAs } from './close-inquiry.ts';
import { enterNote } from './describe-inquiry.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { renewInquiryQuality } from './inquiry-quality.ts';
import { changedSince } from './inquiry-version.ts';
import { inDecision, type Pool, type Transaction } from './pool.ts';
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
  /** It is closed since before: the verdict is kept for the report, and for how serious the customer's inquiries are. */
  | { readonly kind: 'kept'; readonly customerId: CustomerId }
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
  return judged.kind === 'closed' && judged.mergedInto === null ? keepVerdict(pool, source, { verdict, note, ...hand }) : judged;
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

/** Nothing else of a closed inquiry changes: neither how it ended nor what was promised in it. What the same person has said already is not said twice. */
async function keepVerdict(pool: Pool, source: RulesSource, judged: InquiryVerdict): Promise<JudgedInquiry> {
  return inDecision(pool, async (tx): Promise<JudgedInquiry> => {
    const { rows: [owner] } = await tx.query<{ customer_id: string }>('select customer_id from inquiry where id = $1', [judged.inquiry]);
    if (owner === undefined) return { kind: 'no-such-inquiry' };
    const customerId = toCustomerId(owner.customer_id);
    const locked = await lockCustomers(tx, [customerId]);
    const changed = judged.readVersion === undefined ? null : await changedSince(tx, judged.inquiry, judged.readVersion);
    if (changed !== null) return changed;
    if (await isSaid(tx, judged)) return { kind: 'kept', customerId };
    await tx.query('update inquiry set verdict = $2, verdict_by = $3 where id = $1', [judged.inquiry, judged.verdict, judged.by]);
    await enter(tx, judged);
    await renewInquiryQuality(tx, [customerId]);
    await decideCustomers(tx, source, locked, { callKey: null, entering: null });
    return { kind: 'kept', customerId };
  });
}

/** Whether they have found the same before, and nothing is in their note that the thread does not have. */
async function isSaid(tx: Transaction, { inquiry, by, verdict, note }: InquiryVerdict): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select 1 from inquiry i where i.id = $1 and i.verdict = $2 and i.verdict_by = $3
       and ($4::text is null or exists (select 1 from inquiry_entry e where e.inquiry_id = i.id and e.what = 'note' and e.by = $3 and e.text = $4))`, [inquiry, verdict, by, note]);
  return rowCount === 1;
}
