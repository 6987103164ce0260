import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { addLine, chatPages } from '../../sandbox/chat-page.ts';
import { answerJson, parsedJson, postUntilTaken, ProviderServer, readBody } from '../../sandbox/provider-server.ts';
import { SANDBOX_BOT } from '../settings.ts';
import { checkActivity, checkConversation, type ConnectorFault } from './check-activity.ts';
import { skypeBook } from './chat-book.ts';
import { sayToPerson, type TeamsPerson, TeamsPeople } from './people.ts';
import { makeSandboxKey, type SandboxKey, signToken } from './signing.ts';

/** What happens to the next message to somebody instead of what usually would. */
export type SendScript =
  | { readonly kind: 'error'; readonly status: number; readonly code: string; readonly retryAfterSeconds?: number }
  /** An answer that is no JSON. */
  | { readonly kind: 'page'; readonly status: number }
  /** The line is cut: before or after the message was taken. */
  | { readonly kind: 'cut'; readonly taken: boolean }
  | { readonly kind: 'redirect' }
  | { readonly kind: 'hang' };

export interface ConnectorSettings {
  readonly host: string;
  readonly port: number;
  /** The password of the one bot. */
  readonly password: string;
  /** Where its activities go; null: nowhere. */
  readonly hookUrl: string | null;
  readonly nowMs: () => number;
  readonly channelId?: 'msteams' | 'skype';
  readonly tokenSeconds?: number;
}

/** One request for a conversation or with an activity, as it came. */
interface TakenRequest {
  readonly path: string;
  readonly body: unknown;
}

const MOST_REQUESTS = 2_000;
const botId = `28:${SANDBOX_BOT.appId}`;

/**
 * The Bot Connector with its token service and its keys on this machine, written from Microsoft's documents (Connector API, Activity schema,
 * authentication): it checks what it is sent, and tells what people do in signed activities. Nothing leaves the machine.
 */
export class SandboxConnector {
  readonly people = new TeamsPeople();
  readonly requests: TakenRequest[] = [];
  readonly settings: ConnectorSettings;
  readonly #server = new ProviderServer((request, response) => this.#answer(request, response));
  readonly #scripts = new Map<string, SendScript[]>();
  readonly #tokens = new Set<string>();
  /** Made when somebody asks for it first: a key takes a second of a busy machine. */
  #keys: Promise<readonly SandboxKey[]> | null = null;
  #tokenRequests = 0;
  #keyRequests = 0;
  /** The key service has a fault: tests switch it on. */
  keysAreAway = false;

  constructor(settings: ConnectorSettings) {
    this.settings = settings;
  }

  /** Rejects when the port cannot be had; answers the address. */
  start(): Promise<string> {
    return this.#server.start(this.settings.host, this.settings.port);
  }

  get port(): number {
    return this.#server.port;
  }

  get serviceUrl(): string {
    return `http://${this.settings.host}:${this.port}/`;
  }

