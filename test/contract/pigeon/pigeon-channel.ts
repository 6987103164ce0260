import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ChannelNews, NewsSource } from '../../../src/contracts/channel-news.ts';
import type { Channel, CompiledTemplate, OpenChannel, Outgoing, SendOutcome, TemplateContent, TemplateFaults } from '../../../src/contracts/channel.ts';

/** Where the loft is, and what its news is proved with. */
export interface PigeonSettings {
  readonly loftUrl: string;
  readonly secret: string;
  readonly limitMs?: number;
}

const LONGEST_WORDS = 80;

/**
 * A channel that nobody has: messages go to a pigeon loft over HTTP. It is built from the contract alone (src/contracts), as a new channel may be:
 * its folder, one line in the registry, its templates, its harness.
 */
export function createPigeonChannel({ loftUrl, secret, limitMs = 30_000 }: PigeonSettings): Channel {
  return {
    name: 'pigeon',
    title: 'Carrier pigeon',
    rule: { obeysQuietHours: true, staysLocal: true },
    reach: 'mailbox',
    taskQueue: 'pigeon',
    bulkTaskQueue: 'pigeon-bulk',
    templateParts: { words: { ending: '.words.txt', required: true } },
    staffWords: { words: '{words.text}' },
    sender: 'the loft of the shop',
    compile: compilePigeon,
    news: pigeonNews(secret),
    open: async () => openLoft(loftUrl, limitMs),
  };
}

const fault = (part: string, message: string) => ({ part, line: 1, column: 1, message, suggestion: null });

/** `{shop.name}` and `{customer.name}` are all that fits a leg. */
function compilePigeon(content: TemplateContent, hash: string): CompiledTemplate | TemplateFaults {
  const foreign = Object.keys(content).filter((part) => part !== 'words').map((part) => fault(part, `the part ${part} is not known`));
  const words = content['words'];
  if (words === undefined || foreign.length > 0) return { faults: [...foreign, ...(words === undefined ? [fault('words', 'the part words is missing')] : [])] };
  return {
    hash,
    links: [],
    render: (data) => {
      const text = words.trim().replaceAll(/\{(\w+)\.(\w+)\}/g, (_all, group: string, field: string) => {
        const values = Object.hasOwn(data, group) ? data[group] : undefined;
        const value = typeof values === 'object' && values !== null && Object.hasOwn(values, field) ? values[field] : undefined;
        if (typeof value !== 'string') throw new RangeError(`the template needs ${group}.${field}, and the message does not say it`);
        return value;
      });
      if (text.length > LONGEST_WORDS) throw new RangeError(`${text.length} characters are too many for a pigeon, which takes ${LONGEST_WORDS}`);
      return { words: text };
    },
  };
}

function openLoft(loftUrl: string, limitMs: number): OpenChannel {
  return {
    send: (outgoing, template, signal) => release(outgoing, template, { loftUrl, signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) }),
    probe: () => fetch(loftUrl, { method: 'HEAD' }).then(() => null, (error: unknown) => `no loft answers (${codeOf(error)})`),
    close: async () => undefined,
  };
}

async function release({ messageId, address, data, links, sender }: Outgoing, template: CompiledTemplate, { loftUrl, signal }: { loftUrl: string; signal: AbortSignal }): Promise<SendOutcome> {
  if (!/^[a-z]{1,20}$/.test(address)) return { outcome: 'refused', code: 'no-such-roof', detail: 'the address names no roof', addressIsDead: true };
  let words: string | undefined;
  try {
    ({ words } = template.render(data, links, sender));
  } catch (error) {
    return { outcome: 'refused', code: 'not-renderable', detail: error instanceof Error ? error.message : '', addressIsDead: false };
  }
  try {
    const answer = await fetch(`${loftUrl}/release`, { method: 'POST', signal, headers: { 'Idempotency-Key': messageId }, body: JSON.stringify({ address, words }) });
    await answer.text();
    if (answer.status === 503) return { outcome: 'deferred', code: '503', detail: 'all pigeons are out', retryAfterMs: Number(answer.headers.get('retry-after') ?? 0) * 1_000 || null };
    if (answer.status === 403) return { outcome: 'refused', code: '403', detail: 'the roof wants no letters', addressIsDead: false, optedOut: true };
    if (answer.status === 404) return { outcome: 'refused', code: '404', detail: 'the roof is gone', addressIsDead: true };
    return answer.ok ? { outcome: 'accepted', providerId: answer.headers.get('pigeon'), detail: 'it flies' } : { outcome: 'refused', code: String(answer.status), detail: 'the loft says no', addressIsDead: false };
  } catch (error) {
    const code = codeOf(error);
    return code === 'ECONNREFUSED' ? { outcome: 'deferred', code, detail: 'no loft answers', retryAfterMs: null } : { outcome: 'unknown', code, detail: 'the pigeon may fly' };
  }
}

const told = z.array(z.discriminatedUnion('says', [
  z.object({ says: z.literal('landed'), key: z.string(), id: z.string(), at: z.number() }),
  z.object({ says: z.literal('no more'), from: z.string(), id: z.string(), at: z.number() }),
]));

function pigeonNews(secret: string): NewsSource {
  return {
    verify: ({ headers, rawBody }) => {
      const mac = createHmac('sha256', secret).update(rawBody).digest();
      const ring = Buffer.alloc(mac.length);
      Buffer.from(headers['ring'] ?? '', 'hex').copy(ring);
      return timingSafeEqual(mac, ring) ? { take: true } : { take: false, status: 401, text: 'no pigeon of ours' };
    },
    parse: (rawBody) => {
      const read = told.safeParse(jsonOf(rawBody));
      if (!read.success) return { news: [], unread: ['the body cannot be read'] };
      return { unread: [], news: read.data.map((one): ChannelNews => (one.says === 'landed'
        ? { id: one.id, atMs: one.at, kind: 'receipt', message: { key: one.key, providerId: null }, status: 'delivered' }
        : { id: one.id, atMs: one.at, kind: 'preference', from: { address: one.from, others: [] }, purpose: 'marketing', granted: false, wording: 'no more' })) };
    },
  };
}

function jsonOf(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(rawBody).toString('utf8'));
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : null;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error instanceof Error ? error.name : 'failed';
}
