import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { webhookUrlFault } from '../domain/webhook-url.ts';
import type { TryOutcome } from '../domain/webhook-course.ts';
import type { OutgoingWebhook } from '../contracts/webhook.ts';
import { guardedLookup, privateAddressOf } from './public-address.ts';
import { webhookHeaders } from './sign.ts';

export interface PostSettings {
  readonly keys: readonly Buffer[];
  /** Names that may have a private address. */
  readonly privateHosts: readonly string[];
  readonly limitMs: number;
}

/** From the first look at the name to the status of the answer. */
export const POST_LIMIT_MS = 10_000;

/** One try to deliver a webhook. Never throws: trouble is an outcome. Redirects are not followed, and the body of an answer is not read. */
export async function postWebhook(webhook: OutgoingWebhook, settings: PostSettings): Promise<TryOutcome> {
  const found = webhookUrlFault(webhook.url);
  if (found !== null) return { kind: 'failed', fault: found.fault };
  const url = new URL(webhook.url);
  const isPrivate = privateAddressOf(url.hostname, settings.privateHosts);
  if (isPrivate !== null) return { kind: 'failed', fault: isPrivate.message };
  const signal = AbortSignal.timeout(settings.limitMs);
  try {
    return await post(url, webhook, settings, signal);
  } catch (error) {
    return { kind: 'failed', fault: signal.aborted ? `no answer within ${settings.limitMs / 1000} s` : faultOf(error) };
  }
}

function post(url: URL, webhook: OutgoingWebhook, { keys, privateHosts }: PostSettings, signal: AbortSignal): Promise<TryOutcome> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sending = request(url, {
      method: 'POST', signal, agent: false, lookup: guardedLookup(privateHosts),
      headers: {
        'content-type': 'application/json', 'content-length': Buffer.byteLength(webhook.body), 'user-agent': 'touchline', ...webhookHeaders(keys, webhook, Date.now()),
      },
    });
    sending.on('error', reject).on('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      // Nothing in it is needed, and an answer without an end would hold the connection.
      response.on('error', () => undefined).destroy();
      resolve({ kind: 'answered', status, retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()) });
    });
    sending.end(webhook.body);
  });
}

/** What the header says, in seconds or as a date; null when it says nothing that can be read. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  // A date begins with its weekday; without that look, "-5" would be read as a year.
  const atMs = /^[A-Z]/i.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/** Codes and our own words only: what a library says may name more than an operator should read. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return 'cannot be reached';
  if (error.name === 'PrivateAddressError') return error.message;
  return 'code' in error && typeof error.code === 'string' ? `cannot be reached (${error.code})` : 'cannot be reached';
}
