import type { ChannelNews, NewsAddress } from '../contracts/channel-news.ts';
import type { FactChange } from '../contracts/fact-change.ts';
import type { EventKind } from '../domain/event.ts';
import { toMessageId } from '../domain/ids.ts';
import { closeNews, lockNews, type WaitingNews } from './channel-news.ts';
import { keepInbound, knowSender, moveAddress } from './contact-news.ts';
import { lockOwner, type LockedOwner } from './intake-facts-owner.ts';
import { ownersOf, toldMessage, type ToldMessage } from './news-owners.ts';
import { inTransaction, isDataFault, type Pool, type Transaction } from './pool.ts';
import { settleAttempts } from './settle.ts';
import { suppress } from './suppression.ts';

type NewsOf<Kind extends ChannelNews['kind']> = Extract<ChannelNews, { kind: Kind }>;

/** What applying came to: events that intake has to take up now, in the inbox as every other event. */
export interface AppliedNews {
  readonly state: 'applied' | 'set-aside' | 'waiting';
  readonly inboxIds: readonly number[];
}

/** What the store may know of a channel here. */
export interface NewsChannel {
  /** Hours for which free words may be sent after somebody wrote; 0: the channel has no such window. */
  readonly freeWordsHours: number;
}

/** How long news of a message may wait for our own record of it. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/**
 * Applies one piece of news in one transaction under the locks of the customers concerned: what only it changes (window, address, words,
 * suppression) at once, everything else as an event in the inbox, which intake applies like any other. Repeating it changes nothing.
 */
export async function applyChannelNews(pool: Pool, channel: NewsChannel, waiting: WaitingNews): Promise<AppliedNews> {
  return applyOnce(pool, channel, waiting).catch(async (error: unknown) => {
    if (!isDataFault(error)) throw error;
    await closeNews(pool, waiting.channel, waiting.news.id, { state: 'set-aside', reason: 'it holds a value that cannot be stored' });
    return { state: 'set-aside', inboxIds: [] };
  });
}

async function applyOnce(pool: Pool, { freeWordsHours }: NewsChannel, waiting: WaitingNews): Promise<AppliedNews> {
  const { channel, news } = waiting;
  return inTransaction(pool, async (tx): Promise<AppliedNews> => {
    if (!await lockNews(tx, channel, news.id)) return { state: 'waiting', inboxIds: [] };
    const scene: Scene = { tx, channel, news, freeWordsHours, inboxIds: [] };
    const end = await apply(scene);
    if (end === 'not-yet' && waiting.ageMs < LONGEST_WAIT_MS) return { state: 'waiting', inboxIds: [] };
    const reason = end === 'not-yet' ? 'unknown-message' : end;
    const state = reason === null || !SET_ASIDE.has(reason) ? 'applied' : 'set-aside';
    await closeNews(tx, channel, news.id, { state, reason });
    return { state, inboxIds: scene.inboxIds };
  });
}

/** Ends after which somebody may want to look: all others are what often happens. */
const NOT_USED = 'not-used';
const SET_ASIDE: ReadonlySet<string> = new Set(['unknown-message', 'unknown-sender', NOT_USED]);

interface Scene {
  readonly tx: Transaction;
  readonly channel: string;
  readonly news: ChannelNews;
  readonly freeWordsHours: number;
  readonly inboxIds: number[];
}

/** Null: applied; a reason: it changed nothing, or nobody is known by it; `not-yet`: our own record may still come. */
type End = string | null;

async function apply(scene: Scene): Promise<End> {
  const { news } = scene;
  switch (news.kind) {
    case 'receipt': return applyReceipt(scene, news);
    case 'failed': return applyFailure(scene, news);
    case 'inbound': return applyInbound(scene, news);
    case 'preference': return forOwners(scene, news.from, (owner) => tellPreference(scene, owner, news));
    case 'complaint': return applyComplaint(scene, news);
    case 'address-changed': return forOwners(scene, news.from, (owner) => moveAddress(scene.tx, owner, { channel: scene.channel, from: news.from, to: news.to }));
    case 'sender': return noteSender(scene, news);
    case 'template': return noteTemplate(scene, news);
    // No channel whose receivers have to be opened first is on the shelf.
    case 'reachable': return NOT_USED;
    // What a newer version has stored.
    default: return NOT_USED;
  }
}

/** The message, once our own record of its attempt stands: a status may be told before the send has returned. */
async function settledMessage({ tx, channel }: Scene, told: NewsOf<'receipt'>['message']): Promise<ToldMessage | 'not-yet'> {
  const message = await toldMessage(tx, channel, told);
  return message === null || message.state === 'sending' ? 'not-yet' : message;
}

async function applyReceipt(scene: Scene, { message: told, status }: NewsOf<'receipt'>): Promise<End> {
  const message = await settledMessage(scene, told);
  if (message === 'not-yet') return 'not-yet';
  const owner = await ownerOf(scene, message.customerId);
  if (owner === null) return 'no-such-customer';
  if (status === 'sent') return message.state === 'unknown' ? settleUnknown(scene, message, { outcome: 'accepted', providerId: told.providerId, detail: 'told by a receipt' }) : null;
  const stamp = status === 'read' ? 'opened' as const : 'delivered' as const;
  await tell(scene, owner, { kind: stamp, change: { does: 'receipt', stamp, message: message.id }, message });
  return null;
}