  /** How often a token was asked for, and the keys. */
  get asked(): { readonly tokens: number; readonly keys: number } {
    return { tokens: this.#tokenRequests, keys: this.#keyRequests };
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  /** Resolves when every activity so far is delivered or given up. */
  idle(): Promise<void> {
    return this.#server.idle();
  }

  /** What becomes of the next messages to this person, one after the other. */
  script(userId: string, ...ways: readonly SendScript[]): void {
    this.#scripts.set(userId, [...(this.#scripts.get(userId) ?? []), ...ways]);
  }

  /** Another key signs from now on; `replaces`: the old one is published no longer. */
  async rotateKey({ endorsements, replaces = false }: { readonly endorsements?: readonly string[]; readonly replaces?: boolean } = {}): Promise<void> {
    const before = replaces ? [] : await this.#liveKeys();
    this.#keys = Promise.resolve([await makeSandboxKey(endorsements), ...before]);
  }

  /** Tokens given so far are taken no longer. */
  forgetTokens(): void {
    this.#tokens.clear();
  }

  /** The person writes, or presses what then stands there as their words. */
  write(userId: string, text: string, repliesTo: string | null = null): string {
    const person = this.people.byUser(userId);
    const id = activityId(this.settings.nowMs());
    addLine(person.lines, { id, from: 'person', text, atMs: this.settings.nowMs() });
    this.#tell(person, { type: 'message', id, text, textFormat: 'plain', locale: 'en-US', ...(repliesTo === null ? {} : { replyToId: repliesTo }) });
    return id;
  }

  /** The person adds the bot: Teams tells it twice, Skype once. */
  add(userId: string): void {
    const person = this.people.byUser(userId);
    person.hasRemoved = false;
    if (this.#channelId === 'skype') return this.#tell(person, { type: 'contactRelationUpdate', action: 'add' });
    this.#tell(person, { type: 'installationUpdate', action: 'add' });
    this.#tell(person, { type: 'conversationUpdate', membersAdded: [{ id: botId }, { id: userId, aadObjectId: person.objectId }] });
  }

  /** The person removes the bot. */
  remove(userId: string): void {
    const person = this.people.byUser(userId);
    person.hasRemoved = true;
    this.#tell(person, this.#channelId === 'skype' ? { type: 'contactRelationUpdate', action: 'remove' } : { type: 'installationUpdate', action: 'remove' });
  }

  /** Tells any activity of a person, signed. */
  tell(userId: string, activity: Readonly<Record<string, unknown>>): void {
    this.#tell(this.people.byUser(userId), activity);
  }

  /** An activity as it leaves, with what every one of them says. */
  activityOf(person: TeamsPerson, activity: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { tenantId } = SANDBOX_BOT;
    return {
      id: activityId(this.settings.nowMs()), timestamp: new Date(this.settings.nowMs()).toISOString(), serviceUrl: this.serviceUrl, channelId: this.#channelId,
      from: { id: person.userId, name: 'Sample Person', aadObjectId: person.objectId }, recipient: { id: botId, name: 'Sample Shop' },
      conversation: { conversationType: 'personal', tenantId, id: person.conversationId }, channelData: { tenant: { id: tenantId } }, ...activity,
    };
  }

  /** A token for an activity of this start. */
  async token(): Promise<string> {
    const [newest] = await this.#liveKeys();
    if (newest === undefined) throw new Error('the sandbox has no key');
    return signToken(newest, { appId: SANDBOX_BOT.appId, serviceUrl: this.serviceUrl, nowMs: this.settings.nowMs() });
  }

  #liveKeys(): Promise<readonly SandboxKey[]> {
    return (this.#keys ??= makeSandboxKey().then((key) => [key]));
  }

  get #channelId(): 'msteams' | 'skype' {
    return this.settings.channelId ?? 'msteams';
  }

  #tell(person: TeamsPerson, activity: Readonly<Record<string, unknown>>): void {
    const { hookUrl } = this.settings;
    const body = JSON.stringify(this.activityOf(person, activity));
    if (hookUrl === null) return;
    const deliver = async (): Promise<boolean> => {
      const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${await this.token()}` };
      return postUntilTaken((limit) => fetch(hookUrl, { method: 'POST', body, headers, redirect: 'error', signal: limit }), this.#server.signal);
    };
    this.#server.keep(deliver());
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const { pathname, searchParams } = new URL(url, 'http://sandbox');
    const body = await readBody(request);
    const calls: Readonly<Record<string, () => void | Promise<void>>> = {
      [`POST /${SANDBOX_BOT.tenantId}/oauth2/v2.0/token`]: () => this.#giveToken(body, response),
      'GET /v1/.well-known/openidconfiguration': () => answerJson(response, 200, { issuer: 'https://api.botframework.com', jwks_uri: `${this.serviceUrl}v1/.well-known/keys`, id_token_signing_alg_values_supported: ['RS256'] }),
      'GET /v1/.well-known/keys': () => this.#giveKeys(response),
    };
    const call = calls[`${method} ${pathname}`];
    if (call !== undefined) return call();
    const conversation = /^\/v3\/conversations(?:\/([^/]+)\/activities)?$/.exec(pathname);
    if (conversation === null) return chatPages(skypeBook(this), { method, path: pathname, headers, body, typed: searchParams.get('message') ?? '' }, response);
    if (method !== 'POST' || !this.#tokens.has(headers.authorization?.replace(/^Bearer /, '') ?? '')) return fail(response, { status: 401, code: 'Unauthorized', message: 'Authorization has been denied for this request.' });
    this.#note(pathname, parsedJson(body));
    if (conversation[1] === undefined) this.#open(parsedJson(body), response);
    else this.#take(decodeURIComponent(conversation[1]), parsedJson(body), response);
  }

  #giveToken(body: Buffer | null, response: ServerResponse): void {
    this.#tokenRequests += 1;
    const asked = new URLSearchParams(body?.toString('utf8') ?? '');
    const isRight = asked.get('grant_type') === 'client_credentials' && asked.get('scope') === 'https://api.botframework.com/.default' && asked.get('client_id') === SANDBOX_BOT.appId;
    if (!isRight) return answerJson(response, 400, { error: 'invalid_request', error_description: 'AADSTS900144: the request is not right' });
    if (asked.get('client_secret') !== this.settings.password) return answerJson(response, 401, { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' });
    const token = randomBytes(48).toString('base64url');
    this.#tokens.add(token);
    answerJson(response, 200, { token_type: 'Bearer', expires_in: this.settings.tokenSeconds ?? 3_599, ext_expires_in: 3_599, access_token: token });
  }

  async #giveKeys(response: ServerResponse): Promise<void> {
    this.#keyRequests += 1;
    if (this.keysAreAway) return void response.writeHead(503, { 'Content-Type': 'text/html' }).end('<html>away</html>');
    answerJson(response, 200, { keys: (await this.#liveKeys()).map(({ published }) => published) });
  }

  #open(body: unknown, response: ServerResponse): void {
    const checked = checkConversation(body);
    if ('code' in checked) return fail(response, checked);
    const person = this.people.byUser(checked.userId);
    if (person.hasRemoved) return fail(response, REMOVED);
    answerJson(response, 201, { id: person.conversationId });
  }

  #take(conversationId: string, body: unknown, response: ServerResponse): void {
    const person = this.people.byConversation(conversationId);
    if (person === null) return fail(response, { status: 404, code: 'ConversationNotFound', message: 'Conversation not found.' });
    const script = this.#scripts.get(person.userId)?.shift() ?? null;
    if (script !== null && goWrong(script, response)) return;
    if (person.hasRemoved) return fail(response, REMOVED);
    const checked = checkActivity(body);
    if ('code' in checked) return fail(response, checked);
    const id = activityId(this.settings.nowMs());
    sayToPerson(person, { id, from: 'shop', text: checked.text, atMs: this.settings.nowMs() }, checked);
    if (script?.kind === 'cut') response.socket?.destroy();
    // Words beside a card become two messages: then no id is told.
    else if (checked.text !== '' && checked.card !== null) response.writeHead(202).end();
    else answerJson(response, 201, { id });
  }

  #note(path: string, body: unknown): void {
    this.requests.push({ path, body });
    if (this.requests.length > MOST_REQUESTS) this.requests.shift();
  }
}

const REMOVED: ConnectorFault = { status: 403, code: 'BotNotInConversationRoster', message: 'The bot is not part of the conversation roster.' };

/** What goes wrong before the message is taken; false: nothing does. */
function goWrong(script: SendScript, response: ServerResponse): boolean {
  if (script.kind === 'cut' && script.taken) return false;
  if (script.kind === 'cut') response.socket?.destroy();
  if (script.kind === 'redirect') response.writeHead(307, { Location: '/elsewhere' }).end();
  if (script.kind === 'page') response.writeHead(script.status, { 'Content-Type': 'text/html' }).end('<html>Sorry, something went wrong</html>');
  if (script.kind === 'error') fail(response, { status: script.status, code: script.code, message: 'scripted' }, script.retryAfterSeconds);
  return true;
}

function fail(response: ServerResponse, { status, code, message }: ConnectorFault, retryAfterSeconds?: number): void {
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  answerJson(response, status, { error: { code, message } });
}

/** As Teams writes them: milliseconds; here with something that keeps two of one millisecond apart. */
const activityId = (nowMs: number) => `${nowMs}${randomUUID().slice(0, 8)}`;
