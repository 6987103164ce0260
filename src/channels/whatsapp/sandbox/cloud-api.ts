import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { addLine, chatPages } from '../../sandbox/chat-page.ts';
import { answerJson, parsedJson, ProviderServer, readBody } from '../../sandbox/provider-server.ts';
import { whatsAppBook } from './chat-pages.ts';
import { Chats, isWindowOpen, type Person } from './chats.ts';
import { type ApiError, type CheckedSend, checkSend } from './check-send.ts';
import { contactOf, deliver, messagesChange, notificationBody, type NotificationTarget, seconds, senderOf } from './notifications.ts';

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

/** A template as its shop has registered it. */
export interface RegisteredTemplate {
  readonly name: string;
  readonly language: string;
  readonly category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION';
  readonly status: 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED' | 'DISABLED';
  readonly bodyParameters: number;
  readonly quality_score?: { readonly score: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN' };
  readonly rejected_reason?: string;
}

export interface CloudApiSettings {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  readonly target: NotificationTarget;
  readonly nowMs: () => number;
  /** Statuses that follow a taken message, in the order in which they are told; `twice`: each is told again. */
  readonly ladder?: { readonly statuses: readonly string[]; readonly afterMs: number; readonly twice?: boolean };
  /** Null: every template is taken for registered and approved. */
  readonly templates?: readonly RegisteredTemplate[] | null;
}

/** One request to `/messages` with its body, as it came. */
export interface TakenRequest {
  readonly path: string;
  readonly body: unknown;
}

const MOST_REQUESTS = 2_000;
const STATUS_ERRORS: Readonly<Record<RegisteredTemplate['status'], number | null>> = { APPROVED: null, PENDING: 132_001, REJECTED: 132_001, PAUSED: 132_015, DISABLED: 132_016 };
const USUAL_LADDER: NonNullable<CloudApiSettings['ladder']> = { statuses: ['sent', 'delivered'], afterMs: 300 };

/**
 * The Business Cloud API on this machine, written from the provider's reference and example bodies: it checks what it is sent as strictly,
 * keeps the window of 24 hours, and tells statuses, messages and preferences in signed webhooks. Nothing leaves the machine.
 */
export class SandboxCloudApi {
  readonly chats = new Chats();
  readonly requests: TakenRequest[] = [];
  readonly settings: CloudApiSettings;
  readonly #scripts = new Map<string, SendScript[]>();
  readonly #server = new ProviderServer((request, response) => this.#answer(request, response));
  readonly #templates = new Map<string, RegisteredTemplate>();

  constructor(settings: CloudApiSettings) {
    this.settings = settings;
    for (const template of settings.templates ?? []) this.#templates.set(`${template.name}/${template.language}`, template);
  }

  /** Rejects when the port cannot be had; answers the address. */
  start(): Promise<string> {
    return this.#server.start(this.settings.host, this.settings.port);
  }

