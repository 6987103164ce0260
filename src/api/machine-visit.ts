import type { Context } from 'hono';

/** A visit of a program that looks ahead for its user: nobody has clicked or opened anything yet. */
export function isLookAhead(c: Context): boolean {
  const purposes = ['purpose', 'x-purpose', 'sec-purpose', 'x-moz'].map((name) => c.req.header(name) ?? '');
  return c.req.method === 'HEAD' || purposes.some((purpose) => /prefetch|preview|prerender/i.test(purpose));
}

/**
 * Whoever loads pictures for somebody: the proxies of Gmail, Yahoo and Apple (which names no program at all), scanners of mail servers, and
 * tools that are no mail program. They load whether or not a person opens the mail, so what they load says nothing of the person.
 */
const PROXIES = /GoogleImageProxy|ggpht\.com|YahooMailProxy|YahooCacheSystem|Barracuda|Proofpoint|Mimecast|TrendMicro|SafeLinks|Office Existence Discovery|bot\b|crawler|spider|preview|curl|wget|python|java\/|go-http|okhttp|axios|node|headless|scanner/i;
const APPLE_PRIVACY_PROXY = 'Mozilla/5.0';

/** Whether a request for a picture comes from a machine. */
export function isMachine(c: Context): boolean {
  const agent = (c.req.header('user-agent') ?? '').trim();
  return isLookAhead(c) || agent === '' || agent === APPLE_PRIVACY_PROXY || PROXIES.test(agent);
}
