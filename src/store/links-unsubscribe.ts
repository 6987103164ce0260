import type { LinkedMessage } from '../contracts/links.ts';
import { appendConsent } from './consent.ts';
import { lockOwner } from './intake-facts-owner.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import { liftUnsubscribed, suppress } from './suppression.ts';

/** How the customer said it: stored with the consent as its proof. */
export interface WordOfCustomer {
  readonly source: 'one-click' | 'unsubscribe-page' | 'preference-page';
  readonly wording: string;
}

/**
 * Ends marketing on the channel of this message: suppression, consent, the event for campaigns and the message's own stamp
 * in one commit. Repeating it changes nothing. Answers whether something changed.
 */
export async function unsubscribe(pool: Pool, message: LinkedMessage, word: WordOfCustomer): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const owner = await lockOwner(tx, { shopId: message.shopId, customerId: message.customerId }, 'link');
    if (owner === null) return false;
    await tx.query('update message set unsubscribed_at = touchline_now() where ref = $1 and unsubscribed_at is null', [message.ref]);
    return withdraw(tx, { ...message, customerId: owner.customerId }, message.channel, word);
  });
}

/** Sets the customer's wish per channel; answers whether anything changed. */
export async function saveChannelPreferences(pool: Pool, message: LinkedMessage, wishes: ReadonlyMap<string, boolean>, word: WordOfCustomer): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const owner = await lockOwner(tx, { shopId: message.shopId, customerId: message.customerId }, 'link');
    if (owner === null) return false;
    const held = { ...message, customerId: owner.customerId };
    let changed = false;
    for (const [channel, allowed] of wishes) {
      const done = allowed ? await allow(tx, held, channel, word) : await withdraw(tx, held, channel, word);
      changed ||= done;
    }
    return changed;
  });
}

async function withdraw(tx: Transaction, message: LinkedMessage, channel: string, word: WordOfCustomer): Promise<boolean> {
  const { customerId } = message;
  const suppression = await suppress(tx, { customerId, channel, address: null, purpose: 'marketing', reason: 'unsubscribed' });
  const told = await sayConsent(tx, message, { channel, granted: false }, word);
  if (suppression === null && !told) return false;
  await tellConsent(tx, message, channel, false);
  return true;
}

/** A yes on the preference page is newer than an earlier no, also than one to every channel. */
async function allow(tx: Transaction, message: LinkedMessage, channel: string, word: WordOfCustomer): Promise<boolean> {
  const told = await sayConsent(tx, message, { channel, granted: true }, word);
  await liftUnsubscribed(tx, message.customerId, channel, 'marketing');
  await liftUnsubscribed(tx, message.customerId, '*', 'marketing');
  if (told) await tellConsent(tx, message, channel, true);
  return told;
}

/** Appends the word unless it is already the newest one. */
async function sayConsent(tx: Transaction, message: LinkedMessage, wish: { channel: string; granted: boolean }, word: WordOfCustomer): Promise<boolean> {
  const { channel, granted } = wish;
  const confirmed = channel === message.channel;
  const { rows: [newest] } = await tx.query<{ granted: boolean; confirmed: boolean }>(
    `select granted, confirmed from consent where customer_id = $1 and channel = $2 and purpose = 'marketing' order by id desc limit 1`, [message.customerId, channel]);
  if (newest?.granted === granted && (newest.confirmed || !confirmed)) return false;
  return appendConsent(tx, {
    customerId: message.customerId, channel, purpose: 'marketing', granted, source: word.source, wording: word.wording,
    // The link was read where the message went: a yes to that channel has been said from its own address.
    language: message.locale, proof: { message: message.id }, confirmed, atMs: null,
  });
}

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
