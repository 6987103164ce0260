/** What the channels need to know of their surroundings. */
export interface ChannelsConfig {
  /** `smtp://user:password@host:port`; null: no server is configured, e-mail goes to the sandbox mail server. */
  readonly smtpUrl: string | null;
  /** Where the sandbox mail server listens. */
  readonly sandboxMail: MailServerAddress;
}

export interface MailServerAddress {
  readonly host: string;
  readonly port: number;
}
