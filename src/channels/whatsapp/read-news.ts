import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ChannelNews, FailureClass, NewsAddress } from '../../contracts/channel-news.ts';
import { type SentFile, sentFiles } from '../../contracts/sent-file.ts';
import { stopWordOf } from '../stop-words.ts';
import { writtenNews } from '../written-news.ts';
import { errorRow } from './error-table.ts';
import { shortDetail } from './outcome.ts';
import { readAccountNews } from './read-account-news.ts';
import { addressOf } from './recipient.ts';

/** What a body says, and what of it could not be read; no part takes another with it. */
interface ReadNews {
  readonly news: readonly ChannelNews[];
  readonly unread: readonly string[];
}

const MOST_PARTS = 2_000;
const id = z.string().min(1).max(500);
const seconds = z.union([z.string().regex(/^\d{9,11}$/), z.number().int().positive().max(99_999_999_999)]).transform((told) => Number(told) * 1_000);
const envelope = z.object({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(z.object({ time: z.unknown().optional(), changes: z.array(z.object({ field: z.string(), value: z.record(z.string(), z.unknown()) })) })),
});
const status = z.object({
  id, status: z.string(), timestamp: seconds, recipient_id: id.optional(), recipient_user_id: id.optional(), biz_opaque_callback_data: id.optional(),
  errors: z.array(z.object({ code: z.number().int(), error_data: z.object({ details: z.string().optional() }).optional() })).optional(),
});
const titled = z.object({ title: z.string() }).optional();
const sentFile = z.object({ caption: z.string().optional(), filename: z.string().optional(), mime_type: z.string().optional() }).optional();
const inbound = z.object({
  id, timestamp: seconds, type: z.string(), from: id.optional(), from_user_id: id.optional(), context: z.object({ id: id.optional() }).optional(),
  text: z.object({ body: z.string() }).optional(), button: z.object({ text: z.string().optional(), payload: z.string().optional() }).optional(),
  interactive: z.object({ button_reply: titled, list_reply: titled }).optional(), reaction: z.object({ emoji: z.string().optional(), message_id: id.optional() }).optional(),
  image: sentFile, video: sentFile, document: sentFile, audio: sentFile, sticker: sentFile,
  system: z.object({ type: z.string(), wa_id: id.optional(), user_id: id.optional(), previous_user_id: id.optional() }).optional(),
});
const preference = z.object({ wa_id: id.optional(), user_id: id.optional(), category: z.string(), value: z.enum(['stop', 'resume']), detail: z.string().optional(), timestamp: seconds });
const idUpdate = z.object({ wa_id: id.optional(), user_id: z.object({ previous: id, current: id }), timestamp: seconds });

/** Reads a body whose signature was right. Unknown fields and new members are no fault: the provider adds some every month. */
export function readNews(rawBody: Uint8Array): ReadNews {
  const parsed = envelope.safeParse(jsonOf(rawBody));
  if (!parsed.success) return { news: [], unread: ['the body is no notification of a business account'] };
  const reader = new NewsReader();
  for (const entry of parsed.data.entry) {
    for (const { field, value } of entry.changes) reader.change(field, value, entry.time);
  }
  return { news: reader.news, unread: reader.unread };
}

function jsonOf(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody));
  } catch {
    return null;
  }
}

/** Ids of news carry nothing of the provider's: those name telephone numbers. */
const newsId = (...parts: readonly (string | number)[]) => createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 40);

class NewsReader {
  readonly news: ChannelNews[] = [];
  readonly unread: string[] = [];

  change(field: string, value: Readonly<Record<string, unknown>>, entryTime: unknown): void {
    if (field === 'messages') {
      this.#each(value['statuses'], status, 'status', (one) => this.#status(one));
      this.#each(value['messages'], inbound, 'message', (one) => this.#inbound(one, value['contacts']));
    } else if (field === 'user_preferences') {
      this.#each(value['user_preferences'], preference, 'preference', (one) => this.#preference(one));
    } else if (field === 'user_id_update') {
      this.#each(value['user_id_update'], idUpdate, 'id update', ({ user_id: ids, wa_id: number, timestamp }) => this.#moved([ids.previous, number], [ids.current, number], timestamp));
    } else {
      const read = readAccountNews(field, value, entryTime);
      if (read === null) this.unread.push(`a change of ${/^\w{1,60}$/.test(field) ? field : 'an unknown field'} cannot be read`);
      else this.news.push(...read);
    }
  }

