import { z } from 'zod';
import { askProvider, type ProviderAnswer } from '../ask-provider.ts';
import type { SkypeSettings } from './settings.ts';

const SCOPE = 'https://api.botframework.com/.default';
/** A token is left five minutes before its end: a request that carries it may take its time. */
const EARLY_MS = 5 * 60 * 1000;
/** Several sends wait for one token: none of them may hold it up for the others. */
const TOKEN_LIMIT_MS = 15_000;

const granted = z.object({ access_token: z.string().min(1).max(20_000).regex(/^[\x21-\x7e]+$/), expires_in: z.coerce.number().positive().max(31_536_000) });

/** A token, or the answer in whose place it did not come. */
export type Token = { readonly token: string } | { readonly refused: ProviderAnswer };

/** Client credentials of one bot: a token is asked for once and kept until shortly before its end; whoever comes meanwhile waits for the same one. */
export class TokenSource {
  readonly #settings: SkypeSettings;
  readonly #nowMs: () => number;
  #kept: { readonly token: string; readonly untilMs: number } | null = null;
  #asking: Promise<Token> | null = null;

  constructor(settings: SkypeSettings, nowMs: () => number = Date.now) {
    this.#settings = settings;
    this.#nowMs = nowMs;
  }

  async token(): Promise<Token> {
    if (this.#kept !== null && this.#nowMs() < this.#kept.untilMs) return { token: this.#kept.token };
    this.#asking ??= this.#ask().finally(() => { this.#asking = null; });
    return this.#asking;
  }

  /** The provider does not take this one any more; one that is newer stays. */
  drop(token: string): void {
    if (this.#kept?.token === token) this.#kept = null;
  }

  async #ask(): Promise<Token> {
    const { loginUrl, tenantId, appId, appPassword } = this.#settings;
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, client_secret: appPassword, scope: SCOPE }).toString();
    const askedMs = this.#nowMs();
    const answer = await askProvider(`${loginUrl}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`, { method: 'POST', body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, new AbortController().signal, TOKEN_LIMIT_MS);
    const read = answer.kind === 'answered' && answer.status === 200 ? granted.safeParse(answer.body) : null;
    if (read?.success !== true) return { refused: answer };
    this.#kept = { token: read.data.access_token, untilMs: askedMs + read.data.expires_in * 1_000 - EARLY_MS };
    return { token: read.data.access_token };
  }
}
