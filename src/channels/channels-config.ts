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

/** Where mail goes: the configured server, or the sandbox mail server of this installation. */
export function channelsConfig(urls: { readonly smtpUrl: string | null; readonly sandboxSmtpUrl: string | null }): ChannelsConfig {
  const sandbox = new URL(urls.sandboxSmtpUrl ?? 'smtp://127.0.0.1:2525');
  return { smtpUrl: urls.smtpUrl, sandboxMail: { host: sandbox.hostname, port: Number(sandbox.port) } };
}
