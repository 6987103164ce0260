import type { Channel, CompiledTemplate, OpenChannel, Outgoing, SendOutcome } from '../../contracts/channel.ts';
import type { OnSiteCarriers, OnSiteMessage } from '../../contracts/on-site.ts';
import type { ChannelsConfig } from '../channels-config.ts';
import { ATTEMPT_LIMIT_MS, withinLimit } from '../within-limit.ts';
import { carrierOf } from './carrier-of.ts';
import { compileOnSite, ON_SITE_PARTS } from './compile-on-site.ts';

/**
 * Messages in the shop's own pages and in those of marketplaces. They are stored in this installation, so an address that was invented for
 * a demo does no harm here.
 */
export function createOnSiteChannel({ onSite = null, attemptLimitMs = ATTEMPT_LIMIT_MS }: ChannelsConfig): Channel {
  return {
    name: 'onsite',
    title: 'On-site messages',
    rule: { obeysQuietHours: true, staysLocal: true },
    reach: 'mailbox',
    taskQueue: 'onsite',
    bulkTaskQueue: 'onsite-bulk',
    templateParts: ON_SITE_PARTS,
    staffWords: { title: '{{#if words.subject}}{{words.subject}}{{else}}{{shop.name}}{{/if}}', text: '{{#if words.text}}{{words.text}}{{/if}}' },
    compile: compileOnSite,
    sender: 'the shop itself',
    carriedHere: true,
    open: async () => openOnSite(onSite ?? NOBODY, attemptLimitMs),
  };
}

const NOT_CONNECTED = 'no database is connected: on-site messages are stored there';

/** Stands in where a command looks at the shelf without a database. */
const NOBODY: OnSiteCarriers = (() => {
  const nobody = {
    carry: async (): Promise<SendOutcome> => ({ outcome: 'deferred', code: 'not-connected', detail: NOT_CONNECTED, retryAfterMs: null }),
    probe: async () => NOT_CONNECTED,
  };
  return { inbox: nobody, staff: () => nobody };
})();

function openOnSite(carriers: OnSiteCarriers, limitMs: number): OpenChannel {
  return {
    send: async (outgoing, template, signal) => {
      const marketplace = outgoing.marketplace ?? null;
      const message = messageOf(outgoing, template, marketplace);
      if ('outcome' in message) return message;
      return withinLimit(limitMs, signal, (within) => carrierOf(carriers, marketplace).carry(message, within).catch(outcomeOfFailure));
    },
    probe: async () => carriers.inbox.probe(),
    close: async () => {
      // What carries belongs to the process.
    },
  };
}

const ADDRESS = /^[^\s\p{Cc}]{1,200}$/u;
const LINK = /https?:\/\//i;

/** The message, or why none can be written: nothing has left then, so the outcome is certain. */
function messageOf(outgoing: Outgoing, template: CompiledTemplate, marketplace: string | null): OnSiteMessage | SendOutcome {
  const { messageId, data, locale, links, purpose, goodUntilMs = null } = outgoing;
  const address = marketplace !== null && outgoing.address.startsWith(`${marketplace}:`) ? outgoing.address.slice(marketplace.length + 1) : outgoing.address;
  if (!ADDRESS.test(address)) return { outcome: 'refused', code: 'no-such-address', detail: 'the address names nobody in a shop or marketplace', addressIsDead: true };
  try {
    const { title = '', text = '' } = template.render(data, links, outgoing.sender);
    // Marketplaces block messages that lead elsewhere, and the seller who sends them.
    if (marketplace !== null && LINK.test(`${title} ${text}`)) return { outcome: 'refused', code: 'links-not-allowed', detail: 'a message of a marketplace may not hold links', addressIsDead: false };
    return { messageId, address, locale, title, text, orderNumber: orderNumberIn(data), goodUntilMs, preferencesUrl: purpose === 'marketing' ? links.preferencesUrl : null };
  } catch (error) {
    if (error instanceof RangeError) return { outcome: 'refused', code: 'not-renderable', detail: error.message, addressIsDead: false };
    return { outcome: 'deferred', code: 'not-built', detail: error instanceof Error ? error.name : 'unknown error', retryAfterMs: null };
  }
}

function orderNumberIn({ order }: Outgoing['data']): string | null {
  const number = typeof order === 'object' && order !== null && Object.hasOwn(order, 'number') ? order['number'] : null;
  return typeof number === 'string' ? number : null;
}

const NOT_REACHED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOENT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);

/** Where nobody was reached, nothing was stored; after any other failure it may have been. */
function outcomeOfFailure(error: unknown): SendOutcome {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'failed';
  if (NOT_REACHED.has(code)) return { outcome: 'deferred', code, detail: 'the database cannot be reached', retryAfterMs: null };
  return { outcome: 'unknown', code, detail: 'no answer that is certain' };
}
