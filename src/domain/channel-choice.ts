import type { ChannelGap } from './channel-availability.ts';
import type { ConsentLaws } from './consent-law.ts';
import type { EpochMs } from './instant.ts';
import type { LegalHours } from './legal-hours.ts';

/** What the core may know of a channel: capabilities, never its name. */
export interface ChannelRule {
  readonly obeysQuietHours: boolean;
  /** Mail of this channel never leaves the machine: only then may invented addresses be used. */
  readonly staysLocal: boolean;
  /** How close it comes to its reader, by which laws tell channels apart; absent: into the pocket. */
  readonly reach?: 'mailbox' | 'pocket';
  /** Hours by law; absent: none bind it. */
  readonly legalHours?: LegalHours;
  /** What laws ask before marketing leaves; absent: a yes everywhere. */
  readonly consentLaws?: ConsentLaws;
  /** Its provider wants a yes whatever the law says. */
  readonly needsOptIn?: boolean;
  /** Anybody can type in an address of it: a yes proves something once it is confirmed from there. */
  readonly canConfirm?: boolean;
  /** Those who receive it refuse the sender: no marketing leaves until that is over. */
  readonly senderHalted?: boolean;
  /** Messages that the warm-up of the sending domain leaves to marketing today; absent: the domain is warm. */
  readonly roomToday?: number;
  /** Messages a minute at the pace of the sending domain; absent: as many as come. */
  readonly mostPerMinute?: number;
  /** For so many hours after somebody wrote, words need no approved template; absent: they never do. */
  readonly freeWordsHours?: number;
  /** Where it carries nothing, or not for every purpose; absent: it does everywhere. */
  readonly gaps?: readonly ChannelGap[];
  /** So many different people may be written to outside windows in 24 hours, whoever sends; absent: as many as there are. */
  readonly messagingLimit?: number;
  /** That limit is reached: there is room for the next one then. */
  readonly fullUntilMs?: EpochMs;
}
