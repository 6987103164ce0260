/** What came back for one request, or how it failed. */
export type ProviderAnswer =
  /** `body`: undefined when there is none, null when it is no JSON. */
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown; readonly retryAfterMs: number | null }
  /** Nobody was reached: not a byte of the request was taken. */
  | { readonly kind: 'not-reached'; readonly code: string }
  /** It may have been taken: the line was cut, the time was up, or the answer cannot be read. */
  | { readonly kind: 'cut'; readonly code: string };

export interface ProviderRequestInit {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  /** A form goes out as `multipart/form-data`. */
  readonly body?: string | FormData;
}

/** One request may take so long; the send lease and the activity's limit are longer. */
export const REQUEST_LIMIT_MS = 30_000;
/** No answer of a provider is near that. */
const LARGEST_ANSWER = 1024 * 1024;
/** Faults before anything left: the name is not known, nobody listens, no connection came about. */
const NOT_REACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);

/** Asks a provider once over HTTP. Nothing is tried again here: whether it may be is known to the ledger only. */
export async function askProvider(url: string, init: ProviderRequestInit, signal: AbortSignal, limitMs = REQUEST_LIMIT_MS): Promise<ProviderAnswer> {
  if (signal.aborted) return { kind: 'not-reached', code: 'aborted' };
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) });
    const text = await readText(response);
    return text === null
      ? { kind: 'cut', code: 'answer-too-long' }
      : { kind: 'answered', status: response.status, body: parsed(text), retryAfterMs: retryAfterMs(response.headers.get('retry-after')) };
  } catch (error) {
    const code = codeOf(error);
    return { kind: NOT_REACHED.has(code) ? 'not-reached' : 'cut', code };
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
  if (text === '') return undefined;
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
