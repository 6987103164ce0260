import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { addLine, chatPages } from '../../sandbox/chat-page.ts';
import { answerJson, parsedJson, ProviderServer, readBody } from '../../sandbox/provider-server.ts';
import { whatsAppBook } from './chat-pages.ts';
import { Chats, type ChatStore, isWindowOpen, type Person } from './chats.ts';
import { type ApiError, type CheckedSend, checkSend } from './check-send.ts';
import { type RegisteredTemplate, RegisteredTemplates } from './registered-templates.ts';
import { LARGEST_UPLOAD, UploadedMedia } from './uploaded-media.ts';
import { fail, goWrong, type SendScript } from './send-scripts.ts';
import { contactOf, deliver, messagesChange, notificationBody, type NotificationTarget, seconds, senderOf } from './notifications.ts';

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
  /** The words under which a template was approved, as far as they are known: then they are shown filled in. */
  readonly wordsOf?: (name: string, language: string) => Promise<string | null>;
  /** Keeps the chats over a restart; absent: they are forgotten. */
  readonly store?: ChatStore;
}

/** One request to `/messages` with its body, as it came. */
export interface TakenRequest {
  readonly path: string;
  readonly body: unknown;
}

const MOST_REQUESTS = 2_000;
const USUAL_LADDER: NonNullable<CloudApiSettings['ladder']> = { statuses: ['sent', 'delivered'], afterMs: 300 };

/**
 * The Business Cloud API on this machine, written from the provider's reference and example bodies: it checks what it is sent as strictly,
 * keeps the window of 24 hours, and tells statuses, messages and preferences in signed webhooks. Nothing leaves the machine.
 */
export class SandboxCloudApi {
  readonly chats = new Chats();
  readonly media = new UploadedMedia();
  readonly requests: TakenRequest[] = [];
  readonly settings: CloudApiSettings;
  readonly #scripts = new Map<string, SendScript[]>();
  readonly #server = new ProviderServer((request, response) => this.#answer(request, response));
  readonly #templates = new RegisteredTemplates();
  #saved: Promise<unknown> = Promise.resolve();

  constructor(settings: CloudApiSettings) {
    this.settings = settings;
    for (const template of settings.templates ?? []) this.#templates.add(template);
  }

  /** Rejects when the port cannot be had; answers the address. */
  async start(): Promise<string> {
    for (const person of await this.settings.store?.load() ?? []) this.chats.add(person);
    return this.#server.start(this.settings.host, this.settings.port);
  }

  /** The port it listens on; 0 before the start. */
  get port(): number {
    return this.#server.port;
  }

  async close(): Promise<void> {
    await this.#server.close();
    await this.#saved;
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
    this.#templates.add(template);
  }

  /** The person writes: the window opens, or stays open longer. */
  write(receiver: string, text: string, repliesTo: string | null = null): string {
    const person = this.chats.person(receiver);
    const [id, atMs] = [wamid(), this.settings.nowMs()];
    person.wroteAtMs = atMs;
    addLine(person.lines, { id, from: 'person', text, atMs });
    this.#keep(person);
    const context = repliesTo === null ? {} : { context: { from: '15550783881', id: repliesTo } };
    this.notify([messagesChange(this.settings.target, { contacts: [contactOf(person)], messages: [{ ...senderOf(person), id, timestamp: seconds(atMs), type: 'text', text: { body: text }, ...context }] })]);
    return id;
  }

  /** The person ends or resumes marketing in the app. */
  prefer(receiver: string, value: 'stop' | 'resume'): void {
    const person = this.chats.person(receiver);
    person.wantsMarketing = value === 'resume';
    this.#keep(person);
    const told = { wa_id: person.number ?? undefined, user_id: person.userId, detail: `User requested to ${value} marketing messages`, category: 'marketing_messages', value, timestamp: Math.floor(this.settings.nowMs() / 1_000) };
    this.notify([{ field: 'user_preferences', value: { messaging_product: 'whatsapp', metadata: { phone_number_id: this.settings.target.phoneNumberId }, contacts: [contactOf(person)], user_preferences: [told] } }]);
  }

  /** The person takes another number; a new user id comes with it. */
  move(receiver: string, number: string): void {
    const person = this.chats.person(receiver);
    const [from, previous] = [person.number, person.userId];
    this.chats.move(person, number);
    this.#keep(person, previous);
    const system = { body: 'User changed their number', type: 'user_changed_number', wa_id: number, user_id: person.userId, previous_user_id: previous };
    this.notify([messagesChange(this.settings.target, { messages: [{ ...(from === null ? {} : { from }), id: wamid(), timestamp: seconds(this.settings.nowMs()), type: 'system', system }] })]);
  }

