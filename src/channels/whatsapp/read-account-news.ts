import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type ChannelNews, WHOLE_ACCOUNT } from '../../contracts/channel-news.ts';

/** News of the account, its numbers and its templates: about no person. */
const text = z.string().max(2_000);
const named = { message_template_name: text.min(1).max(512), message_template_language: text.min(1).max(20) };
const templateStatus = z.object({ ...named, event: text, reason: text.nullish() });
const templateNames = z.object(named);
const templateQuality = z.object({ ...named, new_quality_score: text.min(1).max(60) });
const templateCategory = z.object({ ...named, new_category: text.min(1).max(60) });
const limit = z.union([text, z.number().int().min(-1)]).optional();
const numberQuality = z.object({ display_phone_number: text.optional(), event: text, current_limit: limit, max_daily_conversations_per_business: limit });
const capability = z.object({ max_daily_conversations_per_business: limit, max_daily_conversation_per_phone: limit });
const account = z.object({
  event: text, ban_info: z.object({ waba_ban_state: text.optional() }).optional(), restriction_info: z.array(z.object({ restriction_type: text.optional() })).optional(),
});

const TEMPLATE_STATES: Readonly<Record<string, 'approved' | 'paused' | 'rejected' | 'disabled'>> = {
  APPROVED: 'approved', REINSTATED: 'approved', UNPAUSED: 'approved', PAUSED: 'paused', FLAGGED: 'approved', REJECTED: 'rejected', DISABLED: 'disabled', PENDING_DELETION: 'disabled', DELETED: 'disabled',
};
/** Fields that tell nothing on which a send depends: they are kept as they came. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set(['account_alerts', 'account_review_update', 'phone_number_name_update', 'security', 'message_template_components_update']);

/** What tables can hold as an instant, by far. */
const LATEST_MS = 1e14;

/** What a change of the account says; null: it cannot be read. */
export function readAccountNews(field: string, value: Readonly<Record<string, unknown>>, entryTime: unknown): ChannelNews[] | null {
  const atMs = typeof entryTime === 'number' && Number.isInteger(entryTime) && entryTime > 0 && entryTime < LATEST_MS ? (entryTime > 1e11 ? entryTime : entryTime * 1_000) : 0;
  const base = { id: createHash('sha256').update(JSON.stringify([field, value, atMs])).digest('hex').slice(0, 40), atMs };
  if (field === 'message_template_status_update') return templateNews(base, value);
  if (field === 'message_template_quality_update' || field === 'template_category_update') return traitNews(base, value);
  if (field === 'phone_number_quality_update') return numberNews(base, value);
  if (field === 'business_capability_update') return capabilityNews(base, value);
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
  const { event, current_limit: ofNumber, max_daily_conversations_per_business: ofPortfolio = ofNumber, display_phone_number: sender = '' } = read.data;
  const state = event.toUpperCase() === 'FLAGGED' || event.toUpperCase() === 'DOWNGRADE' ? 'slow' as const : 'ok' as const;
  const detail = [event.toLowerCase(), ofPortfolio].filter((one) => one !== undefined).join(', ').slice(0, 300);
  return [{ ...base, kind: 'sender', sender, state, detail }, ...limitNews(base, ofPortfolio)];
}

function capabilityNews(base: Base, value: unknown): ChannelNews[] | null {
  const { max_daily_conversation_per_phone: formerly, max_daily_conversations_per_business: told = formerly } = capability.safeParse(value).data ?? {};
  const news = limitNews(base, told);
  // It also speaks of how many numbers there may be, and then of nothing else.
  return told === undefined || news.length > 0 ? news : null;
}

const THOUSAND = 1_000;

/** `TIER_2K`, 2000, and for as many as there are `TIER_UNLIMITED` or -1. */
function limitNews({ id, atMs }: Base, told: string | number | undefined): ChannelNews[] {
  const base = { id: `${id}.limit`, atMs, kind: 'messaging-limit' as const };
  if (told === -1 || told === 'TIER_UNLIMITED') return [{ ...base, most: null }];
  const [, digits = '', thousands] = /^(?:TIER_)?(\d{1,9})(K?)$/.exec(String(told ?? '')) ?? [];
  return digits === '' ? [] : [{ ...base, most: Number(digits) * (thousands === 'K' ? THOUSAND : 1) }];
}

/** Where an event of the account leaves it; what is not among them says nothing of whether it may send. */
const ACCOUNT_EVENTS: Readonly<Record<string, 'halted' | 'slow'>> = { ACCOUNT_DELETED: 'halted', ACCOUNT_VIOLATION: 'slow', ACCOUNT_RESTRICTION: 'slow' };
const BAN_STATES: Readonly<Record<string, 'halted' | 'slow' | 'ok'>> = { DISABLE: 'halted', SCHEDULE_FOR_DISABLE: 'slow', REINSTATE: 'ok' };

function accountNews(base: Base, value: unknown): ChannelNews[] | null {
  const read = account.safeParse(value);
  if (!read.success) return null;
  const { event, ban_info: ban, restriction_info: restrictions = [] } = read.data;
  const mayNotBegin = restrictions.some(({ restriction_type: type }) => type === 'RESTRICTED_BIZ_INITIATED_MESSAGING');
  const state = BAN_STATES[ban?.waba_ban_state ?? ''] ?? (mayNotBegin ? 'halted' : ACCOUNT_EVENTS[event.toUpperCase()]);
  const detail = [event.toLowerCase(), ...restrictions.map(({ restriction_type: type = '' }) => type.toLowerCase())].join(', ').slice(0, 300);
  return state === undefined ? [] : [{ ...base, kind: 'sender', sender: WHOLE_ACCOUNT, state, detail }];
}