  #each<Shape>(list: unknown, shape: z.ZodType<Shape>, what: string, take: (one: Shape) => void): void {
    if (list === undefined) return;
    if (!Array.isArray(list)) return void this.unread.push(`the list of a ${what} is none`);
    for (const one of list.slice(0, MOST_PARTS)) {
      const read = shape.safeParse(one);
      if (read.success) take(read.data);
      else this.unread.push(`a ${what} cannot be read: ${read.error.issues[0]?.path.join('.') ?? ''}`.slice(0, 200));
    }
    if (list.length > MOST_PARTS) this.unread.push(`${list.length - MOST_PARTS} more of a ${what}`);
  }

  #status(told: z.output<typeof status>): void {
    const message = { key: told.biz_opaque_callback_data ?? null, providerId: told.id };
    const base = { id: newsId('status', told.id, told.status), atMs: told.timestamp, message };
    const { status: name } = told;
    if (name === 'failed') this.news.push({ ...base, kind: 'failed', to: addressed([told.recipient_id, told.recipient_user_id]), ...whyFailed(told) });
    else if (name === 'sent' || name === 'delivered' || name === 'read') this.news.push({ ...base, kind: 'receipt', status: name });
    else this.unread.push('a status has a name that is not known');
  }

  #inbound(told: z.output<typeof inbound>, contacts: unknown): void {
    if (told.type === 'system') return this.#system(told);
    const from = addressed([told.from, told.from_user_id, ...userIdsOf(contacts)]);
    if (from === null) return void this.unread.push('a message has no sender that can be read');
    const answered = told.context?.id ?? told.reaction?.message_id;
    const [text, atMs] = [wordsOf(told), told.timestamp];
    this.news.push(...writtenNews({
      id: newsId('message', told.id), atMs, kind: 'inbound', from, providerId: told.id, text, isAutomatic: false, ...filesOf(told),
      repliesTo: answered === undefined ? null : { key: null, providerId: answered },
    }, stopWordOf(text), newsId('word', told.id)));
  }

  #system({ system, from, timestamp, from_user_id: user }: z.output<typeof inbound>): void {
    if (system === undefined || !system.type.startsWith('user_changed_')) return;
    this.#moved([from, system.previous_user_id ?? user], [system.wa_id, system.user_id], timestamp);
  }

  #moved(before: readonly (string | undefined)[], now: readonly (string | undefined)[], atMs: number): void {
    const [from, to] = [addressed(before), addressed(now)];
    if (from === null || to === null) return void this.unread.push('a change of an address does not name both');
    this.news.push({ id: newsId('moved', from.address, to.address, atMs), atMs, kind: 'address-changed', from, to });
  }

  #preference({ wa_id: number, user_id: user, category, value, detail, timestamp }: z.output<typeof preference>): void {
    const from = addressed([number, user]);
    if (from === null || category !== 'marketing_messages') return void this.unread.push('a preference names nobody, or something else than marketing');
    this.news.push({
      id: newsId('preference', from.address, value, timestamp), atMs: timestamp, kind: 'preference', from, purpose: 'marketing', granted: value === 'resume',
      wording: shortDetail(detail ?? `${value} marketing messages`),
    });
  }
}

function whyFailed({ errors: [error] = [] }: z.output<typeof status>): { failure: FailureClass; code: string; detail: string } {
  if (error === undefined) return { failure: 'message-refused', code: 'failed', detail: '' };
  return { failure: errorRow(error.code)?.failure ?? 'message-refused', code: String(error.code), detail: shortDetail(error.error_data?.details ?? '') };
}

/** The first that is an address counts, the others name the same person. */
function addressed(told: readonly (string | undefined)[]): NewsAddress | null {
  const [address, ...others] = [...new Set(told.flatMap((one) => (one === undefined ? [] : addressOf(one) ?? [])))];
  return address === undefined ? null : { address, others };
}

const contact = z.object({ user_id: id.optional() });

function userIdsOf(contacts: unknown): string[] {
  // With several contacts nobody knows whose they are.
  if (!Array.isArray(contacts) || contacts.length !== 1) return [];
  const read = contact.safeParse(contacts[0]);
  return read.success && read.data.user_id !== undefined ? [read.data.user_id] : [];
}

/** A message brings one file at most; its bytes stay with the provider. */
function filesOf({ image, video, document, audio, sticker }: z.output<typeof inbound>): { readonly files?: readonly SentFile[] } {
  const told = Object.entries({ image, video, document, audio, sticker }).flatMap(([what, one]) => (one === undefined ? [] : [{ name: one.filename ?? what, mediaType: one.mime_type ?? '', bytes: null }]));
  return told.length === 0 ? {} : { files: sentFiles(told) };
}

const LONGEST_WORDS = 4_096;

/** What a person wrote or pressed; of a picture its caption; else its kind alone. */
function wordsOf({ text, button, interactive, reaction, image, video, document, type }: z.output<typeof inbound>): string {
  const pressed = [button?.text, button?.payload, interactive?.button_reply?.title, interactive?.list_reply?.title, reaction?.emoji];
  const words = [text?.body, ...pressed, ...[image, video, document].map((file) => file?.caption)].find((one) => one !== undefined && one !== '');
  return (words ?? `[${/^[a-z_]{1,40}$/.test(type) ? type : 'message'}]`).slice(0, LONGEST_WORDS);
}
