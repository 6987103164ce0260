import type { SendOutcome } from '../../contracts/channel.ts';
import type { ProviderAnswer } from '../ask-provider.ts';
import { type ErrorRow, errorRow } from './error-table.ts';

/** An error as the provider words it. */
interface GraphError {
  readonly code: number;
  readonly detail: string;
}

const LONGEST_DETAIL = 300;
/** The core schedules longer waits: one command may take an hour with its retries. */
const LONGEST_WAIT_MS = 15 * 60 * 1000;
/** For a sender that may not send: somebody has to see to it. */
const HALTED_WAIT_MS = 10 * 60 * 1000;
const NEXT_LOOK_MS = 1_000;
/** For a template that is paused. */
const HELD_WAIT_MS = 15 * 60 * 1000;

/** Judges one request. Only a readable answer is certain, or that nobody was reached. */
export function outcomeOf(answer: ProviderAnswer): SendOutcome {
  if (answer.kind === 'not-reached') return deferred(answer.code, 'WhatsApp cannot be reached', null);
  if (answer.kind === 'cut') return { outcome: 'unknown', code: answer.code, detail: 'no answer that can be read' };
  const error = errorOf(answer.body);
  if (error !== null) return failureOutcome(error, answer.retryAfterMs);
  const message = acceptedMessage(answer.body);
  const accepted = answer.status >= 200 && answer.status < 300;
  if (accepted && message !== null) return { outcome: 'accepted', providerId: message.id, detail: message.status };
  return unreadable(answer.status, answer.retryAfterMs);
}

/** Whether the provider said that free words may not be sent now. */
export function needsTemplate(answer: ProviderAnswer): boolean {
  const error = answer.kind === 'answered' ? errorOf(answer.body) : null;
  return error !== null && errorRow(error.code)?.failure === 'needs-template';
}

/** Codes of a file that could not be fetched, or not be taken up. */
const MEDIA_CODES: readonly number[] = [131_052, 131_053];
/** Codes that may besides say that the provider no longer has a file under its id: all ids end when a number is registered anew. */
const PERHAPS_MEDIA_CODES: readonly number[] = [...MEDIA_CODES, 100, 131_009];

/** Whether the provider could not get the file that goes with the message. */
export function lacksMedia(answer: ProviderAnswer): boolean {
  return hasCode(answer, MEDIA_CODES);
}

/** Whether a file that was handed over a while ago may be what the provider refuses. */
export function mayHaveLostMedia(answer: ProviderAnswer): boolean {
  return hasCode(answer, PERHAPS_MEDIA_CODES);
}

function hasCode(answer: ProviderAnswer, codes: readonly number[]): boolean {
  const error = answer.kind === 'answered' ? errorOf(answer.body) : null;
  return error !== null && codes.includes(error.code);
}

/** The id that a file has from now on; null: the answer names none. */
export function mediaIdIn(answer: ProviderAnswer): string | null {
  const id = answer.kind === 'answered' && answer.status >= 200 && answer.status < 300 ? field(answer.body, 'id') : null;
  return typeof id === 'string' && /^[\w.:-]{1,200}$/.test(id) ? id : null;
}

/** What becomes of a message whose file could not be handed over: it has certainly not left, and nothing is said of its receiver. */
export function uploadOutcome(answer: ProviderAnswer, name: string): SendOutcome {
  const judged = outcomeOf(answer);
  const detail = `the file ${name} could not be handed over: ${judged.detail}`.slice(0, LONGEST_DETAIL);
  if (judged.outcome === 'refused') return { outcome: 'refused', code: judged.code, detail, addressIsDead: false };
  if (judged.outcome === 'deferred') return { ...deferred(judged.code, detail, judged.retryAfterMs), ...(judged.senderHalted === true ? { senderHalted: true } : {}) };
  return deferred(judged.outcome === 'unknown' ? judged.code : 'no-id', detail, null);
}

/** Whether the sender may not send at all until somebody sees to it. */
export function haltedBy(answer: ProviderAnswer): string | null {
  const error = answer.kind === 'answered' ? errorOf(answer.body) : null;
  return error !== null && errorRow(error.code)?.type === 'SenderHalted' ? `WhatsApp lets this sender send nothing (code ${error.code})` : null;
}

/** Status without a body that says more: a refusal of the request itself is certain, trouble of a server is not. */
function unreadable(status: number, retryAfterMs: number | null): SendOutcome {
  const code = `http-${status}`;
  const detail = `HTTP ${status} without words that can be read`;
  if (status === 429) return deferred(code, detail, retryAfterMs);
  if (status === 401 || status === 403) return halted(code, detail);
  if (status >= 400 && status < 500) return { outcome: 'refused', code, detail, addressIsDead: false };
  return { outcome: 'unknown', code, detail };
}

function failureOutcome({ code, detail }: GraphError, retryAfterMs: number | null): SendOutcome {
  const row = errorRow(code);
  const waitMs = row === null ? null : waitOf(row, retryAfterMs);
  const told = String(code);
  if (row?.type === 'SenderHalted') return halted(told, detail);
  // How long they rest, and whether this touch waits for it, the core knows: the next look is its.
  if (row?.failure === 'recipient-throttled') return { ...deferred(told, detail, NEXT_LOOK_MS), recipientRests: true };
  if (waitMs !== 'none' && row !== null) return deferred(told, detail, waitMs);
  return {
    outcome: 'refused', code: told, detail, addressIsDead: row?.failure === 'address-dead',
    ...(row?.failure === 'opted-out' ? { optedOut: true } : {}),
  };
}

/** How long the same message waits; `none`: it will not be tried again on this channel. */
function waitOf({ type, waitMs }: ErrorRow, retryAfterMs: number | null): number | null | 'none' {
  if (type === 'Held') return HELD_WAIT_MS;
  if (type !== 'Throttled' && type !== 'Retryable') return 'none';
  const longest = Math.max(waitMs ?? 0, retryAfterMs ?? 0);
  return longest === 0 ? null : Math.min(longest, LONGEST_WAIT_MS);
}

function halted(code: string, detail: string): SendOutcome {
  return { outcome: 'deferred', code, detail, retryAfterMs: HALTED_WAIT_MS, senderHalted: true };
}

function deferred(code: string, detail: string, retryAfterMs: number | null): Extract<SendOutcome, { outcome: 'deferred' }> {
  return { outcome: 'deferred', code, detail, retryAfterMs };
}

function errorOf(body: unknown): GraphError | null {
  const error = field(body, 'error');
  const code = field(error, 'code');
  if (typeof code !== 'number' || !Number.isInteger(code)) return null;
  const details = field(field(error, 'error_data'), 'details');
  return { code, detail: shortDetail(typeof details === 'string' ? details : `code ${code}`) };
}

function acceptedMessage(body: unknown): { readonly id: string; readonly status: string } | null {
  const messages = field(body, 'messages');
  const first: unknown = Array.isArray(messages) ? messages[0] : null;
  const [id, status] = [field(first, 'id'), field(first, 'message_status')];
  return typeof id === 'string' && id !== '' && id.length <= 300 ? { id, status: typeof status === 'string' ? shortDetail(status) : 'accepted' } : null;
}

function field(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** An object of JSON has text for keys; what stands behind them is asked one by one. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Words of the provider without telephone numbers and user ids: they are kept beside the attempt. */
export function shortDetail(text: string): string {
  return text.replaceAll(/\b[A-Z]{2}\.[A-Za-z0-9.]{6,}|\+?\d[\d ()-]{6,}\d/g, '[address]').replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_DETAIL);
}
