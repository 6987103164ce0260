/** A mail as the listener took it. */
export interface ReceivedMail {
  /** Of envelope and bytes: the same when a server that lost our answer sends it again. */
  readonly digest: string;
  /** Empty: the null return path. */
  readonly envelopeFrom: string;
  readonly envelopeTo: readonly string[];
  /** Of the whole mail, also of what was not kept. */
  readonly bytes: number;
  /** Its first part, as much as is ever read. */
  readonly raw: Buffer;
}

/** What became of taking it: `full` when so many wait that no more may come. `id` is empty unless it was stored. */
export interface MailTaken {
  readonly taken: 'stored' | 'known' | 'full';
  readonly id: string;
}
