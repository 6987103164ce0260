import { importJWK, type CryptoKey } from 'jose';
import { z } from 'zod';
import { askProvider } from '../ask-provider.ts';
import { isLoopbackUrl } from './service-url.ts';

/** A key with which webhooks are signed, and the channels for which it is believed. */
export interface SigningKey {
  readonly key: CryptoKey | Uint8Array;
  readonly endorsements: readonly string[];
}

/** The key; `unknown`: the published set has none of this name; `unavailable`: the set cannot be had, so nothing can be said. */
export type FoundKey = SigningKey | 'unknown' | 'unavailable';

/** The provider asks for the set to be kept a day. */
const FRESH_MS = 24 * 60 * 60 * 1000;
/** A name that is not in the set may be that of a new key; whoever makes names up is not to make us ask. */
const SHORTEST_PAUSE_MS = 60_000;
const FETCH_LIMIT_MS = 10_000;
const MOST_KEYS = 200;

const metadata = z.object({ jwks_uri: z.url() });
const keySet = z.object({ keys: z.array(z.object({ kid: z.string().min(1), kty: z.string(), endorsements: z.array(z.string()).optional() }).loose()).min(1).max(MOST_KEYS) });

/** The published keys, fetched once a day, and again for a name that is not among them. Endorsements stand beside each key, which is why no library fetches them. */
export class SigningKeys {
  readonly #openIdUrl: string;
  #kept: { readonly keys: ReadonlyMap<string, SigningKey>; readonly atMs: number } | null = null;
  #askedMs = -Infinity;
  #asking: Promise<boolean> | null = null;

  constructor(openIdUrl: string) {
    this.#openIdUrl = openIdUrl;
  }

  async find(kid: string, nowMs: number): Promise<FoundKey> {
    const known = this.#freshKeys(nowMs)?.get(kid);
    if (known !== undefined) return known;
    await this.#ask(nowMs);
    const keys = this.#freshKeys(nowMs);
    return keys === null ? 'unavailable' : (keys.get(kid) ?? 'unknown');
  }

  #freshKeys(nowMs: number): ReadonlyMap<string, SigningKey> | null {
    return this.#kept !== null && nowMs < this.#kept.atMs + FRESH_MS ? this.#kept.keys : null;
  }

  /** At most once a minute; whoever comes meanwhile waits for the same answer. */
  async #ask(nowMs: number): Promise<void> {
    if (this.#asking === null && nowMs < this.#askedMs + SHORTEST_PAUSE_MS) return;
    if (this.#asking === null) {
      this.#askedMs = nowMs;
      this.#asking = this.#fetch(nowMs).finally(() => { this.#asking = null; });
    }
    await this.#asking;
  }

  async #fetch(nowMs: number): Promise<boolean> {
    const told = metadata.safeParse(await bodyOf(this.#openIdUrl));
    if (!told.success || !isTrusted(told.data.jwks_uri, this.#openIdUrl)) return false;
    const read = keySet.safeParse(await bodyOf(told.data.jwks_uri));
    if (!read.success) return false;
    const usable = read.data.keys.filter(({ kty }) => kty === 'RSA');
    const imported = await Promise.all(usable.map(async ({ kid, endorsements = [], ...jwk }) => {
      const key = await importJWK(jwk, 'RS256').catch(() => null);
      return key === null ? [] : [[kid, { key, endorsements }] as const];
    }));
    this.#kept = { keys: new Map(imported.flat()), atMs: nowMs };
    return true;
  }
}

async function bodyOf(url: string): Promise<unknown> {
  const answer = await askProvider(url, { method: 'GET', headers: {} }, new AbortController().signal, FETCH_LIMIT_MS);
  return answer.kind === 'answered' && answer.status === 200 ? answer.body : null;
}

/** Keys come over TLS from the place that names them, or from this machine when that is where the names came from. */
function isTrusted(keysUrl: string, openIdUrl: string): boolean {
  const [keys, named] = [new URL(keysUrl), new URL(openIdUrl)];
  return keys.host === named.host && keys.protocol === named.protocol && (keys.protocol === 'https:' || isLoopbackUrl(openIdUrl));
}
