import type { FactChangeOf } from '../contracts/fact-change.ts';
import type { Purpose } from '../domain/customer.ts';
import { toCustomerId } from '../domain/ids.ts';
import { guessKind, type InquiryKind } from '../domain/inquiry-kind.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { regionOf } from '../domain/region.ts';
import { handsFor } from './charge.ts';
import { withParts } from './customer-merges.ts';
import { renewInquiryQuality } from './inquiry-quality.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import type { Transaction } from './pool.ts';

/** Something that a customer wrote or said and that wants an answer. */
export interface Incoming {
  readonly customerId: string;
  readonly channel: string;
  /** Where it came from; null: it is not told. */
  readonly address: string | null;
  readonly atMs: EpochMs;
  /** What it is known by, so that it is entered once. */
  readonly origin: string;
  /** The row of `inbound_message` where the words stand; null: they are kept with the entry. */
  readonly inboundId: string | null;
  readonly text: string;
  /** As somebody has told it; null: it is guessed by the words. */
  readonly kind: InquiryKind | null;
  /** Who entered it; null: it came by itself. */
  readonly by: string | null;
  /** Of the message that it answers; null: of none that is known. */
  readonly purpose: Purpose | null;
  /** The product that is asked about; absent: none was named. */
  readonly sku?: string | undefined;
}

/** Where an inquiry is answered whose channel nobody has told. */
const USUAL_CHANNEL = 'email';

/**
 * Takes what a customer says into their open inquiry on the channel, or opens one. Once for each origin, however often it is told.
 * Call it under the customer's lock. Answers the inquiry, or null when it was taken before.
 */
export async function takeInquiry(tx: Transaction, incoming: Incoming): Promise<number | null> {
  const known = await tx.query('select 1 from inquiry_entry where origin = $1', [incoming.origin]);
  if (known.rowCount !== 0) return null;
  const asker = await askerOf(tx, incoming.customerId);
  const kind = kindOf(incoming, asker);
  if (kind.kind === 'complaint') await noteComplaint(tx, incoming);
  const inquiry = await goOnWithInquiry(tx, incoming, kind) ?? await openInquiry(tx, incoming, { asker, kind });
  await tx.query(
    `insert into inquiry_entry (inquiry_id, at, what, by, inbound_id, text, origin, needs_review, sku, owed_at)
     select $1, instant($2), 'incoming', $3, $4, $5, $6, f.level = 1, upper($8), ${OWED_AT} from customer_facts f where f.customer_id = $7`,
    [inquiry, incoming.atMs, incoming.by, incoming.inboundId, incoming.inboundId === null ? incoming.text : null, incoming.origin, incoming.customerId, incoming.sku ?? null]);
  await tx.query(
    `insert into staff_notice (origin, team, what, customer_id, about, at)
     select 'incoming/' || $2, i.team, 'incoming', i.customer_id, jsonb_build_object('inquiry', i.id, 'level', 1), touchline_now()
     from inquiry i join customer_facts f on f.customer_id = i.customer_id where i.id = $1 and f.level = 1 on conflict (origin) do nothing`, [inquiry, incoming.origin]);
  await renewInquiryQuality(tx, [toCustomerId(incoming.customerId)]);
  return inquiry;
}

// Words that come in late are answered by nothing that was written before they came.
const OWED_AT = `(select greatest(touchline_now(), max(a.at) + interval '1 millisecond') from inquiry_entry a where a.inquiry_id = $1 and a.what = 'answer' and a.at >= instant($2) having count(*) > 0)`;

/** The inquiry that an event of the shop tells of. Answers that came through a channel of ours have been taken where their words are. */
export async function takeToldInquiry(tx: Transaction, { customerId }: LockedOwner, told: FactChangeOf<'inquiry' | 'reply'>, inboxId: number): Promise<void> {
  const { rows: [event] } = await tx.query<{ at_ms: string; channel: string | null }>(
    `select epoch_ms(occurred_at) as at_ms, payload->'properties'->>'channel' as channel from event_inbox where id = $1 and source not like 'channel:%'`, [inboxId]);
  if (event === undefined) return;
  const asked = told.does === 'inquiry' ? { text: told.text ?? '', kind: told.kind ?? null, sku: told.sku } : { text: '', kind: null };
  await takeInquiry(tx, { ...asked, customerId, channel: event.channel ?? USUAL_CHANNEL, address: null, atMs: Number(event.at_ms), origin: `event/${inboxId}`, inboundId: null, by: null, purpose: null });
}

