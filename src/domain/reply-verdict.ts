import type { ChannelRule } from './channel-choice.ts';
import type { CustomerFacts, Level } from './customer.ts';
import { isWindowOpen } from './free-words.ts';
import type { ContactPointId } from './ids.ts';
import type { EpochMs } from './instant.ts';
import { levelRule } from './level-rule.ts';
import { because, type Reason } from './reason.ts';
import { suppressionRule } from './suppression-rule.ts';

/** Words of the staff that want to reach a customer now. */
export interface ReplyQuestion {
  readonly customer: CustomerFacts;
  readonly level: Level;
  readonly channel: string;
  readonly rule: ChannelRule | undefined;
  readonly contactPoint: ContactPointId;
  /** Until when a second person's yes to exactly these words is good; null: there is none. */
  readonly approvedUntilMs: EpochMs | null;
  readonly nowMs: EpochMs;
}

export type ReplyVerdict =
  | { readonly kind: 'send' }
  | { readonly kind: 'draft'; readonly because: Reason }
  | { readonly kind: 'drop'; readonly because: Reason };

/**
 * Whether an answer to an inquiry may leave now. Whoever asks wants an answer: caps, hours and consent to marketing do not stand in its way, a
 * dead address, a standing reason never to contact and a closed window do, and at level 1 a second person reads it first.
 * Reasons: erased, suppressed, no-contact-point, sandbox-only-address, window-closed, level-1-needs-approval.
 */
export function judgeReply({ customer, level, channel, rule, contactPoint, approvedUntilMs, nowMs }: ReplyQuestion): ReplyVerdict {
  const suppressed = suppressionRule(customer, [channel], 'service');
  if (suppressed !== null) return { kind: 'drop', because: suppressed };
  const point = customer.contactPoints.find(({ id }) => id === contactPoint);
  if (point === undefined || point.state === 'gone' || point.state === 'bounced') return { kind: 'drop', because: because('no-contact-point', { channel }) };
  if (point.sandboxOnly && rule?.staysLocal !== true) return { kind: 'drop', because: because('sandbox-only-address', { channel }) };
  if (rule?.freeWordsHours !== undefined && !isWindowOpen(point, nowMs)) return { kind: 'drop', because: because('window-closed', { channel }) };
  const reason = levelRule(level);
  return reason === null || (approvedUntilMs !== null && approvedUntilMs > nowMs) ? { kind: 'send' } : { kind: 'draft', because: reason };
}
