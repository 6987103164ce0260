import { toMessageId } from '../domain/ids.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import { isSendUnderWay, toldMessage, type ToldMessage } from './news-owners.ts';
import { type End, forOwners, type NewsOf, ownerOf, type Scene, tell, withdraw } from './news-scene.ts';
import type { Transaction } from './pool.ts';
import { doubtMedia } from './provider-media.ts';
import { endRests, restRecipients } from './recipient-rests.ts';
import { haltAccount, REFUSED_ATTEMPT } from './sender-state.ts';
import { settleAttempts } from './settle.ts';

/**
 * The message, once our own record of its attempt stands: a status may be told before the send has returned. Its row is committed before a byte
 * leaves, so a key that names none is nobody's of ours; an id of the provider's may still be on its way to us while a send is under way that
 * began before the news came.
 */
async function settledMessage({ tx, channel, ageMs }: Scene, told: NewsOf<'receipt'>['message']): Promise<ToldMessage | 'not-yet' | 'unknown-message'> {
  const mayCome = told.key === null && await isSendUnderWay(tx, channel, ageMs);
  // Looked up after that question: whatever ended meanwhile is found.
  const message = await toldMessage(tx, channel, told);
  if (message === null) return mayCome ? 'not-yet' : 'unknown-message';
  return message.state === 'sending' ? 'not-yet' : message;
}

/** What became of a message: its stamp, and an outcome that was unknown. */
export async function applyReceipt(scene: Scene, { message: told, status }: NewsOf<'receipt'>): Promise<End> {
  const message = await settledMessage(scene, told);
  if (typeof message === 'string') return message;
  const owner = await ownerOf(scene, message.customerId);
  if (owner === null) return 'no-such-customer';
  if (status === 'sent') return message.state === 'unknown' ? settleUnknown(scene, owner, message, { outcome: 'accepted', providerId: told.providerId, detail: 'told by a receipt' }) : null;
  await endRests(scene.tx, message.id);
  const stamp = status === 'read' ? 'opened' as const : 'delivered' as const;
  await tell(scene, owner, { kind: stamp, change: { does: 'receipt', stamp, message: message.id }, message });
  return null;
}

/** It counts only while nothing says that the message has arrived: with several devices it may fail on one and arrive on another. */
export async function applyFailure(scene: Scene, news: NewsOf<'failed'>): Promise<End> {
  const message = await settledMessage(scene, news.message);
  if (typeof message === 'string') return message;
  const owner = await ownerOf(scene, message.customerId);
  if (owner === null) return 'no-such-customer';
  if (message.arrived) return 'arrived-all-the-same';
  const { code, detail } = news;
  if (news.isProven === false) return followFailure(scene, owner, message, news);
  if (message.state === 'unknown') await settleUnknown(scene, owner, message, { outcome: 'refused', code, detail, addressIsDead: false });
  else await scene.tx.query('update message set bounced_at = coalesce(bounced_at, touchline_now()), reason = coalesce(reason, $2) where id = $1', [message.id, JSON.stringify({ code: 'refused', params: { code } })]);
  await followFailure(scene, owner, message, news);
  await tell(scene, owner, { kind: 'touch.failed', change: { does: 'nothing' }, message, more: await touchOf(scene.tx, message.id) });
  return null;
}

/** What a failure says of the receiver; what it says of the sender or the template, its own news tells besides. */
async function followFailure(scene: Scene, owner: LockedOwner, message: ToldMessage, { failure, code, to }: NewsOf<'failed'>): Promise<null> {
  const { channel, tx } = scene;
  if (failure === 'address-dead' || failure === 'address-in-trouble') {
    const address = to?.address ?? await addressOf(tx, message.id);
    await tell(scene, owner, { kind: 'contact-point.bounced', change: { does: 'bounce', channel, address, hard: failure === 'address-dead' }, message });
  } else if (failure === 'opted-out') {
    await withdraw(scene, owner, { wording: `told with a message (code ${code})` });
  } else if (failure === 'needs-template') {
    await tx.query('update contact_point p set window_until = null from message m where m.id = $1 and p.id = m.contact_point_id', [message.id]);
  } else if (failure === 'recipient-throttled') {
    await restRecipients(tx, [message.id]);
  } else if (failure === 'media-missing') {
    await doubtMedia(tx, channel, message.id);
  } else if (failure === 'sender-halted') {
    await haltAccount(tx, channel, `${REFUSED_ATTEMPT} ${code}`);
  }
  return null;
}

/** Somebody calls a message spam, or the sender. */
export async function applyComplaint(scene: Scene, { from, message: told }: NewsOf<'complaint'>): Promise<End> {
  const message = told === null ? null : await toldMessage(scene.tx, scene.channel, told);
  const complain = async (owner: LockedOwner) => tell(scene, owner, { kind: 'complained', change: { does: 'complaint', channel: scene.channel }, message });
  if (message === null) return from === null ? 'unknown-message' : forOwners(scene, from, complain);
  const owner = await ownerOf(scene, message.customerId);
  if (owner === null) return 'no-such-customer';
  await scene.tx.query('update message set complained_at = coalesce(complained_at, touchline_now()) where id = $1', [message.id]);
  await complain(owner);
  return null;
}

async function settleUnknown({ tx, inboxIds }: Scene, { customerId }: LockedOwner, { id, fence }: ToldMessage, outcome: Parameters<typeof settleAttempts>[1][number]['outcome']): Promise<null> {
  await settleAttempts(tx, [{ messageId: toMessageId(id), fence, outcome }]);
  // Its enrolment may stand still because of it: the relay wakes it at its next look.
  if (inboxIds.length === 0) await tx.query('update customer_state set wake_at = touchline_now(), pokes = -1, poked_system = null where customer_id = $1', [customerId]);
  return null;
}

async function addressOf(tx: Transaction, messageId: string): Promise<string | null> {
  const { rows } = await tx.query<{ address: string }>('select p.address from message m join contact_point p on p.id = m.contact_point_id where m.id = $1', [messageId]);
  return rows[0]?.address ?? null;
}

/** What its campaign has to know to try the touch on another channel. */
async function touchOf(tx: Transaction, messageId: string): Promise<Readonly<Record<string, string | number>>> {
  const { rows: [row] } = await tx.query<{ enrolment: string; occurrence: number; due_ms: string; expires_ms: string; grant: string; tried: string }>(
    `select m.enrolment_id as enrolment, m.occurrence, epoch_ms(m.created_at) as due_ms, epoch_ms(m.expires_at) as expires_ms, coalesce(m.grant_id, '') as grant,
       (select string_agg(distinct other.channel, ' ') from message other where other.enrolment_id = m.enrolment_id and other.step = m.step and other.occurrence = m.occurrence
          and (other.state in ('accepted', 'unknown', 'sending', 'refused'))) as tried
     from message m where m.id = $1`, [messageId]);
  if (row === undefined) return {};
  return { enrolment: row.enrolment, occurrence: row.occurrence, dueMs: Number(row.due_ms), expiresMs: Number(row.expires_ms), grant: row.grant, tried: row.tried };
}
