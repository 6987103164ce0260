import type { SendOutcome } from '../../contracts/channel.ts';
import { withoutAddresses } from './mail-address.ts';
import { enhancedStatus, statusClass } from './smtp-status.ts';

/**
 * How far an attempt had come: `session` until the server is ready for mail, `envelope` until it asked for the
 * body (354), `body` from the first byte of the body on. Before `body`, nothing can have been taken.
 */
export type SendStage = 'session' | 'envelope' | 'body';

/** What went wrong, as the SMTP client tells it. */
export interface SendFailure {
  readonly stage: SendStage;
  /** ECONNECTION, ETIMEDOUT, EAUTH, EABORT … */
  readonly code: string;
  /** The server's reply; null when it said nothing. */
  readonly reply: string | null;
  /** The client itself would not send it: no byte of it left. */
  readonly local: boolean;
  readonly message: string;
}

const LONGEST_DETAIL = 300;

/** Judges a failed attempt. Only an answer of the server, or a body that never left, is certain. */
export function failureOutcome(failure: SendFailure): SendOutcome {
  const { stage, code, reply } = failure;
  const digit = reply?.[0];
  if (reply !== null && (digit === '4' || digit === '5')) return answeredOutcome(stage, reply);
  const detail = shortDetail(failure.message);
  if (stage === 'body') return { outcome: 'unknown', code, detail };
  if (failure.local) return { outcome: 'refused', code, detail, addressIsDead: false };
  return { outcome: 'deferred', code, detail, retryAfterMs: null };
}

/** The server's yes to the body. */
export function acceptedOutcome(reply: string, serverMessageId: string | null): SendOutcome {
  const queued = /\bqueued(?: mail for delivery)?(?: as|:)?\s+<?([\w.+/=-]+)>?/i.exec(reply)?.[1] ?? null;
  return { outcome: 'accepted', providerId: serverMessageId ?? queued, detail: shortDetail(reply) };
}

function answeredOutcome(stage: SendStage, reply: string): SendOutcome {
  const status = enhancedStatus(reply);
  const code = status === null ? reply.slice(0, 3) : `${reply.slice(0, 3)} ${status}`;
  const detail = shortDetail(reply);
  // A server that will not open a session (full, closed, wrong password) has not judged this message, whatever its code.
  // 503 means that the session was in disorder: the same message may go through in a fresh one.
  const temporary = stage === 'session' || reply.startsWith('4') || reply.startsWith('503');
  const kind = status === null || stage === 'session' ? null : statusClass(status);
  const trouble = kind === 'soft' ? { addressInTrouble: true } as const : {};
  if (temporary) return { outcome: 'deferred', code, detail, retryAfterMs: null, ...trouble };
  return { outcome: 'refused', code, detail, addressIsDead: kind === 'hard', ...trouble };
}

/** Server words without addresses and line breaks, at most 300 characters: they are kept beside the attempt. */
function shortDetail(text: string): string {
  return withoutAddresses(text).replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_DETAIL);
}
