import { createHmac, timingSafeEqual } from 'node:crypto';
import { INVITATION_PATH, type LinkKey } from '../../contracts/links.ts';

/** Long enough for a letter with a code to be read, short enough for one that was passed on. */
export const INVITATION_DAYS = 30;
const DAY_MS = 86_400_000;
const MAC_BYTES = 16;

// <customer>.<last day>.<mac>: both numbers in base 36; a day counts from 1970.
const TOKEN = /^((?:0|[1-9a-z][0-9a-z]{0,24})\.(?:0|[1-9a-z][0-9a-z]{0,5}))\.([A-Za-z0-9_-]{22})$/;

/**
 * A token by which its bearer says which customer they are, where they write from an address that nobody knows yet. Whoever has it is believed,
 * so it ends: the last day is in it, by UTC.
 */
export function signInvitation({ secret }: LinkKey, customerId: string, untilMs: number): string {
  const body = `${BigInt(`0x${customerId.replaceAll('-', '')}`).toString(36)}.${Math.floor(untilMs / DAY_MS).toString(36)}`;
  return `${body}.${macOf(secret, body).toString('base64url')}`;
}

/** What an intact token says. */
export interface ReadInvitation {
  readonly customerId: string;
  /** The last day on which it is good, by UTC. */
  readonly untilDate: string;
  readonly hasEnded: boolean;
}

/** What a token says; null for every text that is none of ours. */
export function readInvitation(keys: readonly LinkKey[], token: string, nowMs: number): ReadInvitation | null {
  const [, body = '', mac = ''] = TOKEN.exec(token) ?? [];
  const told = Buffer.alloc(MAC_BYTES);
  const decoded = Buffer.from(mac, 'base64url');
  decoded.copy(told);
  // Every key is tried, whichever fits: the time tells nothing.
  const fits = keys.map(({ secret }) => timingSafeEqual(macOf(secret, body), told));
  // The last character of a base64url MAC has spare bits: only the canonical spelling counts.
  const isIntact = body !== '' && decoded.toString('base64url') === mac && fits.includes(true);
  const [customer = '', day36 = ''] = body.split('.');
  const [customerId, day] = [uuidOf(customer), Number.parseInt(day36, 36)];
  if (!isIntact || customerId === null) return null;
  return { customerId, untilDate: new Date(day * DAY_MS).toISOString().slice(0, 10), hasEnded: Math.floor(nowMs / DAY_MS) > day };
}

/** The customer whom an intact token names while it lasts; null for every other text. */
export function openInvitation(keys: readonly LinkKey[], token: string, nowMs: number): string | null {
  const read = readInvitation(keys, token, nowMs);
  return read === null || read.hasEnded ? null : read.customerId;
}

/** The address of the page that tells of an invitation. */
export const invitationUrl = (publicUrl: string, token: string) => `${publicUrl.replace(/\/+$/, '')}/${INVITATION_PATH}/${token}`;

/** Where a customer is invited by mail, signed with the newest key; null: they have opened every channel there is to open. */
export function invitationPort(keys: () => Promise<readonly LinkKey[]>, publicUrl: string, mayInvite: (customerId: string) => Promise<boolean>, nowMs: () => number = Date.now) {
  return async (customerId: string): Promise<string | null> => {
    if (!await mayInvite(customerId)) return null;
    const [newest] = await keys();
    return newest === undefined ? null : invitationUrl(publicUrl, signInvitation(newest, customerId, nowMs() + INVITATION_DAYS * DAY_MS));
  };
}

/** What reading news asks: whom a token names now, by the keys that are live then. */
export function invitedPort(keys: () => Promise<readonly LinkKey[]>, nowMs: () => number = Date.now): (token: string) => Promise<string | null> {
  return async (token) => openInvitation(await keys(), token, nowMs());
}

/** The keys of links sign these too; what they sign for stands in the text that is signed, so that neither passes for the other. */
function macOf(secret: string, body: string): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'base64')).update(`touchline-link\ninvitation\n${body}`).digest().subarray(0, MAC_BYTES);
}

function uuidOf(base36: string): string | null {
  let number = 0n;
  for (const digit of base36) number = number * 36n + BigInt(Number.parseInt(digit, 36));
  const hex = number.toString(16).padStart(32, '0');
  return hex.length === 32 ? `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` : null;
}
