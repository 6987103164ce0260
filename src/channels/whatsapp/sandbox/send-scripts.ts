import type { ServerResponse } from 'node:http';
import { answerJson } from '../../sandbox/provider-server.ts';
import type { ApiError } from './check-send.ts';

/** What happens to the next send to somebody instead of what usually would. */
export type SendScript =
  | { readonly kind: 'error'; readonly code: number; readonly status?: number; readonly details?: string; readonly retryAfterSeconds?: number }
  /** Taken, and told as failed later. */
  | { readonly kind: 'failed'; readonly code: number }
  /** An answer that is no JSON. */
  | { readonly kind: 'page'; readonly status: number }
  /** The line is cut: before or after the message was taken. */
  | { readonly kind: 'cut'; readonly taken: boolean }
  | { readonly kind: 'redirect' }
  | { readonly kind: 'hang' };

/** What goes wrong before the message is taken; false: nothing does. */
export function goWrong(script: SendScript, response: ServerResponse): boolean {
  if (script.kind === 'failed' || (script.kind === 'cut' && script.taken)) return false;
  if (script.kind === 'cut') response.socket?.destroy();
  if (script.kind === 'redirect') response.writeHead(307, { Location: '/elsewhere' }).end();
  if (script.kind === 'page') response.writeHead(script.status, { 'Content-Type': 'text/html' }).end('<html>Sorry, something went wrong</html>');
  if (script.kind === 'error') fail(response, { status: script.status ?? 400, code: script.code, details: script.details ?? 'scripted' }, script.retryAfterSeconds);
  return true;
}

/** Answers an error in the form of the Graph API. */
export function fail(response: ServerResponse, { status, code, details }: ApiError, retryAfterSeconds?: number): void {
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  answerJson(response, status, { error: { message: `(#${code}) An error of the sandbox`, type: 'OAuthException', code, error_data: { messaging_product: 'whatsapp', details }, fbtrace_id: 'sandbox' } });
}
