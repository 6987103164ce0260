import type { FactChangeOf } from '../contracts/fact-change.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import { lockCustomers } from './customer-lock.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import { inTransaction, type Pool, type Queryable, type Transaction } from './pool.ts';
import { tellEvents } from './told-events.ts';

export const SUGGESTION_STATES = ['open', 'taken', 'declined'] as const;
export type SuggestionState = (typeof SUGGESTION_STATES)[number];

/** What a customer suggests about an idea of the shop. */
export interface Suggestion {
  readonly id: number;
  readonly customerId: CustomerId;
  readonly idea: string;
  /** Null once the customer is erased. */
  readonly text: string | null;
  readonly atMs: EpochMs;
  readonly state: SuggestionState;
  readonly note: string | null;
  readonly answeredAtMs: EpochMs | null;
}

/** Keeps the words of a customer, in this table alone, and counts them as taking part. Call it under the customer's lock. */
export async function recordSuggestion(tx: Transaction, { customerId }: LockedOwner, { idea, text }: FactChangeOf<'suggestion'>, inboxId: number): Promise<{ suggestion: number }> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into suggestion (customer_id, inbox_id, idea, text, at) select $1, e.id, $2, $3, e.occurred_at from event_inbox e where e.id = $4 returning id`, [customerId, idea, text, inboxId]);
  await tx.query('update customer_facts set activity_count = activity_count + 1 where customer_id = $1', [customerId]);
  return { suggestion: rows[0]?.id ?? 0 };
}

/** SQL for a stored event without the words of a customer: they stand in `suggestion` alone. */
export const PAYLOAD_WITHOUT_WORDS = `payload #- '{change,text}'`;

interface SuggestionRow {
  id: number;
  customer_id: string;
  idea: string;
  text: string | null;
  at_ms: string;
  state: SuggestionState;
  note: string | null;
  answered_ms: string | null;
}

const COLUMNS = 'id, customer_id, idea, text, epoch_ms(at) as at_ms, state, note, epoch_ms(answered_at) as answered_ms';

function suggestionOf(row: SuggestionRow): Suggestion {
  return {
    id: row.id, customerId: toCustomerId(row.customer_id), idea: row.idea, text: row.text, atMs: Number(row.at_ms), state: row.state, note: row.note,
    answeredAtMs: row.answered_ms === null ? null : Number(row.answered_ms),
  };
}

/** Suggestions, the oldest first; null stands for all. */
export async function listSuggestions(db: Queryable, of: { readonly state: SuggestionState | null; readonly idea: string | null; readonly limit: number }): Promise<Suggestion[]> {
  const { rows } = await db.query<SuggestionRow>(
    `select ${COLUMNS} from suggestion where ($1::text is null or state = $1) and ($2::text is null or idea = $2) order by at, id limit $3`, [of.state, of.idea, of.limit]);
  return rows.map(suggestionOf);
}

/** One suggestion, or null. */
export async function readSuggestion(db: Queryable, id: number): Promise<Suggestion | null> {
  const { rows } = await db.query<SuggestionRow>(`select ${COLUMNS} from suggestion where id = $1`, [id]);
  return rows[0] === undefined ? null : suggestionOf(rows[0]);
}

/** What became of an answer: it stands, it stood already, or a campaign that is to tell it is not ready to hear it. */
export type Answered = { readonly kind: 'answered' } | { readonly kind: 'answered-before' } | { readonly kind: 'too-early'; readonly campaign: string };

/** What to answer. `evenUnheard`: although the campaign that wants to tell it would not hear it. */
export interface SuggestionAnswer {
  readonly outcome: 'taken' | 'declined';
  readonly note: string | null;
  readonly evenUnheard?: boolean;
}

/** Says what became of a suggestion, and tells the customer's run. */
export function answerSuggestion(pool: Pool, { id, customerId, idea }: Pick<Suggestion, 'id' | 'customerId' | 'idea'>, answer: SuggestionAnswer): Promise<Answered> {
  return inTransaction(pool, async (tx) => {
    await lockCustomers(tx, [customerId]);
    const campaign = answer.evenUnheard === true ? null : await notReadyToHear(tx, customerId);
    if (campaign !== null) return { kind: 'too-early', campaign };
    const { rowCount } = await tx.query(
      `update suggestion set state = $2, note = $3, answered_at = touchline_now() where id = $1 and state = 'open'`, [id, answer.outcome, answer.note]);
    if (rowCount === 0) return { kind: 'answered-before' };
    await tellEvents(tx, 'suggestion', [{ customerId, kind: 'suggestion.answered', messageId: `${id}:answered`, properties: { suggestion: id, idea, outcome: answer.outcome } }]);
    return { kind: 'answered' };
  });
}

/** A campaign of the customer that will wait for the answer and does not yet: its thanks are still to leave. A step hears only what it waits for. */
async function notReadyToHear(tx: Transaction, customerId: CustomerId): Promise<string | null> {
  const { rows } = await tx.query<{ campaign: string }>(
    `select e.campaign from enrolment e join campaign_version v on v.campaign = e.campaign and v.ordinal = e.ordinal join customer_state s on s.customer_id = e.customer_id
     where e.customer_id = $1 and e.open and not 'suggestion.answered' = any(s.awaits) and jsonb_path_exists(v.definition, '$.steps[*].for[*] ? (@ == "suggestion.answered")')
     order by e.entered_at limit 1`, [customerId]);
  return rows[0]?.campaign ?? null;
}

/** The words of erased customers vanish with them; that something was suggested, and what became of it, remains. */
export async function forgetErasedWords(db: Queryable): Promise<void> {
  await db.query(`update suggestion s set text = null, note = null from customer c where c.id = s.customer_id and c.erased_at is not null and (s.text is not null or s.note is not null)`);
}