  /** One after the other, so that the last state is the one that stays. `formerly`: another id under which it was kept. */
  #keep(person: Person, formerly: string | null = null): void {
    const { store } = this.settings;
    if (store === undefined) return;
    const state = structuredClone(person);
    this.#saved = this.#saved.then(() => store.save(state, formerly)).catch(() => undefined);
  }

  /** Tells changes in one signed notification. */
  notify(changes: readonly object[]): void {
    this.#server.keep(deliver(this.settings.target, notificationBody(this.settings.target, changes, this.settings.nowMs()), this.#server.signal));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const { pathname, searchParams } = new URL(url, 'http://sandbox');
    const [, called] = /^\/v\d+\.\d+\/([\w/]+)$/.exec(pathname) ?? [];
    const isOurs = headers.authorization === `Bearer ${this.settings.token}`;
    const body = await readBody(request, ...(isOurs && called?.endsWith('/media') === true ? [LARGEST_UPLOAD] : []));
    if (called === undefined) return chatPages(whatsAppBook(this), { method, path: pathname, headers, body }, response);
    if (!isOurs) return fail(response, { status: 401, code: 190, details: 'The access token could not be decrypted' });
    const { phoneNumberId, accountId } = this.settings.target;
    const calls: Readonly<Record<string, () => void | Promise<void>>> = {
      [`POST ${phoneNumberId}/messages`]: () => this.#send(pathname, body, response),
      [`POST ${phoneNumberId}/media`]: () => this.#upload(body, headers['content-type'] ?? '', response),
      [`GET ${accountId}/message_templates`]: () => answerJson(response, 200, this.#templates.page(searchParams)),
      [`GET ${phoneNumberId}`]: () => answerJson(response, 200, { id: phoneNumberId }),
    };
    const call = calls[`${method} ${called}`];
    if (call === undefined) fail(response, { status: 400, code: 100, details: `Unsupported ${method} request` });
    else await call();
  }

  async #send(path: string, raw: Buffer | null, response: ServerResponse): Promise<void> {
    const body = parsedJson(raw);
    this.requests.push({ path, body });
    if (this.requests.length > MOST_REQUESTS) this.requests.shift();
    const checked = checkSend(body, (id) => this.media.find(id, this.settings.nowMs()));
    if ('code' in checked) return fail(response, checked);
    const person = this.chats.person(checked.receiver);
    const script = this.#scripts.get(checked.receiver)?.shift() ?? null;
    if (script !== null && goWrong(script, response)) return;
    const refusal = script === null ? this.#refusalOf(checked, person) : null;
    if (refusal !== null) return fail(response, refusal);
    const id = this.#take({ ...checked, words: await this.#shownOf(checked) }, person, script?.kind === 'failed' ? script.code : null);
    if (script?.kind === 'cut') response.socket?.destroy();
    else answerJson(response, 200, { messaging_product: 'whatsapp', contacts: [{ input: checked.receiver, ...contactIds(person) }], messages: [{ id, message_status: 'accepted' }] });
  }

  async #upload(raw: Buffer | null, contentType: string, response: ServerResponse): Promise<void> {
    const script = this.media.scripts.shift() ?? null;
    if (script !== null && goWrong(script, response)) return;
    const taken = await this.media.take(raw, contentType, this.settings.nowMs());
    if ('code' in taken) fail(response, taken);
    else answerJson(response, 200, { id: taken.id });
  }

  #refusalOf({ isTemplate, template }: CheckedSend, person: Person): ApiError | null {
    if (!isTemplate && !isWindowOpen(person, this.settings.nowMs())) return { status: 400, code: 131047, details: 'More than 24 hours have passed since the customer last replied to this number' };
    return template === null || this.settings.templates == null ? null : this.#templates.refusalOf(template, person.wantsMarketing);
  }

  /** What the person reads: the approved words with the parameters in their places, where those words are known. */
  async #shownOf({ words, template }: CheckedSend): Promise<string> {
    if (template === null) return words;
    const { name, language, above, body, below } = template;
    const approved = await this.settings.wordsOf?.(name, language).catch(() => null);
    if (approved == null) return [`${name} (${language})`, ...above, ...(body.length === 0 ? [] : [`body: ${body.join(' | ')}`]), ...below].join('\n');
    return [...above, approved.replaceAll(/\{\{(\d+)\}\}/g, (placeholder, number: string) => body[Number(number) - 1] ?? placeholder), ...below].join('\n');
  }

  /** The message is taken: its person sees it, and the statuses follow. */
  #take({ words, callbackData }: CheckedSend, person: Person, failedBy: number | null): string {
    const [id, atMs] = [wamid(), this.settings.nowMs()];
    if (failedBy === null) addLine(person.lines, { id, from: 'shop', text: words, atMs });
    this.#keep(person);
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

const contactIds = ({ number, userId }: Person) => ({ user_id: userId, ...(number === null ? {} : { wa_id: number }) });
const wamid = () => `wamid.${randomBytes(24).toString('base64url')}`;
