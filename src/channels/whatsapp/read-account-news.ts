import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ChannelNews } from '../../contracts/channel-news.ts';

/** News of the account, its numbers and its templates: about no person. */
const text = z.string().max(2_000);
const named = { message_template_name: text.min(1).max(512), message_template_language: text.min(1).max(20) };
const templateStatus = z.object({ ...named, event: text, reason: text.nullish() });
const templateNames = z.object(named);
const templateQuality = z.object({ ...named, new_quality_score: text.min(1).max(60) });
const templateCategory = z.object({ ...named, new_category: text.min(1).max(60) });
const numberQuality = z.object({ display_phone_number: text.optional(), event: text, current_limit: text.optional() });
const account = z.object({ event: text, ban_info: z.object({ waba_ban_state: text.optional() }).optional() });

const TEMPLATE_STATES: Readonly<Record<string, 'approved' | 'paused' | 'rejected' | 'disabled'>> = {
  APPROVED: 'approved', REINSTATED: 'approved', UNPAUSED: 'approved', PAUSED: 'paused', FLAGGED: 'approved', REJECTED: 'rejected', DISABLED: 'disabled', PENDING_DELETION: 'disabled', DELETED: 'disabled',
};
/** Fields that tell nothing on which a send depends: they are kept as they came. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set(['business_capability_update', 'account_alerts', 'account_review_update', 'phone_number_name_update', 'security', 'message_template_components_update']);

/** What tables can hold as an instant, by far. */
const LATEST_MS = 1e14;

/** What a change of the account says; null: it cannot be read. */
export function readAccountNews(field: string, value: Readonly<Record<string, unknown>>, entryTime: unknown): ChannelNews[] | null {
  const atMs = typeof entryTime === 'number' && Number.isInteger(entryTime) && entryTime > 0 && entryTime < LATEST_MS ? (entryTime > 1e11 ? entryTime : entryTime * 1_000) : 0;
  const base = { id: createHash('sha256').update(JSON.stringify([field, value, atMs])).digest('hex').slice(0, 40), atMs };
  if (field === 'message_template_status_update') return templateNews(base, value);
  if (field === 'message_template_quality_update' || field === 'template_category_update') return traitNews(base, value);
  if (field === 'phone_number_quality_update') return numberNews(base, value);
  if (field === 'account_update') return accountNews(base, value);
  return KNOWN_FIELDS.has(field) ? [] : null;
}

interface Base {
  readonly id: string;
  readonly atMs: number;
}

function templateNews(base: Base, value: unknown): ChannelNews[] | null {
  const read = templateStatus.safeParse(value);
  if (!read.success) return null;
  const { message_template_name: template, message_template_language: locale, event, reason } = read.data;
  const status = TEMPLATE_STATES[event.toUpperCase()];
  // A template that waits for its approval is not there yet: sending it is refused by name.
  if (status === undefined) return [];
  return [{ ...base, kind: 'template', template, locale, status, detail: reason == null || reason === 'NONE' ? event.toLowerCase() : reason.slice(0, 300) }];
}

function traitNews(base: Base, value: unknown): ChannelNews[] | null {
  const [quality, category] = [templateQuality.safeParse(value).data, templateCategory.safeParse(value).data];
  const told = quality ?? category;
  // A category that will change on a day to come is told beforehand, without a new one.
  if (told === undefined) return templateNames.safeParse(value).success ? [] : null;
  const { message_template_name: template, message_template_language: locale } = told;
  return [{ ...base, kind: 'template-trait', template, locale, category: category?.new_category.toLowerCase() ?? null, quality: quality?.new_quality_score.toLowerCase() ?? null }];
}

function numberNews(base: Base, value: unknown): ChannelNews[] | null {
  const read = numberQuality.safeParse(value);
  if (!read.success) return null;
  const { event, current_limit: limit, display_phone_number: sender = '' } = read.data;
  const state = event.toUpperCase() === 'FLAGGED' || event.toUpperCase() === 'DOWNGRADE' ? 'slow' as const : 'ok' as const;
  return [{ ...base, kind: 'sender', sender, state, detail: [event.toLowerCase(), limit].filter((one) => one !== undefined).join(', ').slice(0, 300) }];
}

function accountNews(base: Base, value: unknown): ChannelNews[] | null {
  const read = account.safeParse(value);
  if (!read.success) return null;
  const { event, ban_info: ban } = read.data;
  const banned = ban?.waba_ban_state === 'DISABLE' || event.toUpperCase() === 'ACCOUNT_DELETED';
  const warned = event.toUpperCase().startsWith('ACCOUNT_') || ban?.waba_ban_state === 'SCHEDULE_FOR_DISABLE';
  return [{ ...base, kind: 'sender', sender: 'account', state: banned ? 'halted' : warned ? 'slow' : 'ok', detail: event.toLowerCase().slice(0, 300) }];
}
