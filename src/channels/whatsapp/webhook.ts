import { createHmac, timingSafeEqual } from 'node:crypto';
import type { NewsSource, ProviderRequest, Verdict } from '../../contracts/channel-news.ts';
import { readNews } from './read-news.ts';
import type { WhatsAppSettings } from './settings.ts';

const LONGEST_CHALLENGE = 200;

/** How WhatsApp tells its news: a handshake once, then signed bodies. */
export function createWhatsAppNews(settings: WhatsAppSettings): NewsSource {
  return {
    verify: (request) => (request.method === 'GET' ? handshake(settings, request) : signed(settings, request)),
    parse: readNews,
  };
}

const forbidden: Verdict = { take: false, status: 403, text: 'forbidden' };

/** The challenge goes back as it came to whoever knows the token. */
function handshake({ verifyToken }: WhatsAppSettings, { query }: ProviderRequest): Verdict {
  const { 'hub.mode': mode, 'hub.verify_token': token = '', 'hub.challenge': challenge = '' } = query;
  if (verifyToken === null || mode !== 'subscribe' || !sameText(token, verifyToken)) return forbidden;
  return /^[\w.=+/-]+$/.test(challenge) && challenge.length <= LONGEST_CHALLENGE ? { take: false, status: 200, text: challenge } : forbidden;
}

/** The bytes as they came are what was signed: the provider escapes letters in a way of its own, so a body written anew would not fit. */
function signed({ appSecrets }: WhatsAppSettings, { headers, rawBody }: ProviderRequest): Verdict {
  const told = /^sha256=([0-9a-f]{64})$/i.exec(headers['x-hub-signature-256'] ?? '')?.[1];
  const mac = Buffer.from(told ?? '0'.repeat(64), 'hex');
  // Every secret is tried, whichever fits: the time tells nothing.
  const fits = appSecrets.map((secret) => timingSafeEqual(createHmac('sha256', secret).update(rawBody).digest(), mac));
  return told !== undefined && fits.includes(true) ? { take: true } : { take: false, status: 401, text: 'the signature does not fit' };
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHmac('sha256', 'compare').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
