import { z } from 'zod';
import type { SendOutcome } from '../../contracts/channel.ts';
import type { ProviderAnswer } from '../ask-provider.ts';
import { providerIdOf } from './provider-id.ts';

const LONGEST_DETAIL = 300;
/** The core schedules longer waits: one command may take an hour with its retries. */
const LONGEST_WAIT_MS = 15 * 60 * 1000;
/** For a bot that may not send: somebody has to see to it. */
const HALTED_WAIT_MS = 10 * 60 * 1000;

/** Words of the Bot Connector for somebody who has removed the bot or blocked it (the documented names; compared without regard to case). */
const REMOVED: ReadonlySet<string> = new Set(['botnotinconversationroster', 'conversationblockedbyuser', 'forbiddenoperationexception', 'messagewritesblocked', 'conversationblocked']);
/** The bot itself is not let in: no message of it is. */
const BOT_REFUSED: ReadonlySet<string> = new Set(['botnotregistered', 'botdisabledbyadmin', 'invalidbotapihost']);
/** Asks for patience, by the provider's own list. */
const PATIENCE: ReadonlySet<number> = new Set([412, 429, 502, 504]);

const failed = z.object({ error: z.object({ code: z.string().max(200), message: z.string().optional() }) });
const taken = z.object({ id: z.string().max(1_000).optional() });

/** An error as the provider words it. */
interface ConnectorError {
  readonly code: string;
  readonly detail: string;
}

/** Judges the request that carried the message. Only a readable answer is certain, or that nobody was reached. */
export function outcomeOf(answer: ProviderAnswer, conversationId: string): SendOutcome {
  if (answer.kind === 'not-reached') return deferred(answer.code, 'the Bot Connector cannot be reached', null);
  if (answer.kind === 'cut') return { outcome: 'unknown', code: answer.code, detail: 'no answer that can be read' };
  const error = errorOf(answer.body);
  if (error !== null) return failureOutcome(error, answer.status, answer.retryAfterMs);
  if (answer.status >= 200 && answer.status < 300) return acceptedOutcome(answer.body, answer.status, conversationId);
  return unreadable(answer.status, answer.retryAfterMs);
}

/** Judges a request before the one with the message (token, conversation): whatever became of it, the message has not left. */
export function outcomeBefore(answer: ProviderAnswer, what: string): SendOutcome {
  if (answer.kind !== 'answered') return deferred(answer.code, `${what} was not given`, null);
  const outcome = outcomeOf(answer, '');
  if (outcome.outcome === 'accepted' || outcome.outcome === 'unknown') return deferred(outcome.outcome === 'unknown' ? outcome.code : 'no-answer', `${what} was not given`, answer.retryAfterMs);
  return outcome;
}

/** Where a message is taken and shown as several, as Teams does with words beside a card, no id is told: 202 with nothing in it. */
function acceptedOutcome(body: unknown, status: number, conversationId: string): SendOutcome {
  if (status === 202 && body === undefined) return { outcome: 'accepted', providerId: null, detail: 'HTTP 202' };
  const read = taken.safeParse(body);
  if (!read.success) return { outcome: 'unknown', code: `http-${status}`, detail: `HTTP ${status} without words that can be read` };
  const { id } = read.data;
  return { outcome: 'accepted', providerId: id === undefined || id === '' ? null : providerIdOf(conversationId, id), detail: `HTTP ${status}` };
}

function failureOutcome({ code, detail }: ConnectorError, status: number, retryAfterMs: number | null): SendOutcome {
  const known = code.toLowerCase();
  if (PATIENCE.has(status)) return deferred(code, detail, waitOf(retryAfterMs));
  if (REMOVED.has(known)) return { outcome: 'refused', code, detail, addressIsDead: true, optedOut: true };
  if (known === 'conversationnotfound') return { outcome: 'refused', code, detail, addressIsDead: true };
  if (status === 401 || BOT_REFUSED.has(known)) return halted(code, detail);
  if (status >= 400 && status < 500) return { outcome: 'refused', code, detail, addressIsDead: false };
  return { outcome: 'unknown', code, detail };
}

/** Status alone: a refusal of the request itself is certain, trouble of a server or of what stands before it is not. */
function unreadable(status: number, retryAfterMs: number | null): SendOutcome {
  const code = `http-${status}`;
  const detail = `HTTP ${status} without words that can be read`;
  if (status === 429 || status === 412) return deferred(code, detail, waitOf(retryAfterMs));
  if (status === 401 || status === 403) return halted(code, detail);
  if (status >= 400 && status < 500) return { outcome: 'refused', code, detail, addressIsDead: false };
  return { outcome: 'unknown', code, detail };
}

const waitOf = (retryAfterMs: number | null) => (retryAfterMs === null ? null : Math.min(retryAfterMs, LONGEST_WAIT_MS));

function halted(code: string, detail: string): SendOutcome {
  return { outcome: 'deferred', code, detail, retryAfterMs: HALTED_WAIT_MS, senderHalted: true };
}

function deferred(code: string, detail: string, retryAfterMs: number | null): SendOutcome {
  return { outcome: 'deferred', code, detail, retryAfterMs };
}

function errorOf(body: unknown): ConnectorError | null {
  const read = failed.safeParse(body);
  if (!read.success) return null;
  const code = /^[\w.-]{1,60}$/.exec(read.data.error.code)?.[0] ?? 'error';
  return { code, detail: shortDetail(read.data.error.message ?? code) };
}

/** Words of the provider without ids of people and conversations: they are kept beside the attempt. */
export function shortDetail(text: string): string {
  return text.replaceAll(/\b(?:29|28|8|19|a|1):[\w:@.+/=-]{6,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/gi, '[id]').replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_DETAIL);
}
