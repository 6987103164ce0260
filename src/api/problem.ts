/** Every way in which a request can fail: its status, what it means, and the way out. The code never changes. */
export const PROBLEMS = {
  'wrong-write-key': {
    status: 401,
    title: 'The write key is missing, wrong or revoked',
    hint: 'Send a live write key as the Basic user name, as a Bearer token, or as "writeKey" in the body. Make one: npx touchline write-key create.',
  },
  'wrong-inbox-token': {
    status: 401,
    title: 'The token of the inbox is missing, wrong or over',
    hint: 'Send a live token of this customer as a Bearer token; the shop makes one for each visit (docs/how-to/use-on-site-messages.md).',
  },
  'too-many-requests': { status: 429, title: 'Too many requests', hint: 'Repeat the request after the time in Retry-After.' },
  'not-json': { status: 415, title: 'The body is not JSON', hint: 'Send Content-Type: application/json.' },
  'unknown-encoding': { status: 415, title: 'The body is packed in a way that is not understood', hint: 'Send the body plain or with Content-Encoding: gzip.' },
  'bad-gzip': { status: 400, title: 'The body is not gzip', hint: 'The Content-Encoding says gzip, the bytes are not, or they end early.' },
  'bad-encoding': { status: 400, title: 'The body is not UTF-8', hint: 'Encode the body as UTF-8.' },
  'bad-json': { status: 400, title: 'The body is not well-formed JSON', hint: 'Repair the place that "detail" names. Nothing was stored.' },
  'bad-request': { status: 400, title: 'The request cannot be read as a whole', hint: 'Repair what "errors" names. Nothing was stored.' },
  'body-too-large': { status: 413, title: 'The body is too large', hint: 'At most 500 KB per request, also after unpacking, and 32 KB per event: split the batch.' },
  'database-away': { status: 503, title: 'The database cannot be reached at the moment', hint: 'Nothing was stored. Repeat the request after the time in Retry-After.' },
  'not-found': { status: 404, title: 'There is nothing here', hint: 'Check the address.' },
  gone: { status: 410, title: 'There is nothing here any more', hint: 'Nothing is kept of the person to whom this address belonged.' },
  'wrong-method': { status: 405, title: 'This address does not take this method', hint: 'See the Allow header.' },
  internal: { status: 500, title: 'Something went wrong on our side', hint: 'The fault was recorded. Repeating the request does no harm.' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** One finding inside a request, with its JSON pointer. */
export interface Finding {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** An expected failure of a request; thrown anywhere in a route, answered in one place. */
export class RequestFailure extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly Finding[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, more: { detail?: string; errors?: readonly Finding[]; headers?: Readonly<Record<string, string>> } = {}) {
    super(more.detail ?? PROBLEMS[code].hint);
    this.name = 'RequestFailure';
    this.code = code;
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
  }
}

/** RFC 9457. `type` is a page of this server that says how to fix it. */
export function problemJson(failure: RequestFailure, instance: string): object {
  const { status, title, hint } = PROBLEMS[failure.code];
  return {
    type: `/problems/${failure.code}`,
    title,
    status,
    detail: failure.message,
    instance,
    code: failure.code,
    hint,
    ...(failure.errors.length > 0 ? { errors: failure.errors } : {}),
  };
}
