import type { OnSiteCarriers } from '../contracts/on-site.ts';
import type { ProviderMedia } from '../contracts/provider-media.ts';
import { sandboxSettings as skypeSandbox, type SkypeSettings } from './skype/settings.ts';
import { sandboxSettings, type WhatsAppReach, type WhatsAppSettings } from './whatsapp/settings.ts';

/** What the channels need to know of their surroundings. */
export interface ChannelsConfig {
  /** `smtp://user:password@host:port`; null: no server is configured, e-mail goes to the sandbox mail server. */
  readonly smtpUrl: string | null;
  /** Where the sandbox mail server listens. */
  readonly sandboxMail: MailServerAddress;
  /** `domain/selector=file`, several with a space between: keys with which mail is signed; null: it is not. */
  readonly dkimKeys?: string | null;
  /** The shop's sender at WhatsApp, or the sandbox in its place; absent: a sandbox that nobody has started. */
  readonly whatsApp?: WhatsAppSettings | null;
  /** The shop's bot for Skype and Teams, or the sandbox in its place; absent: a sandbox that nobody has started. */
  readonly skype?: SkypeSettings | null;
  readonly whatsAppReach?: WhatsAppReach;
  /** Who carries on-site messages; absent: a command without a database looks at the shelf. */
  readonly onSite?: OnSiteCarriers | null;
  /** Files of templates, and where they are at providers; absent: a command without a database looks at the shelf. */
  readonly media?: ProviderMedia | null;
  /** Longest time of one attempt; absent: what each channel is used to. */
  readonly attemptLimitMs?: number;
}

export interface MailServerAddress {
  readonly host: string;
  readonly port: number;
}

/** What the environment says of channels. */
export interface ChannelsEnvironment {
  readonly smtpUrl: string | null;
  readonly sandboxSmtpUrl: string | null;
  readonly dkimKeys?: string | null;
  readonly whatsApp?: WhatsAppSettings | null;
  readonly sandboxWhatsAppUrl?: string | null;
  readonly skype?: SkypeSettings | null;
  readonly sandboxSkypeUrl?: string | null;
  readonly whatsAppReach?: WhatsAppReach;
  readonly onSite?: OnSiteCarriers | null;
  readonly media?: ProviderMedia | null;
}

/** Where messages go: the configured servers, or the sandboxes of this installation. */
export function channelsConfig({ smtpUrl, sandboxSmtpUrl, dkimKeys = null, whatsApp, sandboxWhatsAppUrl, skype, sandboxSkypeUrl, whatsAppReach, onSite = null, media = null }: ChannelsEnvironment): ChannelsConfig {
  const sandbox = new URL(sandboxSmtpUrl ?? 'smtp://127.0.0.1:2525');
  return {
    smtpUrl,
    dkimKeys,
    onSite,
    media,
    sandboxMail: { host: sandbox.hostname, port: Number(sandbox.port) },
    ...(whatsAppReach === undefined ? {} : { whatsAppReach }),
    whatsApp: whatsApp ?? (sandboxWhatsAppUrl == null ? null : sandboxSettings(sandboxWhatsAppUrl)),
    skype: skype ?? (sandboxSkypeUrl == null ? null : skypeSandbox(sandboxSkypeUrl)),
  };
}
