import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LinkKey } from '../../contracts/links.ts';

/** A page may stay open for a while; a token that is found later opens nothing. */
export const LONGEST_TOKEN_HOURS = 24;

const MOST_TOKEN_CHARS = 600;
const MAC_BYTES = 32;
const HOUR_MS = 3_600_000;

// <customer in base64url>.<end in Unix seconds>.<HMAC-SHA-256 in base64url>
const TOKEN = /^(([A-Za-z0-9_-]{1,400})\.(\d{9,11}))\.([A-Za-z0-9_-]{43})$/;

/** A token that opens one customer's inbox until then. @param customer the customer's id in the shop */
export function mintInboxToken({ secret }: LinkKey, customer: string, untilMs: number): string {
  const body = `${Buffer.from(customer).toString('base64url')}.${Math.floor(untilMs / 1000)}`;
  return `${body}.${macOf(Buffer.from(secret, 'base64'), body).toString('base64url')}`;
}

/**
 * The customer whose inbox an intact token opens now; null for every other text. Every key is tried and compared in constant time, whatever
 * is wrong with the token.
 */
export function openInboxToken(keys: readonly LinkKey[], token: string, nowMs: number): string | null {
  const match = TOKEN.exec(token.slice(0, MOST_TOKEN_CHARS + 1));
  const [, body = '', customer = '', until = '0', mac = ''] = match ?? [];
  const told = Buffer.alloc(MAC_BYTES);
  const decoded = Buffer.from(mac, 'base64url');
  decoded.copy(told);
  const matches = keys.map(({ secret }) => timingSafeEqual(macOf(Buffer.from(secret, 'base64'), body), told));
  // The last character of a MAC in base64url has spare bits: only the canonical spelling counts.
  const canonical = match !== null && decoded.toString('base64url') === mac;
  const untilMs = Number(until) * 1000;
  const inTime = nowMs < untilMs && untilMs <= nowMs + LONGEST_TOKEN_HOURS * HOUR_MS;
  return canonical && matches.includes(true) && inTime ? Buffer.from(customer, 'base64url').toString('utf8') : null;
}

function macOf(key: Buffer, body: string): Buffer {
  return createHmac('sha256', key).update(`touchline-inbox\n${body}`).digest();
}