/** What is snoozed is open again: the customer has not waited. What turns into a complaint is one, unless a person has said what it is. */
async function goOnWithInquiry(tx: Transaction, { customerId, channel }: Incoming, { kind, words }: KindOfWords): Promise<number | null> {
  const { rows } = await tx.query<{ id: string }>(
    `update inquiry set state = 'open', snoozed_until = null, snooze_reason = null,
       kind = case when $3 and kind_by = 'rules' then 'complaint' else kind end, kind_words = case when $3 and kind_by = 'rules' then $4 else kind_words end
     where id = (select id from inquiry where customer_id = $1 and channel = $2 and state <> 'closed' order by id desc limit 1) returning id`,
    [customerId, channel, kind === 'complaint', words === null ? null : JSON.stringify(words)]);
  return rows[0] === undefined ? null : Number(rows[0].id);
}

async function openInquiry(tx: Transaction, { customerId, channel, address, atMs }: Incoming, { asker, kind }: { readonly asker: Asker; readonly kind: KindOfWords }): Promise<number> {
  // Nobody has taken yet what only came to somebody: it is escalated until they do.
  const { person, team } = await handsFor(tx, toCustomerId(customerId), asker.nowMs);
  const { rows } = await tx.query<{ id: string }>(
    `insert into inquiry (customer_id, kind, kind_by, kind_words, channel, address, language, opened_at, team, person, routed) values ($1, $2, $3, $4, $5, $6, $7, instant($8), $9, $10, $10::text is not null) returning id`,
    [customerId, kind.kind, kind.by, kind.words === null ? null : JSON.stringify(kind.words), channel, address, asker.language, atMs, team ?? asker.team, person]);
  return Number(rows[0]?.id);
}

/** A complaint counts wherever it was written: a warning for the shop, and words for the customer. */
async function noteComplaint(tx: Transaction, { customerId, atMs }: Incoming): Promise<void> {
  await tx.query('update customer_facts set last_complaint_at = greatest(last_complaint_at, instant($2)) where customer_id = $1', [customerId, atMs]);
}

interface Asker {
  readonly nowMs: EpochMs;
  readonly language: string | null;
  /** Who serves their region, unless the customer is in the charge of another team; null: the shop. */
  readonly team: string | null;
  readonly hasOpenOrder: boolean;
  readonly hasOrdered: boolean;
}

async function askerOf(tx: Transaction, customerId: string): Promise<Asker> {
  const { rows: [row] } = await tx.query<{ country: string | null; language: string | null; policy: Pick<ShopPolicy, 'regions'> | null; last_order: string | null; delivered: string | null; now_ms: string }>(
    `select epoch_ms(touchline_now()) as now_ms, trim(c.country) as country, c.language, (select definition from policy_version where active) as policy, epoch_ms(f.last_order_at) as last_order,
       (select epoch_ms(max(occurred_at)) from event_inbox where customer_id = any(${withParts('c.id')}) and kind = 'parcel.delivered') as delivered
     from customer c join customer_facts f on f.customer_id = c.id where c.id = $1`, [customerId]);
  const lastOrderMs = Number(row?.last_order ?? 0);
  return {
    nowMs: Number(row?.now_ms), language: row?.language ?? null, team: regionOf(row?.country ?? null, row?.policy ?? {})?.team ?? null,
    hasOrdered: lastOrderMs > 0, hasOpenOrder: lastOrderMs > Number(row?.delivered ?? 0),
  };
}

interface KindOfWords {
  readonly kind: InquiryKind;
  readonly by: 'rules' | 'person';
  readonly words: unknown;
}

function kindOf({ kind, by, text, purpose }: Incoming, { language, hasOpenOrder, hasOrdered }: Asker): KindOfWords {
  if (kind !== null) return { kind, by: by === null ? 'rules' : 'person', words: null };
  const guess = guessKind({ text, language, aboutMessagePurpose: purpose, hasOpenOrder, hasOrdered });
  return { kind: guess.kind, by: 'rules', words: guess.matched };
}
