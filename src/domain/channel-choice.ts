import type { LegalHours } from './legal-hours.ts';

/** What the core may know of a channel: capabilities, never its name. */
export interface ChannelRule {
  readonly obeysQuietHours: boolean;
  /** Mail of this channel never leaves the machine: only then may invented addresses be used. */
  readonly staysLocal: boolean;
  /** Hours by law; absent: none bind it. */
  readonly legalHours?: LegalHours;
  /** Those who receive it refuse the sender: no marketing leaves until that is over. */
  readonly senderHalted?: boolean;
  /** Messages that the warm-up of the sending domain leaves to marketing today; absent: the domain is warm. */
  readonly roomToday?: number;
  /** Messages a minute at the pace of the sending domain; absent: as many as come. */
  readonly mostPerMinute?: number;
}
