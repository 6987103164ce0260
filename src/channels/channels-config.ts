/** What the channels need to know of their surroundings. */
export interface ChannelsConfig {
  /** `smtp://user:password@host:port`; null: no server is configured, e-mail goes to the sandbox mail server. */
  readonly smtpUrl: string | null;
  /** Where the sandbox mail server listens. */
  readonly sandboxMail: MailServerAddress;
  /** `domain/selector=file`, several with a space between: keys with which mail is signed; null: it is not. */
  readonly dkimKeys?: string | null;
}

export interface MailServerAddress {
  readonly host: string;
  readonly port: number;
}

/** Where mail goes: the configured server, or the sandbox mail server of this installation. */
export function channelsConfig(environment: { readonly smtpUrl: string | null; readonly sandboxSmtpUrl: string | null; readonly dkimKeys?: string | null }): ChannelsConfig {
  const { smtpUrl, sandboxSmtpUrl, dkimKeys = null } = environment;
  const sandbox = new URL(sandboxSmtpUrl ?? 'smtp://127.0.0.1:2525');
  return { smtpUrl, sandboxMail: { host: sandbox.hostname, port: Number(sandbox.port) }, dkimKeys };
}
