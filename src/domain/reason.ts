/** Why something was decided: data first, words at the edge (`wordReason`). */
export interface Reason {
  readonly code: ReasonCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Every reason the core can give. One line each; the words stand in reason-words.ts. */
export const REASON_CODES = [
  // holds and drops of a touch, in the order of precedence
  'erased', 'suppressed', 'no-consent', 'consent-withdrawn', 'consent-not-confirmed', 'level-1-needs-approval',
  'campaign-paused', 'campaign-cancelled', 'campaign-finished', 'late-skipped', 'holdout', 'exit-condition', 'inquiry-open', 'goal-met',
  'frequency-cap', 'care-cap', 'own-cap', 'no-contact-point', 'sandbox-only-address', 'platform-only', 'no-channel', 'channel-not-there', 'window-closed', 'no-template', 'sender-halted', 'sender-warm-up', 'sender-pace', 'recipient-rests', 'messaging-limit', 'rests-too-long', 'room-too-late', 'channel-closed',
  'quiet-hours', 'legal-hours', 'festival', 'send-window', 'language-hours', 'best-hour', 'random-hour', 'usual-hour', 'touch-expired', 'events-first', 'already-sent', 'not-ready', 'draft-rejected', 'merged',
  // what happened to an enrolment
  'entered', 'not-in-audience', 're-entry-too-early', 'already-enrolled', 'step-reached', 'soft-opt-in', 'opt-out-law', 'channels-of-region', 'channels-by-wish', 'channels-by-answer', 'channels-by-rule', 'branch-taken', 'waiting', 'event-arrived', 'wait-timed-out', 'window-closes',
  'ended', 'enrolment-expired', 'loop-guard', 'step-unknown', 'version-unknown', 'sent', 'not-arrived', 'refused', 'outcome-unknown', 'deferred',
  // what changed about the customer
  'stage-changed', 'life-cycle-changed', 'level-changed', 'marks-changed', 'silence',
  // signs of a slope
  'warned-of-silence', 'warned-of-falling-frequency', 'warned-of-falling-basket', 'warned-of-unanswered', 'warned-of-return', 'warned-of-complaint', 'warning-ended',
  // what a review of the tier came to
  'tier-given', 'tier-raised', 'tier-kept', 'tier-near', 'tier-missed', 'tier-protected', 'tier-lowered',
  // which promotion, and why not another
  'promotion-chosen', 'promotion-owed', 'promotion-not-drawn', 'promotion-none', 'promotion-gone', 'promotion-released', 'promotion-expired', 'promotion-revoked',
  'promotion-unknown', 'promotion-over', 'promotion-disliked', 'promotion-barred', 'promotion-products-barred', 'promotion-not-in-region', 'promotion-not-for', 'promotion-currency', 'promotion-had', 'promotion-too-soon',
  'promotion-not-needed', 'promotion-doubted', 'promotion-agreement', 'promotion-too-large', 'promotion-margin', 'promotion-budget', 'promotion-stock',
  // what gives a right
  'right-of-tier', 'right-of-mark',
  // why this product
  'products-chosen', 'products-none', 'products-limited', 'product-named', 'product-also-bought', 'product-shares-tags', 'product-stated-interest', 'product-due-again', 'product-popular', 'product-class',
  // what an inquiry is about
  'inquiry-kind-words', 'inquiry-kind-denied', 'inquiry-kind-unknown', 'inquiry-kind-tie', 'inquiry-kind-order-open', 'inquiry-kind-has-ordered', 'inquiry-kind-never-ordered', 'inquiry-kind-answers-marketing',
  // how serious the inquiries of a customer are
  'inquiry-names-product', 'inquiry-names-quantity', 'inquiry-asks-terms', 'inquiry-asks-specifics', 'inquiry-real', 'inquiry-led-to-order', 'inquiry-passed', 'inquiry-looked-at', 'inquiry-not-screened', 'inquiry-doubted', 'inquiry-not-real', 'inquiry-says-little',
  // whether an inquiry comes from a real buyer
  'screen-large-first-quantity', 'screen-no-specifics', 'screen-two-quantities', 'screen-bulk-price-for-few', 'screen-price-far-below', 'screen-any-and-lowest-price', 'screen-two-payments',
  'screen-payment-not-taken', 'screen-delivery-too-soon', 'screen-delivery-terms-differ', 'screen-not-sold-so', 'screen-no-such-product', 'screen-no-such-history', 'screen-urgent-meeting',
  'screen-urgent-meeting-with-ground', 'screen-little-trace', 'screen-trace-unknown', 'screen-not-their-domain', 'screen-neater-than-usual', 'screen-free-mailbox-of-firm', 'screen-young-domain',
  'screen-domain-looks-like', 'screen-domain-reads-like', 'screen-domain-mixes-alphabets', 'screen-domain-takes-no-mail', 'screen-not-authentic', 'screen-reply-elsewhere', 'screen-free-samples', 'screen-early-credit',
  'screen-third-party', 'screen-same-text', 'screen-phone-elsewhere', 'screen-ip-elsewhere', 'screen-zone-elsewhere', 'screen-repeat-buyer', 'screen-verified-account', 'screen-listed-product',
  'screen-paid-sample', 'screen-unknown',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export function because(code: ReasonCode, params: Reason['params'] = {}): Reason {
  return { code, params };
}
