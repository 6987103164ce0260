import type { SentFile } from '../contracts/sent-file.ts';
import type { StoredScreening } from '../contracts/stored-screening.ts';
import type { Level } from '../domain/customer.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { MatchedKind } from '../domain/inquiry-kind.ts';
import type { ClockKind, ClockState } from '../domain/sla-clock.ts';
import { INQUIRY_VERSION } from './inquiry-version.ts';
import type { Queryable } from './pool.ts';

/** Something that was said in an inquiry, or done with it. */
export interface ThreadEntry {
  readonly id: number;
  readonly atMs: EpochMs;
  readonly what: 'incoming' | 'answer' | 'note' | 'thought' | 'change';
  /** Who of the staff; null: the customer. */
  readonly by: string | null;
  /** Null once the customer is erased. */
  readonly text: string | null;
  /** Of an answer: the message that carries it, how far it is, and the approval that it waits for; null: it was told by word of mouth. */
  readonly message: { readonly id: string; readonly channel: string; readonly state: string; readonly approval: number | null } | null;
  /** Who of the supervisors has noted it, and what they said; null: nobody has, or need not. */
  readonly review: { readonly by: string; readonly atMs: EpochMs; readonly note: string | null } | null;
  readonly needsReview: boolean;
  /** What came along with it. */
  readonly files: readonly SentFile[];
}

/** A promise about an inquiry that still runs. */
export interface ThreadClock {
  readonly kind: ClockKind;
  readonly state: ClockState;
  readonly level: Level;
  readonly dueAtMs: EpochMs;
  readonly pausedAtMs: EpochMs | null;
}

/** An inquiry with everything in it. */
export interface InquiryThread {
  readonly id: number;
  /** Of how it stands, for whoever acts on it after reading. */
  readonly version: string;
  readonly customerId: CustomerId;
  readonly kind: string;
  readonly kindBy: 'rules' | 'person';
  /** The words that speak for each kind, the strongest first; null: nobody guessed, or the customer is erased. */
  readonly kindWords: readonly MatchedKind[] | null;
  readonly channel: string;
  /** Of the words, else of the customer. */
  readonly language: string | null;
  readonly openedAtMs: EpochMs;
  readonly state: 'open' | 'snoozed' | 'closed';
  readonly snoozedUntilMs: EpochMs | null;
  readonly snoozeReason: string | null;
  readonly team: string | null;
  readonly person: string | null;
  readonly band: string | null;
  readonly screening: StoredScreening | null;
  readonly verdict: string | null;
  readonly mood: string | null;
  readonly mergedInto: number | null;
  readonly closedAtMs: EpochMs | null;
  readonly closedBy: string | null;
  readonly outcome: string | null;
  readonly closeNote: string | null;
  readonly satisfaction: number | null;
  readonly entries: readonly ThreadEntry[];
  readonly clocks: readonly ThreadClock[];
}

const ENTRIES = `coalesce((select json_agg(json_build_object('id', e.id, 'atMs', epoch_ms(e.at), 'what', e.what, 'by', e.by, 'text', coalesce(e.text, n.text), 'needsReview', e.needs_review, 'files', coalesce(n.files, '[]'),
    'message', case when m.id is not null then json_build_object('id', m.id, 'channel', m.channel, 'state', m.state, 'approval', (select max(a.id) from approval a where a.message_id = m.id and a.state = 'waiting')) end,
    'review', case when e.reviewed_at is not null then json_build_object('by', e.reviewed_by, 'atMs', epoch_ms(e.reviewed_at), 'note', e.review) end) order by e.at, e.id)
  from inquiry_entry e left join message m on m.id = e.message_id left join inbound_message n on n.id = e.inbound_id where e.inquiry_id = i.id), '[]')`;

const CLOCKS = `coalesce((select json_agg(json_build_object('kind', kind, 'state', state, 'level', level, 'dueAtMs', epoch_ms(due_at), 'pausedAtMs', epoch_ms(paused_at)) order by due_at)
  from sla_clock c where c.customer_id = i.customer_id and c.ended_at is null and ((c.kind in ('first-reply', 'next-reply', 'resolution') and split_part(c.subject, '/', 1) = i.id::text)
    or (c.kind = 'incoming-review' and c.subject in (select e.id::text from inquiry_entry e where e.inquiry_id = i.id and e.needs_review)))), '[]')`;

/** One inquiry with its thread, the oldest entry first, and the clocks that run for it; null: there is none. */
export async function readInquiry(db: Queryable, id: number): Promise<InquiryThread | null> {
  const { rows } = await db.query<{ thread: Omit<InquiryThread, 'customerId'> & { readonly customerId: string } }>(
    `select json_build_object('id', i.id, 'version', ${INQUIRY_VERSION}, 'customerId', i.customer_id, 'kind', i.kind, 'kindBy', i.kind_by, 'kindWords', i.kind_words, 'channel', i.channel, 'language', coalesce(i.language, u.language),
       'openedAtMs', epoch_ms(i.opened_at), 'state', i.state, 'snoozedUntilMs', epoch_ms(i.snoozed_until), 'snoozeReason', i.snooze_reason, 'team', i.team, 'person', i.person,
       'band', i.band, 'screening', i.screening, 'verdict', i.verdict, 'mood', i.mood, 'mergedInto', i.merged_into, 'closedAtMs', epoch_ms(i.closed_at), 'closedBy', i.closed_by,
       'outcome', i.outcome, 'closeNote', i.close_note, 'satisfaction', i.satisfaction, 'entries', ${ENTRIES}, 'clocks', ${CLOCKS}) as thread from inquiry i join customer u on u.id = i.customer_id where i.id = $1`, [id]);
  const thread = rows[0]?.thread;
  return thread === undefined ? null : { ...thread, customerId: toCustomerId(thread.customerId) };
}
