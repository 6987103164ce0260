import type { LinkKey } from '../../contracts/links.ts';
import { createLinkSigner, type LinkSigner } from './link-signer.ts';

const FRESH_MS = 60_000;

/** The signer of the live keys. */
export function createSignerCache(loadKeys: () => Promise<readonly LinkKey[]>): () => Promise<LinkSigner> {
  return keepFresh(async () => createLinkSigner(await loadKeys()));
}

/** What was loaded at the first use, and again every minute, so that a rotation of keys needs no restart. */
export function keepFresh<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  let cached: { readonly loaded: Loaded; readonly atMs: number } | null = null;
  return async () => {
    if (cached !== null && performance.now() - cached.atMs < FRESH_MS) return cached.loaded;
    cached = { loaded: await load(), atMs: performance.now() };
    return cached.loaded;
  };
}
