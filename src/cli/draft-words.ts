import type { RenderedDraft } from '../draft-rendering.ts';
import { type Language, wordInstant } from '../domain/instant-words.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { wordReason } from '../domain/reason-words.ts';
import type { DraftPromotion, DraftToRead } from '../store/draft-to-read.ts';
import { wordAmount } from './number-words.ts';
import { forTerminal } from './terminal-text.ts';

interface DraftWordsScene {
  readonly policy: ShopPolicy;
  readonly language: Language;
}

/** What a draft says and to whom, what it gives away, and why it was written. */
export function draftLines(draft: DraftToRead, rendered: RenderedDraft, { policy, language }: DraftWordsScene): readonly string[] {
  const { contentHash, hashNow, state, channel, purpose, address, expiresAtMs, promotion, products, reasons } = draft;
  const zone = policy.shop.timeZone;
  const because = (reason: Parameters<typeof wordReason>[0]) => wordReason(reason, language, zone);
  return [
    `${purpose} message ${draft.message}, now ${state}, of use until ${wordInstant(expiresAtMs, zone, language)}`,
    ...(hashNow === contentHash ? [] : ['it has changed since it was asked about: what is shown is what it says now']),
    `to ${forTerminal(address)} on ${channel}`,
    ...contentLines(rendered),
    '', ...(promotion === null ? ['gives nothing away'] : promotionLines(promotion, (ms) => wordInstant(ms, zone, language))),
    ...products.map(({ sku, because: reason }) => `shows ${sku}: ${reason.map(because).join('; ')}`),
    ...(reasons.length === 0 ? [] : ['', 'why', ...reasons.map((line) => `  ${[line.campaign, line.step].filter((part) => part !== null).join('/') || 'customer'}: ${because(line.because)}`)]),
  ];
}

/** Every part as it leaves; of two that say the same, such as text and HTML, the one that a terminal can show. */
function contentLines(rendered: RenderedDraft): readonly string[] {
  if ('fault' in rendered) return ['', `it cannot be written: ${rendered.fault}`];
  const { parts, targets, locale } = rendered;
  const shown = Object.entries(parts).filter(([part]) => part !== 'html' || parts['text'] === undefined);
  return [
    ...shown.flatMap(([part, text]) => ['', `── ${part}, ${locale} ──`, forTerminal(text)]),
    ...(parts['html'] === undefined ? [] : ['', 'the same as HTML: add --part html --out draft.html']),
    ...targets.map((target, index) => `link ${index + 1} leads to ${target}`),
  ];
}

function promotionLines({ promotion, tool, title, code, cost, mostCost, currency, leftAfter, endsAtMs }: DraftPromotion, at: (ms: number) => string): readonly string[] {
  return [
    `gives ${promotion} (${tool})${title === null ? '' : `: ${title}`}${code === null ? '' : `, code ${code}`}, until ${at(endsAtMs)}`,
    `  costs ${currency} ${wordAmount(cost)}, at most ${wordAmount(mostCost)}${leftAfter === null ? '' : `; ${wordAmount(leftAfter)} of its budget are left after it`}`,
  ];
}