/** It counts only while nothing says that the message has arrived: with several devices it may fail on one and arrive on another. */
async function applyFailure(scene: Scene, news: NewsOf<'failed'>): Promise<End> {
  const message = await settledMessage(scene, news.message);
  if (message === 'not-yet') return 'not-yet';
  const owner = await ownerOf(scene, message.customerId);
  if (owner === null) return 'no-such-customer';
  if (message.arrived) return 'arrived-all-the-same';
  const { code, detail } = news;
  if (message.state === 'unknown') await settleUnknown(scene, message, { outcome: 'refused', code, detail, addressIsDead: false });
  else await scene.tx.query('update message set bounced_at = coalesce(bounced_at, touchline_now()), reason = coalesce(reason, $2) where id = $1', [message.id, JSON.stringify({ code: 'refused', params: { code } })]);
  await followFailure(scene, owner, message, news);
  return null;
}

/** What a failure says of the receiver; what it says of the sender or the template, its own news tells besides. */
async function followFailure(scene: Scene, owner: LockedOwner, message: ToldMessage, { failure, code, to }: NewsOf<'failed'>): Promise<void> {
  const { channel, tx } = scene;
  if (failure === 'address-dead' || failure === 'address-in-trouble') {
    const address = to?.address ?? await addressOf(tx, message.id);
    await tell(scene, owner, { kind: 'contact-point.bounced', change: { does: 'bounce', channel, address, hard: failure === 'address-dead' }, message });
  } else if (failure === 'opted-out') {
    await withdraw(scene, owner, `told with a message (code ${code})`);
  } else if (failure === 'needs-template') {
    await tx.query('update contact_point p set window_until = null from message m where m.id = $1 and p.id = m.contact_point_id', [message.id]);
  } else if (failure === 'sender-halted') {
    await upsertSender(scene, { sender: 'account', state: 'halted', detail: `code ${code}` });
  }
}

async function applyInbound(scene: Scene, news: NewsOf<'inbound'>): Promise<End> {
  const { tx, channel, freeWordsHours } = scene;
  const answered = news.repliesTo === null ? null : await toldMessage(tx, channel, news.repliesTo);
  const customerId = answered?.customerId ?? (await ownersOf(tx, channel, news.from))[0];
  const owner = customerId === undefined ? null : await ownerOf(scene, customerId);
  const atMs = await domainMs(tx, news.atMs);
  await keepInbound(tx, { channel, news, customerId: owner?.customerId ?? null, messageId: answered?.id ?? null, atMs });
  if (owner === null) return 'unknown-sender';
  if (news.isAutomatic) return 'automatic';
  await knowSender(tx, owner, { channel, from: news.from, windowUntilMs: freeWordsHours > 0 ? atMs + freeWordsHours * 3_600_000 : null });
  await tell(scene, owner, { kind: 'replied', change: { does: 'reply', message: answered?.id ?? null }, message: answered });
  return null;
}

async function ownerOf({ tx, channel }: Scene, customerId: string): Promise<LockedOwner | null> {
  return lockOwner(tx, { shopId: await shopOf(tx, customerId), customerId }, channel);
}

async function applyComplaint(scene: Scene, { from, message: told }: NewsOf<'complaint'>): Promise<End> {
  const message = told === null ? null : await toldMessage(scene.tx, scene.channel, told);
  const complain = async (owner: LockedOwner) => tell(scene, owner, { kind: 'complained', change: { does: 'complaint', channel: scene.channel }, message });
  if (message === null) return from === null ? 'unknown-message' : forOwners(scene, from, complain);
  const owner = await ownerOf(scene, message.customerId);
  if (owner === null) return 'no-such-customer';
  await scene.tx.query('update message set complained_at = coalesce(complained_at, touchline_now()) where id = $1', [message.id]);
  await complain(owner);
  return null;
}

/** Does it for every customer who is known by the address, in the order of their locks. */
async function forOwners(scene: Scene, from: NewsAddress, work: (owner: LockedOwner) => Promise<void>): Promise<End> {
  const ids = (await ownersOf(scene.tx, scene.channel, from)).toSorted();
  if (ids.length === 0) return 'unknown-sender';
  for (const customerId of ids) {
    const owner = await ownerOf(scene, customerId);
    if (owner !== null) await work(owner);
  }
  return null;
}

/** A yes counts again where one was given before: pressing "resume" gives nobody a consent that was never asked for. */
async function tellPreference(scene: Scene, owner: LockedOwner, { purpose, granted, wording }: NewsOf<'preference'>): Promise<void> {
  const purposes = purpose === 'all' ? ['marketing', 'service'] as const : [purpose];
  for (const one of purposes) {
    if (!granted) await withdraw(scene, owner, wording, one);
    else if (await hasGranted(scene, owner, one)) await tell(scene, owner, { kind: 'consent.given', change: consentOf(scene, true, one, wording), message: null });
  }
}

