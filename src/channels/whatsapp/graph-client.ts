import type { GraphAnswer } from './outcome.ts';
import type { WhatsAppSettings } from './settings.ts';

/** One request may take so long; the send lease and the activity's limit are longer. */
const REQUEST_LIMIT_MS = 30_000;
/** No answer of this API is near that. */
const LARGEST_ANSWER = 1024 * 1024;
/** Faults before anything left: the name is not known, nobody listens, no connection came about. */
const NOT_REACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);

/** Talks to the Graph API of one sender. Nothing is tried again here: whether it may be is known to the ledger only. */
export class GraphClient {
  readonly #settings: WhatsAppSettings;
  readonly #limitMs: number;

  constructor(settings: WhatsAppSettings, limitMs = REQUEST_LIMIT_MS) {
    this.#settings = settings;
    this.#limitMs = limitMs;
  }

  post(path: string, body: object, signal: AbortSignal): Promise<GraphAnswer> {
    return this.#ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }, signal);
  }

  get(path: string, signal: AbortSignal): Promise<GraphAnswer> {
    return this.#ask(path, { method: 'GET' }, signal);
  }

  async #ask(path: string, init: { method: string; body?: string; headers?: Record<string, string> }, signal: AbortSignal): Promise<GraphAnswer> {
    if (signal.aborted) return { kind: 'not-reached', code: 'aborted' };
    const { apiUrl, version, token } = this.#settings;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.#limitMs)]);
    try {
      const response = await fetch(`${apiUrl}/${version}/${path}`, {
        ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` }, redirect: 'error', signal: limit,
      });
      const text = await readText(response);
      return text === null
        ? { kind: 'cut', code: 'answer-too-long' }
        : { kind: 'answered', status: response.status, body: parsed(text), retryAfterMs: retryAfterMs(response.headers.get('retry-after')) };
    } catch (error) {
      const code = codeOf(error);
      return { kind: NOT_REACHED.has(code) ? 'not-reached' : 'cut', code };
    }
  }
}

async function readText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Proxies and maintenance pages answer with something else: then only the status speaks. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function retryAfterMs(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null;
}

/** What fetch hides behind "fetch failed"; of several addresses that were tried, the first fault. */
function codeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : null;
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  for (const one of [inner, cause, error]) {
    if (one instanceof Error && 'code' in one && typeof one.code === 'string') return one.code;
  }
  return error instanceof Error ? error.name : 'failed';
}