  /** The port it listens on; 0 before the start. */
  get port(): number {
    return this.#server.port;
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  /** Resolves when every notification so far is delivered or given up. */
  idle(): Promise<void> {
    return this.#server.idle();
  }

  /** What becomes of the next sends to this receiver, one after the other. */
  script(receiver: string, ...ways: readonly SendScript[]): void {
    this.#scripts.set(receiver, [...(this.#scripts.get(receiver) ?? []), ...ways]);
  }

  register(template: RegisteredTemplate): void {
    this.#templates.set(`${template.name}/${template.language}`, template);
  }

  /** The person writes: the window opens, or stays open longer. */
  write(receiver: string, text: string, repliesTo: string | null = null): string {
    const person = this.chats.person(receiver);
    const [id, atMs] = [wamid(), this.settings.nowMs()];
    person.wroteAtMs = atMs;
    addLine(person.lines, { id, from: 'person', text, atMs });
    const context = repliesTo === null ? {} : { context: { from: '15550783881', id: repliesTo } };
    this.notify([messagesChange(this.settings.target, { contacts: [contactOf(person)], messages: [{ ...senderOf(person), id, timestamp: seconds(atMs), type: 'text', text: { body: text }, ...context }] })]);
    return id;
  }

  /** The person ends or resumes marketing in the app. */
  prefer(receiver: string, value: 'stop' | 'resume'): void {
    const person = this.chats.person(receiver);
    person.wantsMarketing = value === 'resume';
    const told = { wa_id: person.number ?? undefined, user_id: person.userId, detail: `User requested to ${value} marketing messages`, category: 'marketing_messages', value, timestamp: Math.floor(this.settings.nowMs() / 1_000) };
    this.notify([{ field: 'user_preferences', value: { messaging_product: 'whatsapp', metadata: { phone_number_id: this.settings.target.phoneNumberId }, contacts: [contactOf(person)], user_preferences: [told] } }]);
  }

  /** The person takes another number; a new user id comes with it. */
  move(receiver: string, number: string): void {
    const person = this.chats.person(receiver);
    const [from, previous] = [person.number, person.userId];
    this.chats.move(person, number);
    const system = { body: 'User changed their number', type: 'user_changed_number', wa_id: number, user_id: person.userId, previous_user_id: previous };
    this.notify([messagesChange(this.settings.target, { messages: [{ ...(from === null ? {} : { from }), id: wamid(), timestamp: seconds(this.settings.nowMs()), type: 'system', system }] })]);
  }

  /** Tells changes in one signed notification. */
  notify(changes: readonly object[]): void {
    this.#server.keep(deliver(this.settings.target, notificationBody(this.settings.target, changes, this.settings.nowMs()), this.#server.signal));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const { pathname, searchParams } = new URL(url, 'http://sandbox');
    const body = await readBody(request);
    const [, called] = /^\/v\d+\.\d+\/([\w/]+)$/.exec(pathname) ?? [];
    if (called === undefined) return chatPages(whatsAppBook(this), { method, path: pathname, headers, body }, response);
    if (headers.authorization !== `Bearer ${this.settings.token}`) return fail(response, { status: 401, code: 190, details: 'The access token could not be decrypted' });
    const { phoneNumberId, accountId } = this.settings.target;
    const calls: Readonly<Record<string, () => void>> = {
      [`POST ${phoneNumberId}/messages`]: () => this.#send(pathname, body, response),
      [`GET ${accountId}/message_templates`]: () => answerJson(response, 200, this.#page(searchParams)),
      [`GET ${phoneNumberId}`]: () => answerJson(response, 200, { id: phoneNumberId }),
    };
    const call = calls[`${method} ${called}`];
    if (call === undefined) fail(response, { status: 400, code: 100, details: `Unsupported ${method} request` });
    else call();
  }

  /** The cursor is the place of the first that has not been told. */
  #page(query: URLSearchParams): object {
    const [from, limit] = [Number(query.get('after') ?? 0), Number(query.get('limit') ?? 25)];
    const all = [...this.#templates.values()].map(({ bodyParameters: _unshown, ...told }) => told);
    const end = Math.min(from + limit, all.length);
    return { data: all.slice(from, end), paging: { cursors: { before: String(from), after: String(end) }, ...(end < all.length ? { next: 'https://graph.example/next' } : {}) } };
  }

  #send(path: string, raw: Buffer | null, response: ServerResponse): void {
    const body = parsedJson(raw);
    this.requests.push({ path, body });
    if (this.requests.length > MOST_REQUESTS) this.requests.shift();
    const checked = checkSend(body);
    if ('code' in checked) return fail(response, checked);
    const person = this.chats.person(checked.receiver);
    const script = this.#scripts.get(checked.receiver)?.shift() ?? null;
    if (script !== null && goWrong(script, response)) return;
    const refusal = script === null ? this.#refusalOf(checked, person) : null;
    if (refusal !== null) return fail(response, refusal);
    const id = this.#take(checked, person, script?.kind === 'failed' ? script.code : null);
    if (script?.kind === 'cut') response.socket?.destroy();
    else answerJson(response, 200, { messaging_product: 'whatsapp', contacts: [{ input: checked.receiver, ...contactIds(person) }], messages: [{ id, message_status: 'accepted' }] });
  }

  #refusalOf({ isTemplate, template }: CheckedSend, person: Person): ApiError | null {
    if (!isTemplate && !isWindowOpen(person, this.settings.nowMs())) return { status: 400, code: 131047, details: 'More than 24 hours have passed since the customer last replied to this number' };
    if (template === null || this.settings.templates == null) return null;
    const registered = this.#templates.get(`${template.name}/${template.language}`);
    const code = STATUS_ERRORS[registered?.status ?? 'PENDING'];
    if (registered === undefined || code !== null) return { status: 400, code: code ?? 132001, details: `template name (${template.name}) cannot be sent in ${template.language}` };
    if (registered.bodyParameters !== template.bodyParameters) return { status: 400, code: 132000, details: `body: ${template.bodyParameters} parameters, expected ${registered.bodyParameters}` };
    return registered.category === 'MARKETING' && !person.wantsMarketing ? { status: 400, code: 131050, details: 'The user has stopped marketing messages' } : null;
  }

