import { z } from 'zod';
import { askProvider, type ProviderAnswer, REQUEST_LIMIT_MS } from '../ask-provider.ts';
import { outcomeBefore } from './outcome.ts';
import { connectorId, type Reference } from './reference.ts';
import { serviceBase } from './service-url.ts';
import type { SkypeSettings } from './settings.ts';
import { TokenSource } from './token-source.ts';
import type { SendOutcome } from '../../contracts/channel.ts';

const opened = z.object({ id: connectorId });
const MOST_OPENED = 10_000;

/** Talks to the Bot Connector for one bot. Nothing is tried again here but a request whose token was refused: that is certain. */
export class ConnectorClient {
  readonly tokens: TokenSource;
  readonly #settings: SkypeSettings;
  readonly #limitMs: number;
  readonly #opened = new Map<string, string>();

  constructor(settings: SkypeSettings, limitMs = REQUEST_LIMIT_MS) {
    this.#settings = settings;
    this.#limitMs = limitMs;
    this.tokens = new TokenSource(settings);
  }

  /** Where requests for this reference go; null: that host may not see our token. */
  baseOf({ serviceUrl }: Pick<Reference, 'serviceUrl'>): string | null {
    return serviceBase(serviceUrl, this.#settings);
  }

  /** The conversation with this person alone: the one that is known, else one that is opened now. */
  async conversationOf(reference: Reference, signal: AbortSignal): Promise<string | SendOutcome> {
    const { channelId, conversationId, userId, tenantId, botId } = reference;
    const known = conversationId ?? this.#opened.get(`${channelId}/${userId}`);
    if (known !== undefined) return known;
    if (channelId !== 'msteams' || tenantId === null) return { outcome: 'refused', code: 'no-conversation', detail: 'this person has not opened a conversation, and only Teams lets a bot open one', addressIsDead: false };
    const answer = await this.post(reference, 'v3/conversations', { isGroup: false, bot: { id: botId }, members: [{ id: userId }], tenantId, channelData: { tenant: { id: tenantId } } }, signal);
    const read = answer.kind === 'answered' && answer.status < 300 ? opened.safeParse(answer.body) : null;
    if (read?.success !== true) return outcomeBefore(answer, 'a conversation');
    this.#opened.set(`${channelId}/${userId}`, read.data.id);
    if (this.#opened.size > MOST_OPENED) this.#opened.delete([...this.#opened.keys()][0] ?? '');
    return read.data.id;
  }

  /** Posts below the service address of a reference, with a token; an emulator on this machine gives none and asks for none. */
  async post(reference: Reference, path: string, body: object, signal: AbortSignal): Promise<ProviderAnswer> {
    const base = this.baseOf(reference);
    if (base === null) return { kind: 'not-reached', code: 'host-not-allowed' };
    const first = await this.#postOnce(`${base}${path}`, body, signal);
    const isStale = first.answer.kind === 'answered' && first.answer.status === 401 && first.token !== null;
    if (!isStale) return first.answer;
    this.tokens.drop(first.token ?? '');
    return (await this.#postOnce(`${base}${path}`, body, signal)).answer;
  }

  async #postOnce(url: string, body: object, signal: AbortSignal): Promise<{ readonly answer: ProviderAnswer; readonly token: string | null }> {
    const given = this.#settings.unsignedFromLocal ? { token: null } : await this.tokens.token();
    if ('refused' in given) return { answer: withoutToken(given.refused), token: null };
    const headers = { 'Content-Type': 'application/json', ...(given.token === null ? {} : { Authorization: `Bearer ${given.token}` }) };
    return { answer: await askProvider(url, { method: 'POST', body: JSON.stringify(body), headers }, signal, this.#limitMs), token: given.token };
  }
}

/** Nothing has left without a token, whatever became of the question for it. */
function withoutToken(answer: ProviderAnswer): ProviderAnswer {
  if (answer.kind !== 'answered') return { kind: 'not-reached', code: answer.code };
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return { kind: 'answered', status: 401, body: { error: { code: 'TokenRefused', message: `no token was given (HTTP ${answer.status})` } }, retryAfterMs: null };
  return { kind: 'not-reached', code: `token-http-${answer.status}` };
}
