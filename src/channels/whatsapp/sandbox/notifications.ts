import { createHmac } from 'node:crypto';
import { postUntilTaken } from '../../sandbox/provider-server.ts';
import type { Person } from './chats.ts';

/** Whose notifications they are, and where they go. */
export interface NotificationTarget {
  readonly url: string | null;
  readonly appSecret: string;
  readonly phoneNumberId: string;
  readonly accountId: string;
}

/** One `messages` notification, in the shape of the provider's example bodies. */
export function messagesChange({ phoneNumberId }: NotificationTarget, value: object): object {
  return { field: 'messages', value: { messaging_product: 'whatsapp', metadata: { display_phone_number: '15550783881', phone_number_id: phoneNumberId }, ...value } };
}

export const seconds = (atMs: number) => String(Math.floor(atMs / 1_000));

/** How a person stands in `contacts`: the number is left out where it is hidden. */
export function contactOf({ number, userId }: Person): object {
  return { profile: { name: 'Sample Person' }, user_id: userId, ...(number === null ? {} : { wa_id: number }) };
}

/** How a person stands as the sender of a message. */
export function senderOf({ number, userId }: Person): object {
  return number === null ? { from_user_id: userId } : { from: number, from_user_id: userId };
}

/** The body as it leaves: letters outside ASCII are escaped, as the provider does it. */
export function notificationBody({ accountId }: NotificationTarget, changes: readonly object[], atMs: number): Buffer {
  const json = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: accountId, time: Math.floor(atMs / 1_000), changes }] });
  return Buffer.from(json.replaceAll(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll('/', '\\/'));
}

export const signatureOf = (body: Uint8Array, appSecret: string) => `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;

/** Posts a signed body until it is taken, or given up after some tries; false: given up. */
export async function deliver({ url, appSecret }: NotificationTarget, body: Buffer, signal: AbortSignal): Promise<boolean> {
  if (url === null) return false;
  const headers = { 'Content-Type': 'application/json', 'X-Hub-Signature-256': signatureOf(body, appSecret) };
  return postUntilTaken((limit) => fetch(url, { method: 'POST', body: new Uint8Array(body), signal: limit, redirect: 'error', headers }), signal);
}
