import type { Sender } from './channel.ts';
import type { MessageId } from '../domain/ids.ts';

/** What somebody of the staff is told. It is no message to a customer: nobody consents to it or unsubscribes from it, and the ledger knows nothing of it. */
export interface StaffNote {
  /** The same whenever it is sent again, so that mail programs can tell. */
  readonly id: MessageId;
  readonly address: string;
  readonly name: string;
  readonly subject: string;
  readonly matters: readonly StaffMatter[];
  readonly sender: Sender;
}

/** What has happened about one thing, and the command that shows it. */
export interface StaffMatter {
  readonly title: string;
  /** Oldest first. */
  readonly lines: readonly string[];
  readonly command: string;
}
