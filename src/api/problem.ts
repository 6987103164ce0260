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
  'not-signed-in': {
    status: 401,
    title: 'Nobody has signed in, or the session or the key is over',
    hint: 'Sign in with POST /v1/session, or send a live API key as a Bearer token (docs/how-to/use-the-api.md).',
  },
  'wrong-password': { status: 401, title: 'The person or the password is wrong', hint: 'Repeat it with care: ten failures close the account for a while. A password is set by npx touchline staff password ID.' },
  'foreign-origin': { status: 403, title: 'This request comes from a page of somebody else', hint: 'With a session, send the Origin of this server; a program better uses an API key.' },
  'not-allowed': { status: 403, title: 'This is not allowed to you', hint: 'Ask somebody who has the role, or a key with the scope, that "detail" names.' },
  'own-work': { status: 403, title: 'Nobody approves what they wrote', hint: 'Another supervisor has to read it.' },
  'if-match-missing': { status: 428, title: 'It is not said what was read', hint: 'Send If-Match with the ETag of the approval, or of the inquiry, as it was read.' },
  'decided-before': { status: 412, title: 'Somebody was faster', hint: '"decidedBy" and "decidedAt" tell who decided and when, "note" why, and "mergedInto" of whom the customer is part. Nothing was changed.' },
  'content-changed': { status: 412, title: 'What was read is not what would leave', hint: 'Read the approval that "approval" names, as it is now.' },
  'draft-expired': { status: 409, title: 'The time in which the message was of use is over', hint: 'Nothing leaves. Write to the customer anew if it still matters.' },
  'campaign-over': { status: 409, title: 'The campaign is over', hint: 'Nothing of it leaves any more.' },
  'not-editable': { status: 409, title: 'These words cannot be edited', hint: 'Nothing was changed. Reject it with a reason, and write or add what is to take its place.' },
  'inquiry-changed': { status: 412, title: 'Somebody has seen to the inquiry since it was read', hint: '"changedBy" and "changedAt" tell whose word came last; the header ETag is of how it stands. Nothing was changed: read it anew.' },
  'inquiry-closed': { status: 409, title: 'The inquiry is closed', hint: 'Nothing was written. A new message of the customer opens one anew.' },
  'has-person': { status: 409, title: 'Somebody has it already', hint: '"person" tells who. POST …/assign hands it over.' },
  'answer-waits': { status: 409, title: 'An answer is not out yet', hint: 'Nothing was closed. Decide on the approval that "approval" names; where it is null, the answer is about to leave.' },
  'closing-refused': { status: 409, title: 'It cannot be closed like this', hint: 'Nothing was closed. Answer the customer, also with "spoken" for what was said by word of mouth.' },
  'not-possible': { status: 422, title: 'What the request asks for does not exist, or cannot be', hint: 'Repair what "errors" names. Nothing was changed.' },
  'no-policy': { status: 409, title: 'No shop policy is applied', hint: 'Apply one: npx touchline policy apply FILE.' },
  'key-reused': { status: 422, title: 'The Idempotency-Key was given to another request', hint: 'Nothing was written. Give every request a key of its own, and the same one only when it is repeated.' },
  'idempotency-key-missing': { status: 400, title: 'The request has no Idempotency-Key', hint: 'Nothing was written. Send a header Idempotency-Key with a new text, such as a UUID, for every answer, and the same one when the request is repeated: the customer is answered once.' },
  'reply-refused': { status: 409, title: 'An answer cannot leave on this channel now', hint: 'Nothing was written. Name another channel in "channel".' },
  'too-many-requests': { status: 429, title: 'Too many requests', hint: 'Repeat the request after the time in Retry-After.' },
  'not-json': { status: 415, title: 'The body is not JSON', hint: 'Send Content-Type: application/json.' },
  'unknown-encoding': { status: 415, title: 'The body is packed in a way that is not understood', hint: 'Send the body plain or with Content-Encoding: gzip.' },
  'bad-gzip': { status: 400, title: 'The body is not gzip', hint: 'The Content-Encoding says gzip, the bytes are not, or they end early.' },
  'bad-encoding': { status: 400, title: 'The body is not UTF-8', hint: 'Encode the body as UTF-8.' },
  'bad-json': { status: 400, title: 'The body is not well-formed JSON', hint: 'Repair the place that "detail" names. Nothing was stored.' },
  'bad-request': { status: 400, title: 'The request cannot be read as a whole', hint: 'Repair what "errors" names. Nothing was stored.' },
  'body-too-large': { status: 413, title: 'The body is too large', hint: 'Send less; "detail" says how much is taken, also after unpacking. Events: at most 500 KB per request and 32 KB each, so split the batch.' },
  'database-away': { status: 503, title: 'The database cannot be reached at the moment', hint: 'Nothing was stored. Repeat the request after the time in Retry-After.' },
  'outcome-unknown': { status: 503, title: 'It is not known whether this was done', hint: 'It took too long, or the connection broke, and may be done all the same. Read it anew after the time in Retry-After; where the route takes an Idempotency-Key, repeating the request with the same key does it once.' },
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
  /** Further members of the problem. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, more: { detail?: string; errors?: readonly Finding[]; headers?: Readonly<Record<string, string>>; members?: Readonly<Record<string, unknown>> } = {}) {
    super(more.detail ?? PROBLEMS[code].hint);
    this.name = 'RequestFailure';
    this.code = code;
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
    this.members = more.members ?? {};
  }
}

/** RFC 9457. `type` is a page of this server that says how to fix it. */
export function problemJson(failure: RequestFailure, instance: string): object {
  const { status, title, hint } = PROBLEMS[failure.code];
  return {
    ...failure.members,
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
