import type { LinkKey } from '../../contracts/links.ts';
import { createLinkSigner, type LinkSigner } from './link-signer.ts';

const FRESH_MS = 60_000;

/** The signer of the live keys: read at the first use, and again every minute, so that a rotation needs no restart. */
export function createSignerCache(loadKeys: () => Promise<readonly LinkKey[]>): () => Promise<LinkSigner> {
  let cached: { readonly signer: LinkSigner; readonly loadedAtMs: number } | null = null;
  return async () => {
    if (cached !== null && performance.now() - cached.loadedAtMs < FRESH_MS) return cached.signer;
    cached = { signer: createLinkSigner(await loadKeys()), loadedAtMs: performance.now() };
    return cached.signer;
  };
}
