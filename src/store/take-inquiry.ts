import { guessKind, type InquiryKind } from '../domain/inquiry-kind.ts';
import type { EpochMs } from '../domain/instant.ts';
import { regionOf } from '../domain/region.ts';
import type { ShopPolicy } from '../domain/policy.ts';
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
}

/**
 * Takes what a customer says into their open inquiry on the channel, or opens one. Once for each origin, however often it is told.
 * Call it under the customer's lock. Answers the inquiry, or null when it was taken before.
 */
export async function takeInquiry(tx: Transaction, incoming: Incoming): Promise<number | null> {
  const known = await tx.query('select 1 from inquiry_entry where origin = $1', [incoming.origin]);
  if (known.rowCount !== 0) return null;
  const inquiry = await openInquiry(tx, incoming) ?? await newInquiry(tx, incoming);
  await tx.query(
    `insert into inquiry_entry (inquiry_id, at, what, by, inbound_id, text, origin, needs_review)
     select $1, instant($2), 'incoming', $3, $4, $5, $6, f.level = 1 from customer_facts f where f.customer_id = $7`,
    [inquiry, incoming.atMs, incoming.by, incoming.inboundId, incoming.inboundId === null ? incoming.text : null, incoming.origin, incoming.customerId]);
  return inquiry;
}

/** What is snoozed is open again: the customer has not waited. */
async function openInquiry(tx: Transaction, { customerId, channel }: Incoming): Promise<number | null> {
  const { rows } = await tx.query<{ id: string }>(
    `update inquiry set state = 'open', snoozed_until = null, snooze_reason = null
     where id = (select id from inquiry where customer_id = $1 and channel = $2 and state <> 'closed' order by id desc limit 1) returning id`, [customerId, channel]);
  return rows[0] === undefined ? null : Number(rows[0].id);
}

interface SceneRow {
  country: string | null;
  language: string | null;
  policy: Pick<ShopPolicy, 'regions'> | null;
}

async function newInquiry(tx: Transaction, { customerId, channel, address, atMs, text, kind, by }: Incoming): Promise<number> {
  const { rows: [scene] } = await tx.query<SceneRow>(
    `select trim(c.country) as country, c.language, (select definition from policy_version where active) as policy from customer c where c.id = $1`, [customerId]);
  const guess = kind === null ? guessKind({ text, ...(scene?.language == null ? {} : { language: scene.language }) }) : null;
  const team = regionOf(scene?.country ?? null, scene?.policy ?? {})?.team ?? null;
  const { rows } = await tx.query<{ id: string }>(
    `insert into inquiry (customer_id, kind, kind_by, kind_words, channel, address, language, opened_at, team) values ($1, $2, $3, $4, $5, $6, $7, instant($8), $9) returning id`,
    [customerId, kind ?? guess?.kind ?? 'other', kind !== null && by !== null ? 'person' : 'rules', guess === null ? null : JSON.stringify(guess.matched), channel, address, scene?.language ?? null, atMs, team]);
  return Number(rows[0]?.id);
}
