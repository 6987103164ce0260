import type { LinkedMessage } from '../contracts/links.ts';
import type { PreferenceWishes, Unsubscribing, WordOfCustomer } from '../contracts/preferences.ts';
import type { ConsentPurpose } from '../domain/customer.ts';
import { appendConsent } from './consent.ts';
import { lockOwner } from './intake-facts-owner.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import { state } from './statements.ts';
import { liftUnsubscribed, suppress } from './suppression.ts';

/** Somebody who says something by a link of one of our messages. */
interface Speaker extends WordOfCustomer {
  readonly tx: Transaction;
  readonly message: LinkedMessage;
  /** Who the customer is now: merges are followed. */
  readonly customerId: string;
}

/**
 * Ends marketing on the channel of this message, or on all: suppression, consent, the event for campaigns and the message's own stamp
 * in one commit. Repeating it changes nothing. Answers whether something changed.
 */
export async function unsubscribe(pool: Pool, message: LinkedMessage, { wording, everywhere, ...word }: Unsubscribing): Promise<boolean> {
  return spoken(pool, message, word, async (speaker) => {
    await speaker.tx.query('update message set unsubscribed_at = touchline_now() where ref = $1 and unsubscribed_at is null', [message.ref]);
    return everywhere ? withdrawEverywhere(speaker, wording) : withdraw(speaker, message.channel, wording);
  });
}

/**
 * Writes down what the customer has changed on the preference page, all of it in one commit; answers whether anything is new.
 * @param showingOpens channels whose messages can tell that they are opened
 */
export async function savePreferences(pool: Pool, message: LinkedMessage, wishes: PreferenceWishes, { showingOpens, ...word }: WordOfCustomer & { readonly showingOpens: readonly string[] }): Promise<boolean> {
  return spoken(pool, message, word, async (speaker) => {
    const { tx, customerId } = speaker;
    const changes: boolean[] = [];
    for (const { channel, granted, wording } of wishes.channels) changes.push(await (granted ? allow(speaker, channel, wording) : withdraw(speaker, channel, wording)));
    const { tracking } = wishes;
    if (tracking !== null) {
      for (const channel of await channelsOf(tx, customerId, showingOpens)) changes.push(await sayConsent(speaker, { channel, purpose: 'tracking', ...tracking }));
    }
    for (const { wording, ...wish } of wishes.statements) {
      changes.push(await state(tx, customerId, wish, { source: speaker.source, wording, language: speaker.language, proof: proofOf(speaker) }));
    }
    return changes.includes(true);
  });
}

async function spoken(pool: Pool, message: LinkedMessage, word: WordOfCustomer, work: (speaker: Speaker) => Promise<boolean>): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const owner = await lockOwner(tx, { shopId: message.shopId, customerId: message.customerId }, 'link');
    return owner === null || owner.erased ? false : work({ tx, message, customerId: owner.customerId, ...word });
  });
}

async function withdraw(speaker: Speaker, channel: string, wording: string): Promise<boolean> {
  const { tx, message, customerId } = speaker;
  const suppression = await suppress(tx, { customerId, channel, address: null, purpose: 'marketing', reason: 'unsubscribed' });
  const told = await sayConsent(speaker, { channel, purpose: 'marketing', granted: false, wording });
  if (suppression === null && !told) return false;
  await tellConsent(tx, { ...message, customerId }, channel, false);
  return true;
}

/** On every channel there is, and on those to come. */
async function withdrawEverywhere(speaker: Speaker, wording: string): Promise<boolean> {
  const { tx, customerId, message } = speaker;
  const suppression = await suppress(tx, { customerId, channel: '*', address: null, purpose: 'marketing', reason: 'unsubscribed' });
  let changed = suppression !== null;
  for (const channel of new Set([message.channel, ...await channelsOf(tx, customerId, null)])) changed = await withdraw(speaker, channel, wording) || changed;
  return changed;
}

/** A yes on the preference page is newer than an earlier no, also than one to every channel. */
async function allow(speaker: Speaker, channel: string, wording: string): Promise<boolean> {
  const told = await sayConsent(speaker, { channel, purpose: 'marketing', granted: true, wording });
  await liftUnsubscribed(speaker.tx, speaker.customerId, channel, 'marketing');
  await liftUnsubscribed(speaker.tx, speaker.customerId, '*', 'marketing');
  if (told) await tellConsent(speaker.tx, { ...speaker.message, customerId: speaker.customerId }, channel, true);
  return told;
}

/** Where the customer can be reached; null: on any channel. */
async function channelsOf(tx: Transaction, customerId: string, among: readonly string[] | null): Promise<readonly string[]> {
  const { rows } = await tx.query<{ channel: string }>(
    'select distinct channel from contact_point where customer_id = $1 and ($2::text[] is null or channel = any($2)) order by channel', [customerId, among]);
  return rows.map(({ channel }) => channel);
}

/** Appends the word unless it is already the newest one. */
async function sayConsent(speaker: Speaker, { channel, purpose, granted, wording }: { channel: string; purpose: ConsentPurpose; granted: boolean; wording: string }): Promise<boolean> {
  const { tx, customerId, source, language, message } = speaker;
  // The link was read where the message went: a yes to that channel has been said from its own address.
  const confirmed = channel === message.channel;
  const { rows: [newest] } = await tx.query<{ granted: boolean; confirmed: boolean }>(
    'select granted, confirmed from consent where customer_id = $1 and channel = $2 and purpose = $3 order by id desc limit 1', [customerId, channel, purpose]);
  if (newest?.granted === granted && (newest.confirmed || !confirmed)) return false;
  return appendConsent(tx, { customerId, channel, purpose, granted, source, wording, language, proof: proofOf(speaker), confirmed, atMs: null });
}

/** The message whose link was used, and by which token: nothing of the device. */
const proofOf = ({ message, source }: Speaker) => ({ message: message.id, token: source === 'preference-page' ? 'preferences' : 'unsubscribe' });

/** The facts stand already, so the event enters the inbox as applied: the next decision takes it in. */
export async function tellConsent(tx: Transaction, message: LinkedMessage, channel: string, granted: boolean): Promise<void> {
  await tx.query(
    `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
     values ('link', gen_random_uuid()::text, $1, $2, $3, touchline_now(), clock_timestamp(), $4, 'applied', true)`,
    [message.shopId, message.customerId, granted ? 'consent.given' : 'consent.withdrawn', JSON.stringify({
      customer: null,
      traits: null,
      properties: { channel, purpose: 'marketing', campaign: message.campaign, step: message.step },
      change: { does: 'nothing' },
      told: {},
    })]);
}
