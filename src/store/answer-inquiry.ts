import type { FrozenContent } from '../contracts/channel.ts';
import type { ContactPoint } from '../domain/customer.ts';
import { toContactPointId, toMessageId, type CustomerId, type MessageId } from '../domain/ids.ts';
import { judgeReply } from '../domain/reply-verdict.ts';
import type { Reason } from '../domain/reason.ts';
import type { StaffWords } from '../domain/staff-words.ts';
import { freezeDrafts } from './ask-approvals.ts';
import { freezeTemplates } from './campaign-versions.ts';
import { changeInquiry, type InquiryHand, type InquiryRefusal } from './change-inquiry.ts';
import { markColumns, type RequestMark } from './once-per-request.ts';
import type { Pool, Transaction } from './pool.ts';
import type { RulesInForce, RulesSource } from './rules.ts';
import { loadSnapshots } from './snapshot.ts';

/** An answer to an inquiry. */
export interface InquiryAnswer extends StaffWords {
  readonly inquiry: number;
  /** Who of the staff; null: Touchline itself. */
  readonly by: string | null;
  /** Null: the channel on which the customer wrote. */
  readonly channel: string | null;
  /** Of the request that it comes by; absent: it is no request that may come again. */
  readonly mark?: RequestMark | undefined;
}

/** What somebody of the staff answers. */
export interface StaffAnswer extends InquiryAnswer, InquiryHand {
  readonly by: string;
}

/** What became of an answer. */
export type Answered =
  /** On its way. */
  | { readonly kind: 'sent'; readonly message: MessageId; readonly customerId: CustomerId }
  /** A second person has to read it first. */
  | { readonly kind: 'draft'; readonly message: MessageId; readonly customerId: CustomerId }
  | InquiryRefusal
  /** It cannot leave on this channel; nothing was changed. */
  | { readonly kind: 'refused'; readonly channel: string; readonly because: Reason }
  | { readonly kind: 'no-channel'; readonly channel: string };

/** The template of words of the staff for a channel in a language; null: there is no such channel. */
export type StaffTemplate = (channel: string, locale: string) => FrozenContent | null;

/** An answer that was not sent in a week is of no use any more. */
const GOOD_FOR_DAYS = 7;

interface OpenInquiryRow {
  customer_id: string;
  channel: string;
  address: string | null;
  state: string;
  team: string | null;
  answers: number;
  locale: string | null;
}

/** Answers an inquiry by a message of the ledger, on the channel that the customer used. At level 1 it waits as a draft for a second person. */
export async function answerInquiry(pool: Pool, source: RulesSource, templateOf: StaffTemplate, answer: StaffAnswer): Promise<Answered> {
  return changeInquiry(pool, source, answer, async (tx, { customerId }): Promise<Answered> => putAnswer(tx, await source.load(tx), templateOf, { ...answer, customerId }));
}

/** Keeps what somebody has told the customer by word of mouth: an answer and a contact, which no channel carried. */
export async function answerBySpeaking(pool: Pool, source: RulesSource, { text, mark, ...hand }: InquiryHand & Pick<StaffAnswer, 'text' | 'mark'>): Promise<{ readonly kind: 'told'; readonly customerId: CustomerId } | InquiryRefusal> {
  return changeInquiry(pool, source, hand, async (tx, { id, customerId }) => {
    await tx.query(`insert into inquiry_entry (inquiry_id, at, what, by, text, request_key_sha256, request_asks_sha256) values ($1, touchline_now(), 'answer', $2, $3, $4, $5)`, [id, hand.by, text, ...markColumns(mark)]);
    await tx.query(ANSWERED_BY, [id, hand.by]);
    await tx.query('update customer_facts set last_personal_contact_at = greatest(last_personal_contact_at, touchline_now()) where customer_id = $1', [customerId]);
    return { kind: 'told', customerId };
  });
}

// Whoever answers has it, unless somebody has it already; with an answer by a person somebody has taken the matter.
const ANSWERED_BY = `update inquiry set state = 'open', snoozed_until = null, snooze_reason = null, person = coalesce(person, $2), routed = routed and $2::text is null, assigned = assigned and $2::text is null where id = $1`;

