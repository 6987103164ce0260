import type { RenderedDraft } from '../draft-rendering.ts';
import type { DraftToRead } from '../store/draft-to-read.ts';
import { isoOf } from './iso-words.ts';

/** A draft as programs read it: every part as it would leave now, HTML too. */
export function draftJson(draft: DraftToRead, rendered: RenderedDraft): object {
  const { message, channel, purpose, state, address, contentHash, hashNow, sender, words, promotion, products, reasons, expiresAtMs, windowUntilMs } = draft;
  return {
    message, channel, purpose, state, from: sender.fromAddress, address, contentHash, isAsAsked: hashNow === contentHash, words, products, reasons, expiresAt: isoOf(expiresAtMs), windowUntil: isoOf(windowUntilMs),
    promotion: promotion === null ? null : { ...promotion, endsAt: isoOf(promotion.endsAtMs) }, ...rendered,
  };
}
