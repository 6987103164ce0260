import type { NewsSource, Verdict } from '../../contracts/channel-news.ts';
import { activityOrigin, jsonOf } from './activity.ts';
import { readActivity } from './read-news.ts';
import { isLoopbackUrl, serviceBase } from './service-url.ts';
import type { SkypeSettings } from './settings.ts';
import { SigningKeys } from './signing-keys.ts';
import { judgeToken, type ActivityOrigin } from './webhook-token.ts';

const FORBIDDEN: Verdict = { take: false, status: 403, text: 'forbidden' };
/** The provider comes again: what cannot be proved now may be later, and is not taken before. */
const LATER: Verdict = { take: false, status: 503, text: 'the keys of the provider cannot be read now' };

/** How the Bot Connector tells its news: one activity in each request, proved by a token. */
export function createSkypeNews(settings: SkypeSettings): NewsSource {
  const keys = new SigningKeys(settings.openIdUrl);
  return {
    parse: readActivity,
    verify: async ({ method, headers, rawBody }, nowMs) => {
      if (method !== 'POST') return FORBIDDEN;
      const originOf = () => originIn(rawBody, settings);
      if (settings.unsignedFromLocal) return isOfEmulator(settings, originOf()) ? { take: true } : FORBIDDEN;
      const verdict = await judgeToken(headers['authorization'] ?? '', keys, { appId: settings.appId, nowMs, originOf });
      if (verdict === 'keys-unavailable') return LATER;
      return verdict === 'good' ? { take: true } : FORBIDDEN;
    },
  };
}

/** Where the activity says it comes from; null: it cannot be read, or we would not answer there. */
function originIn(rawBody: Uint8Array, settings: SkypeSettings): ActivityOrigin | null {
  const read = activityOrigin.safeParse(jsonOf(rawBody));
  return read.success && serviceBase(read.data.serviceUrl, settings) !== null ? read.data : null;
}

/** Both the emulator and what it names have to be on this machine. */
function isOfEmulator({ localUrl }: SkypeSettings, origin: ActivityOrigin | null): boolean {
  return origin !== null && localUrl !== null && isLoopbackUrl(localUrl) && isLoopbackUrl(origin.serviceUrl);
}