async function hasGranted({ tx, channel }: Scene, { customerId }: LockedOwner, purpose: string): Promise<boolean> {
  const { rowCount } = await tx.query('select 1 from consent where customer_id = $1 and channel = $2 and purpose = $3 and granted limit 1', [customerId, channel, purpose]);
  return (rowCount ?? 0) > 0;
}

/** The no counts at once, whatever the event still waits for. */
async function withdraw(scene: Scene, owner: LockedOwner, wording: string, purpose: 'marketing' | 'service' = 'marketing'): Promise<void> {
  await suppress(scene.tx, { customerId: owner.customerId, channel: scene.channel, address: null, purpose, reason: 'unsubscribed' });
  await tell(scene, owner, { kind: 'consent.withdrawn', change: consentOf(scene, false, purpose, wording), message: null });
}

const consentOf = ({ channel }: Scene, granted: boolean, purpose: 'marketing' | 'service', wording: string): FactChange =>
  ({ does: 'consent', granted, channel, purpose, source: `channel:${channel}`, wording: wording.slice(0, 2_000) });

async function settleUnknown({ tx, inboxIds }: Scene, { id, fence, customerId }: ToldMessage, outcome: Parameters<typeof settleAttempts>[1][number]['outcome']): Promise<null> {
  await settleAttempts(tx, [{ messageId: toMessageId(id), fence, outcome }]);
  // Its enrolment may stand still because of it: the relay wakes it at its next look.
  if (inboxIds.length === 0) await tx.query('update customer_state set wake_at = touchline_now(), pokes = -1, poked_system = null where customer_id = $1', [customerId]);
  return null;
}

interface Told {
  readonly kind: EventKind;
  readonly change: FactChange;
  readonly message: ToldMessage | null;
}

// Domain time by its age: a demo clock may run faster than that of the provider.
const TELL = `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload)
  select $1, $2, $3, $4, $5, least(touchline_now(), touchline_now() - make_interval(secs => greatest(0, extract(epoch from clock_timestamp()) - $6::float8 / 1000))), clock_timestamp(), $7
  on conflict (source, message_id) do nothing returning id`;

/** An event of the customer's, as if their shop had sent it: intake applies it, and it wakes whoever waits for it. */
async function tell(scene: Scene, { customerId, shopId }: LockedOwner, { kind, change, message }: Told): Promise<void> {
  const { tx, channel, news, inboxIds } = scene;
  const about = message === null ? {} : { campaign: message.campaign, step: message.step };
  const payload = { customer: null, traits: null, properties: { channel, ...about }, change, told: {} };
  const { rows } = await tx.query<{ id: string }>(TELL, [`channel:${channel}`, `${news.id}/${kind}/${customerId}`, shopId, customerId, kind, news.atMs, JSON.stringify(payload)]);
  inboxIds.push(...rows.map(({ id }) => Number(id)));
}

async function noteSender(scene: Scene, { sender, state, detail }: NewsOf<'sender'>): Promise<End> {
  await upsertSender(scene, { sender, state, detail });
  return null;
}

async function upsertSender({ tx, channel, news }: Scene, { sender, state, detail }: Pick<NewsOf<'sender'>, 'sender' | 'state' | 'detail'>): Promise<void> {
  await tx.query(
    `insert into channel_sender (channel, sender, state, detail, at_system) values ($1, $2, $3, $4, instant($5))
     on conflict (channel, sender) do update set state = excluded.state, detail = excluded.detail, at_system = excluded.at_system
     where channel_sender.at_system <= excluded.at_system`, [channel, sender, state, detail, news.atMs]);
}

async function noteTemplate({ tx, channel, news }: Scene, { template, locale, status, detail }: NewsOf<'template'>): Promise<End> {
  await tx.query(
    `insert into channel_template (channel, name, locale, status, detail, at_system) values ($1, $2, $3, $4, $5, instant($6))
     on conflict (channel, name, locale) do update set status = excluded.status, detail = excluded.detail, at_system = excluded.at_system
     where channel_template.at_system <= excluded.at_system`, [channel, template, locale, status, detail, news.atMs]);
  return null;
}

async function addressOf(tx: Transaction, messageId: string): Promise<string | null> {
  const { rows } = await tx.query<{ address: string }>('select p.address from message m join contact_point p on p.id = m.contact_point_id where m.id = $1', [messageId]);
  return rows[0]?.address ?? null;
}

async function shopOf(tx: Transaction, customerId: string): Promise<string> {
  const { rows } = await tx.query<{ shop: string }>(
    `select coalesce((select shop_id from identity where customer_id = $1 order by shop_id limit 1), (select id from shop order by id limit 1), '') as shop`, [customerId]);
  return rows[0]?.shop ?? '';
}

async function domainMs(tx: Transaction, systemMs: number): Promise<number> {
  const { rows } = await tx.query<{ ms: string }>('select epoch_ms(touchline_now() - make_interval(secs => greatest(0, extract(epoch from clock_timestamp()) - $1::float8 / 1000))) as ms', [systemMs]);
  return Number(rows[0]?.ms);
}
