import type { ChannelNews, NewsAddress } from '../contracts/channel-news.ts';
import type { FactChange } from '../contracts/fact-change.ts';
import type { EventProperties } from '../contracts/tracking.ts';
import { answerLanguage } from '../domain/answer-language.ts';
import type { Purpose } from '../domain/customer.ts';
import type { EventKind } from '../domain/event.ts';
import { lockOwner, type LockedOwner } from './intake-facts-owner.ts';
import { ownersOf, type ToldMessage } from './news-owners.ts';
import type { Transaction } from './pool.ts';
import { suppress } from './suppression.ts';

export type NewsOf<Kind extends ChannelNews['kind']> = Extract<ChannelNews, { kind: Kind }>;

/** One piece of news while it is applied. */
export interface Scene {
  readonly tx: Transaction;
  readonly channel: string;
  readonly news: ChannelNews;
  readonly freeWordsHours: number;
  readonly byReference: boolean;
  readonly invited: string | null;
  /** System milliseconds since it came. */
  readonly ageMs: number;
  readonly inboxIds: number[];
}

/** Null: applied; a reason: it changed nothing, or nobody is known by it; `not-yet`: our own record may still come. */
export type End = string | null;

/** The customer under their lock; null: erased, or gone. */
export async function ownerOf({ tx, channel }: Scene, customerId: string): Promise<LockedOwner | null> {
  return lockOwner(tx, { shopId: await shopOf(tx, customerId), customerId }, channel);
}

/** Does it for every customer who is known by the address, in the order of their locks. */
export async function forOwners(scene: Scene, from: NewsAddress, work: (owner: LockedOwner) => Promise<void>): Promise<End> {
  const ids = (await ownersOf(scene.tx, scene.channel, from)).toSorted();
  return ids.length === 0 ? 'unknown-sender' : forCustomers(scene, ids, work);
}

/** Does it for these customers; their ids are in the order of their locks. */
export async function forCustomers(scene: Scene, ids: readonly string[], work: (owner: LockedOwner) => Promise<void>): Promise<End> {
  for (const customerId of ids) {
    const owner = await ownerOf(scene, customerId);
    if (owner !== null) await work(owner);
  }
  return null;
}

/**
 * The no counts at once, whatever the event still waits for.
 * @param typedIn languages of a typed word that said it: its event asks for an answer, once as long as the no stands
 */
export async function withdraw(scene: Scene, owner: LockedOwner, { wording, purpose = 'marketing', typedIn }: { wording: string; purpose?: 'marketing' | 'service'; typedIn?: readonly string[] | undefined }): Promise<void> {
  const isNew = await suppress(scene.tx, { customerId: owner.customerId, channel: scene.channel, address: null, purpose, reason: 'unsubscribed' }) !== null;
  const more = typedIn !== undefined && isNew && purpose === 'marketing' ? await asksForAnswer(scene, owner, typedIn) : {};
  await tell(scene, owner, { kind: 'consent.withdrawn', change: consentOf(scene, false, purpose, wording), message: null, purpose, more });
}

async function asksForAnswer({ tx }: Scene, { customerId }: LockedOwner, typedIn: readonly string[]): Promise<EventProperties> {
  const { rows } = await tx.query<{ language: string | null }>('select language from customer where id = $1', [customerId]);
  const language = answerLanguage(typedIn, rows[0]?.language ?? null);
  return { by: 'stop-word', ...(language === null ? {} : { language }) };
}

/** A yes is confirmed: it was written from the address itself. */
export const consentOf = ({ channel }: Scene, granted: boolean, purpose: 'marketing' | 'service', wording: string): FactChange =>
  ({ does: 'consent', granted, channel, purpose, source: `channel:${channel}`, wording: wording.slice(0, 2_000), ...(granted ? { confirmed: true } : {}) });

interface Told {
  readonly kind: EventKind;
  readonly change: FactChange;
  readonly message: ToldMessage | null;
  /** Besides channel, campaign and step. */
  readonly more?: EventProperties;
  /** Where one piece of news tells the same kind of several purposes: each is an event of its own. */
  readonly purpose?: Purpose;
}

// Domain time by its age: a demo clock may run faster than that of the provider.
const TELL = `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload)
  select $1, $2, $3, $4, $5, least(touchline_now(), touchline_now() - make_interval(secs => greatest(0, extract(epoch from clock_timestamp()) - $6::float8 / 1000))), clock_timestamp(), $7
  on conflict (source, message_id) do nothing returning id`;

/** An event of the customer's, as if their shop had sent it: intake applies it, and it wakes whoever waits for it. */
export async function tell(scene: Scene, { customerId, shopId }: LockedOwner, { kind, change, message, more = {}, purpose = 'marketing' }: Told): Promise<void> {
  const { tx, channel, news, inboxIds } = scene;
  const about = message === null ? {} : { campaign: message.campaign, step: message.step };
  const payload = { customer: null, traits: null, properties: { channel, ...about, ...more }, change, told: {} };
  const { rows } = await tx.query<{ id: string }>(TELL, [`channel:${channel}`, `${news.id}/${kind}/${customerId}${purpose === 'marketing' ? '' : `/${purpose}`}`, shopId, customerId, kind, news.atMs, JSON.stringify(payload)]);
  inboxIds.push(...rows.map(({ id }) => Number(id)));
}

async function shopOf(tx: Transaction, customerId: string): Promise<string> {
  const { rows } = await tx.query<{ shop: string }>(
    `select coalesce((select shop_id from identity where customer_id = $1 order by shop_id limit 1), (select id from shop order by id limit 1), '') as shop`, [customerId]);
  return rows[0]?.shop ?? '';
}