/** Puts an answer into the ledger. Call it under the customer's lock, and decide afterwards. */
export async function putAnswer(tx: Transaction, rules: RulesInForce, templateOf: StaffTemplate, answer: InquiryAnswer & { readonly customerId: CustomerId }): Promise<Answered> {
  const { customerId } = answer;
  const inquiry = await readOpen(tx, answer.inquiry);
  if (inquiry === null) return { kind: 'closed', by: null, atMs: null, mergedInto: null };
  const channel = answer.channel ?? inquiry.channel;
  const template = templateOf(channel, inquiry.locale ?? rules.policy.languages.fallback);
  if (template === null || rules.channels[channel] === undefined) return { kind: 'no-channel', channel };
  const point = await pointFor(tx, customerId, { channel, address: inquiry.address });
  const verdict = await judge(tx, rules, { customerId, channel, point });
  if (verdict.kind === 'drop' || point === null) return { kind: 'refused', channel, because: verdict.kind === 'send' ? { code: 'no-contact-point', params: { channel } } : verdict.because };
  await freezeTemplates(tx, [template]);
  const message = await insertAnswer(tx, answer, { inquiry, channel, point, templateHash: template.hash, state: verdict.kind === 'draft' ? 'draft' : 'ready' });
  if (verdict.kind === 'draft') await freezeDrafts(tx, [{ id: message, team: inquiry.team }]);
  return { kind: verdict.kind === 'draft' ? 'draft' : 'sent', message, customerId };
}

/** As it stands under the lock; null: it is closed. */
async function readOpen(tx: Transaction, id: number): Promise<OpenInquiryRow | null> {
  const { rows } = await tx.query<OpenInquiryRow>(
    `select i.customer_id, i.channel, i.address, i.state, i.team, coalesce(i.language, c.language) as locale,
       (select count(*)::int from inquiry_entry e where e.inquiry_id = i.id and e.what = 'answer') as answers
     from inquiry i join customer c on c.id = i.customer_id where i.id = $1 and i.state <> 'closed'`, [id]);
  return rows[0] ?? null;
}

/** Where the customer wrote from, else their best address on the channel. */
async function pointFor(tx: Transaction, customerId: CustomerId, { channel, address }: { readonly channel: string; readonly address: string | null }): Promise<ContactPoint['id'] | null> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from contact_point where customer_id = $1 and channel = $2 and state in ('valid', 'unverified')
     order by (lower(address) = lower($3)) desc nulls last, (state = 'valid') desc, window_until desc nulls last, id limit 1`, [customerId, channel, address]);
  return rows[0] === undefined ? null : toContactPointId(rows[0].id);
}

async function judge(tx: Transaction, rules: RulesInForce, { customerId, channel, point }: { readonly customerId: CustomerId; readonly channel: string; readonly point: ContactPoint['id'] | null }) {
  const snapshot = (await loadSnapshots(tx, [customerId], rules.capWindowHours)).get(customerId);
  if (snapshot === undefined || point === null) return { kind: 'drop', because: { code: 'no-contact-point', params: { channel } } } as const;
  const { customer, nowMs } = snapshot;
  return judgeReply({ customer, level: customer.standing.level, channel, rule: rules.channels[channel], contactPoint: point, approvedUntilMs: null, nowMs });
}

interface AnswerRow {
  readonly inquiry: OpenInquiryRow;
  readonly channel: string;
  readonly point: string;
  readonly templateHash: string;
  readonly state: 'draft' | 'ready';
}

async function insertAnswer(tx: Transaction, { inquiry: id, by, subject, text, mark }: InquiryAnswer, { inquiry, channel, point, templateHash, state }: AnswerRow): Promise<MessageId> {
  const occurrence = inquiry.answers + 1;
  const touch = `inquiry:${inquiry.customer_id}:${id}`;
  const message = toMessageId(`${touch}/reply/${occurrence}/${channel}`);
  await tx.query(
    `insert into message (id, customer_id, enrolment_id, campaign, ordinal, step, occurrence, channel, purpose, state, contact_point_id, template_hash, context, expires_at, created_at, inquiry_id, words)
     values ($1, $2, $3, 'inquiry', 0, 'reply', $4, $5, 'service', $6, $7, $8, '{}', touchline_now() + interval '${GOOD_FOR_DAYS} days', touchline_now(), $9, $10)`,
    [message, inquiry.customer_id, touch, occurrence, channel, state, point, templateHash, id, JSON.stringify({ subject, text })]);
  await tx.query(
    `insert into inquiry_entry (inquiry_id, at, what, by, message_id, text, request_key_sha256, request_asks_sha256) values ($1, touchline_now(), 'answer', $2, $3, $4, $5, $6)`,
    [id, by, message, text, ...markColumns(mark)]);
  await tx.query(ANSWERED_BY, [id, by]);
  return message;
}
