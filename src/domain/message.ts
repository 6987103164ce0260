import type { LawfulGround } from './consent-rule.ts';
import type { CampaignName, ContactPointId, EnrolmentId, MessageId, StepId } from './ids.ts';
import type { EpochMs } from './instant.ts';
import type { Purpose } from './customer.ts';
import type { FittingProduct } from './product-advice.ts';

/** The send ledger's states (design: planned … ready → sending → accepted | refused | unknown; unsent → void, cancelled, expired). */
export const MESSAGE_STATES = [
  'planned', 'draft', 'approved', 'rejected', 'ready', 'sending', 'accepted', 'refused', 'unknown', 'void', 'cancelled', 'expired',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** A touch the core wants to leave now, on one channel. */
export interface PlannedMessage {
  readonly id: MessageId;
  readonly enrolment: EnrolmentId;
  readonly campaign: CampaignName;
  readonly ordinal: number;
  readonly runId: string | null;
  readonly step: StepId;
  readonly occurrence: number;
  readonly channel: string;
  readonly purpose: Purpose;
  readonly contactPoint: ContactPointId;
  readonly templateHash: string;
  readonly expiresAtMs: EpochMs;
  /** The grant it carries, null for none. */
  readonly grant: string | null;
  /** What marketing without the customer's yes rests on; absent: on their yes, or it is service. */
  readonly permittedBy?: LawfulGround;
  /** What it shows; absent: nothing. */
  readonly products?: readonly FittingProduct[];
  /** It waits as a draft for a second person's yes; absent: it is ready to leave. */
  readonly isDraft?: boolean;
}

/** A message of an open enrolment, as the ledger has it. */
export interface LedgerMessage {
  readonly id: MessageId;
  readonly enrolment: EnrolmentId;
  readonly state: MessageState;
  readonly notBeforeMs: EpochMs | null;
  readonly acceptedAtMs: EpochMs | null;
  /** Of its last attempt; absent: none was made. */
  readonly claimedAtMs?: EpochMs | null;
  readonly refusalCode: string | null;
  readonly grant: string | null;
  /** Until when a second person's yes to exactly this content, recipient and promotion is good; absent or null: there is none. */
  readonly approvedUntilMs?: EpochMs | null;
}

/** A touch that counts for caps: accepted, unknown or in flight. */
export interface CountedTouch {
  readonly messageId: MessageId;
  readonly channel: string;
  readonly purpose: Purpose;
  readonly atMs: EpochMs;
}
