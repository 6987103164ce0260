import type { CustomerId } from '../domain/ids.ts';
import type { InquiryKind } from '../domain/inquiry-kind.ts';
import type { Mood } from '../domain/inquiry.ts';
import type { EpochMs } from '../domain/instant.ts';
import { changeInquiry, enterChange, type InquiryHand, type InquiryRefusal } from './change-inquiry.ts';
import { markColumns, type RequestMark } from './once-per-request.ts';
import type { Pool, Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';

/** What became of a word about an inquiry. */
export type Described = { readonly kind: 'done'; readonly customerId: CustomerId } | InquiryRefusal;

/** One word about an inquiry. */
export type InquiryWord =
  /** For colleagues; the customer never sees it. */
  | { readonly says: 'note'; readonly text: string }
  /** A sentence of the customer's that is worth keeping, and where it was said. */
  | { readonly says: 'thought'; readonly text: string; readonly source: string }
  | { readonly says: 'mood'; readonly mood: Mood }
  /** In place of the guess. */
  | { readonly says: 'kind'; readonly kind: InquiryKind }
  /** Out of sight until then; its clocks run on. */
  | { readonly says: 'snooze'; readonly untilMs: EpochMs; readonly reason: string; /** As the thread tells it. */ readonly until: string };

/** Whoever says it; of a note and a thought the mark of its request is kept. */
export interface DescribingHand extends InquiryHand {
  readonly mark?: RequestMark | undefined;
}

/** Keeps a word about an inquiry, with who said it. */
export async function describeInquiry(pool: Pool, source: RulesSource, hand: DescribingHand, word: InquiryWord): Promise<Described> {
  return changeInquiry(pool, source, hand, async (tx, { id, customerId }) => {
    await write(tx, id, hand, word);
    return { kind: 'done', customerId };
  });
}

async function write(tx: Transaction, id: number, { by, mark }: DescribingHand, word: InquiryWord): Promise<void> {
  switch (word.says) {
    case 'note': return enter(tx, id, { what: 'note', by, text: word.text, mark });
    case 'thought': return enter(tx, id, { what: 'thought', by, text: `“${word.text}” (${word.source})`, mark });
    case 'mood':
      await tx.query('update inquiry set mood = $2 where id = $1', [id, word.mood]);
      return enterChange(tx, id, by, `mood: ${word.mood}`);
    case 'kind':
      await tx.query(`update inquiry set kind = $2, kind_by = 'person' where id = $1`, [id, word.kind]);
      if (word.kind === 'complaint') await tx.query('update customer_facts f set last_complaint_at = greatest(f.last_complaint_at, i.opened_at) from inquiry i where i.id = $1 and f.customer_id = i.customer_id', [id]);
      return enterChange(tx, id, by, `kind: ${word.kind}`);
    case 'snooze':
      await tx.query(`update inquiry set state = 'snoozed', snoozed_until = instant($2), snooze_reason = $3 where id = $1`, [id, word.untilMs, word.reason]);
      return enterChange(tx, id, by, `snoozed until ${word.until}: ${word.reason}`);
    default: return word satisfies never;
  }
}

/** Keeps a note for colleagues in the thread. */
export function enterNote(tx: Transaction, id: number, by: string, text: string): Promise<void> {
  return enter(tx, id, { what: 'note', by, text });
}

interface Said {
  readonly what: 'note' | 'thought';
  readonly by: string;
  readonly text: string;
  readonly mark?: RequestMark | undefined;
}

async function enter(tx: Transaction, id: number, { what, by, text, mark }: Said): Promise<void> {
  await tx.query('insert into inquiry_entry (inquiry_id, at, what, by, text, request_key_sha256, request_asks_sha256) values ($1, touchline_now(), $2, $3, $4, $5, $6)', [id, what, by, text, ...markColumns(mark)]);
}