  /** The message is taken: its person sees it, and the statuses follow. */
  #take({ shown, callbackData }: CheckedSend, person: Person, failedBy: number | null): string {
    const [id, atMs] = [wamid(), this.settings.nowMs()];
    if (failedBy === null) addLine(person.lines, { id, from: 'shop', text: shown, atMs });
    const { statuses, afterMs, twice = false } = this.settings.ladder ?? USUAL_LADDER;
    const names = failedBy === null ? statuses : ['failed'];
    this.#server.keep(this.#climb(names.flatMap((name) => (twice ? [name, name] : [name])), afterMs, (status) => ({
      id, status, timestamp: seconds(this.settings.nowMs()), recipient_id: person.number ?? undefined, recipient_user_id: person.userId,
      ...(callbackData === null ? {} : { biz_opaque_callback_data: callbackData }),
      ...(status === 'failed' ? { errors: [{ code: failedBy, title: 'scripted', error_data: { details: 'scripted' } }] } : { pricing: { billable: true, pricing_model: 'PMP', category: 'marketing', type: 'regular' } }),
    }), person));
    return id;
  }

  async #climb(statuses: readonly string[], afterMs: number, told: (status: string) => object, person: Person): Promise<void> {
    for (const status of statuses) {
      if (afterMs > 0) await setTimeout(afterMs, undefined, { signal: this.#server.signal }).catch(() => undefined);
      if (this.#server.signal.aborted) return;
      this.notify([messagesChange(this.settings.target, { ...(status === 'failed' ? {} : { contacts: [contactOf(person)] }), statuses: [told(status)] })]);
    }
  }
}

/** What goes wrong before the message is taken; false: nothing does. */
function goWrong(script: SendScript, response: ServerResponse): boolean {
  if (script.kind === 'failed' || (script.kind === 'cut' && script.taken)) return false;
  if (script.kind === 'cut') response.socket?.destroy();
  if (script.kind === 'redirect') response.writeHead(307, { Location: '/elsewhere' }).end();
  if (script.kind === 'page') response.writeHead(script.status, { 'Content-Type': 'text/html' }).end('<html>Sorry, something went wrong</html>');
  if (script.kind === 'error') fail(response, { status: script.status ?? 400, code: script.code, details: script.details ?? 'scripted' }, script.retryAfterSeconds);
  return true;
}

function fail(response: ServerResponse, { status, code, details }: ApiError, retryAfterSeconds?: number): void {
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  answerJson(response, status, { error: { message: `(#${code}) An error of the sandbox`, type: 'OAuthException', code, error_data: { messaging_product: 'whatsapp', details }, fbtrace_id: 'sandbox' } });
}

const contactIds = ({ number, userId }: Person) => ({ user_id: userId, ...(number === null ? {} : { wa_id: number }) });
const wamid = () => `wamid.${randomBytes(24).toString('base64url')}`;
