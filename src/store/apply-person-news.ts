import { moveAddress, keepInbound, knowSender } from './contact-news.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import { ownersOf, type ToldMessage, toldMessage } from './news-owners.ts';
import { consentOf, type End, forOwners, type NewsOf, ownerOf, type Scene, tell, withdraw } from './news-scene.ts';
import type { Transaction } from './pool.ts';
import { takeInquiry } from './take-inquiry.ts';

/** What somebody wrote: kept, and with it that they can be written to. */
export async function applyInbound(scene: Scene, news: NewsOf<'inbound'>): Promise<End> {
  const { tx, channel } = scene;
  const answered = news.repliesTo === null ? null : await toldMessage(tx, channel, news.repliesTo);
  const customerId = answered?.customerId ?? (await ownersOf(tx, channel, news.from))[0];
  const owner = customerId === undefined ? null : await ownerOf(scene, customerId);
  const atMs = await domainMs(tx, news.atMs);
  const inboundId = await keepInbound(tx, { channel, news, customerId: owner?.customerId ?? null, messageId: answered?.id ?? null, atMs });
  if (owner === null) return 'unknown-sender';
  if (news.isAutomatic) return 'automatic';
  await knowAddress(scene, owner, news, atMs);
  if (news.isStopWordAlone === true) {
    await tellArrived(scene, owner, answered);
    return null;
  }
  await takeInquiry(tx, { customerId: owner.customerId, channel, address: news.from.address, atMs, origin: `news/${channel}/${news.id}`, inboundId, text: news.text, kind: null, by: null, purpose: answered?.purpose ?? null });
  await tellReply(scene, owner, answered);
  return null;
}

const tellReply = (scene: Scene, owner: LockedOwner, message: ToldMessage | null) => tell(scene, owner, { kind: 'replied', change: { does: 'reply', message: message?.id ?? null }, message });

/** A stop word answers no question; yet whoever sends it in answer to a message has received that. */
async function tellArrived(scene: Scene, owner: LockedOwner, message: ToldMessage | null): Promise<void> {
  if (message !== null) await tell(scene, owner, { kind: 'delivered', change: { does: 'receipt', stamp: 'delivered', message: message.id }, message });
}

/** Where a reference is needed, an address alone is of no use: the reference is told as news of its own. */
async function knowAddress({ tx, channel, freeWordsHours, byReference }: Scene, owner: LockedOwner, { from }: NewsOf<'inbound'>, atMs: number): Promise<void> {
  if (!byReference) await knowSender(tx, owner, { channel, from, windowUntilMs: freeWordsHours > 0 ? atMs + freeWordsHours * 3_600_000 : null });
}

/** What somebody wants of a purpose, or of all. */
export function applyPreference(scene: Scene, news: NewsOf<'preference'>): Promise<End> {
  return forOwners(scene, news.from, (owner) => tellPreference(scene, owner, news));
}

/** A new number, or a new id, of somebody. */
export function applyMove(scene: Scene, { from, to }: NewsOf<'address-changed'>): Promise<End> {
  return forOwners(scene, from, (owner) => moveAddress(scene.tx, owner, { channel: scene.channel, from, to }));
}

/**
 * A yes counts again where one was given before: pressing "resume" gives nobody a consent that was never asked for. Whoever types it after a
 * no of their own asks for it in words, as the answer to their STOP has told them to.
 */
async function tellPreference(scene: Scene, owner: LockedOwner, { purpose, granted, wording, typedIn }: NewsOf<'preference'>): Promise<void> {
  const purposes = purpose === 'all' ? ['marketing', 'service'] as const : [purpose];
  for (const one of purposes) {
    if (!granted) await withdraw(scene, owner, { wording, purpose: one, typedIn });
    else if (await hasGranted(scene, owner, one) || (typedIn !== undefined && await hasStopped(scene, owner, one))) await tell(scene, owner, { kind: 'consent.given', change: consentOf(scene, true, one, wording), message: null, purpose: one });
  }
}

async function hasGranted({ tx, channel }: Scene, { customerId }: LockedOwner, purpose: string): Promise<boolean> {
  const { rowCount } = await tx.query('select 1 from consent where customer_id = $1 and channel = $2 and purpose = $3 and granted limit 1', [customerId, channel, purpose]);
  return (rowCount ?? 0) > 0;
}

async function hasStopped({ tx, channel }: Scene, { customerId }: LockedOwner, purpose: string): Promise<boolean> {
  const { rowCount } = await tx.query(`select 1 from suppression where customer_id = $1 and channel = $2 and purpose = $3 and reason = 'unsubscribed' and lifted_at is null limit 1`, [customerId, channel, purpose]);
  return (rowCount ?? 0) > 0;
}

async function domainMs(tx: Transaction, systemMs: number): Promise<number> {
  const { rows } = await tx.query<{ ms: string }>('select epoch_ms(touchline_now() - make_interval(secs => greatest(0, extract(epoch from clock_timestamp()) - $1::float8 / 1000))) as ms', [systemMs]);
  return Number(rows[0]?.ms);
}
