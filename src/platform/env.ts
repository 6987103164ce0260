import path from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { z } from 'zod';
import { type ImapSettings, readImapUrl } from '../channels/email/inbound/imap-settings.ts';
import type { SkypeSettings } from '../channels/skype/settings.ts';
import type { WhatsAppReach, WhatsAppSettings } from '../channels/whatsapp/settings.ts';
import type { CrashAt } from './crash-at.ts';
import { homeAt } from './home.ts';
import type { Home } from './home.ts';
import { causeOf, PartFailure } from './part-failure.ts';
import { readSkypeBot } from './skype-bot.ts';
import { type LogLevel, type LookUp, type ReadVariables, variableShape } from './variable-shape.ts';
import { readWhatsApp } from './whatsapp-sender.ts';
import type { TemporalSettings } from './temporal-client.ts';

/** The variables of a process. Empty ones count as not set: compose files write them so. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Where mail comes back to. */
interface InboundMailSettings {
  /** Where the listener takes it; null: there is none. */
  readonly smtpUrl: string | null;
  /** A folder that it is read from; null: none is. */
  readonly imap: ImapSettings | null;
  /** Domains of return paths and of reply addresses; null: the sender's own addresses stand there. */
  readonly bounceDomain: string | null;
  readonly replyDomain: string | null;
  /** Names under which the shop's own receiving servers say what they found of a sender (RFC 8601); nobody else's word counts. */
  readonly authenticatedBy: readonly string[];
}

/** What the environment says; null where it says nothing and an embedded part stands in. */
export interface Environment {
  readonly databaseUrl: string | null;
  readonly temporal: TemporalSettings | null;
  /** Namespace for the embedded server too. */
  readonly temporalNamespace: string;
  readonly temporalUiUrl: string | null;
  readonly smtpUrl: string | null;
  /** `domain/selector=file`, several with a space between: what mail is signed with; null: it is not. */
  readonly dkimKeys: string | null;
  readonly sandboxSmtpUrl: string | null;
  /** The shop's sender at WhatsApp; null: its messages go to the sandbox. */
  readonly whatsApp: WhatsAppSettings | null;
  /** Where that sandbox listens, with the secret of this start: `http://sandbox:secret@127.0.0.1:2626`. */
  readonly sandboxWhatsAppUrl: string | null;
  /** The shop's bot for Skype and Teams; null: its messages go to the sandbox. */
  readonly skype: SkypeSettings | null;
  /** Where that sandbox listens, in the same form. */
  readonly sandboxSkypeUrl: string | null;
  readonly whatsAppReach: WhatsAppReach;
  /** Where a page listens that plays the shop's own: `http://127.0.0.1:2828`; null: there is none. */
  readonly sandboxShopUrl: string | null;
  readonly inboundMail: InboundMailSettings;
  /** What may be asked outside about who inquires; nothing unless it is said. */
  readonly lookUps: readonly LookUp[];
  readonly home: Home;
  readonly publicUrl: string | null;
  readonly host: string;
  readonly port: number | null;
  /** What webhooks are signed with, the newest first: two while a secret is changed. */
  readonly webhookKeys: readonly Buffer[];
  /** Origins of pages that may read inboxes, such as https://shop.example. */
  readonly inboxOrigins: readonly string[];
  /** Names that webhooks may go to although their addresses are private. */
  readonly webhookPrivateHosts: readonly string[];
  readonly logLevel: LogLevel;
  readonly language: 'en' | 'zh';
  /** The id of the one of the staff who acts where a command names nobody; null: nobody is named. */
  readonly person: string | null;
  readonly color: boolean;
  /** Folders of PATH. */
  readonly searchPath: readonly string[];
  /** Where this account keeps what can be fetched again. */
  readonly cacheRoot: string;
  /** For tests only: where this process ends itself by SIGKILL. */
  readonly crashAt: CrashAt | null;
}

/** What a worker or a server needs to run: nothing is missing. */
export interface Settings extends Environment {
  readonly databaseUrl: string;
  readonly temporal: TemporalSettings;
  readonly publicUrl: string;
  readonly port: number;
}

export const DEFAULT_PORT = 4400;

const OWN_NAMES = Object.keys(variableShape.shape).filter((name) => name.startsWith('TOUCHLINE_'));
const CRASH_AT = 'TOUCHLINE_CRASH_AT';

/** Reads the environment; the one place that does. Throws PartFailure with every fault at once, and never repeats a value: it may be a secret. */
export function readEnvironment(variables: Variables = process.env): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = variableShape.safeParse(given);
  const temporal = readTemporal(given);
  const whatsApp = readWhatsApp(parsed.data ?? {});
  const imap = readImap(parsed.data ?? {});
  const skype = readSkypeBot(parsed.data ?? {});
  const faults = [...unknownNames(given), ...armedByAccident(given), ...listenerWithoutDomain(given), ...imap.faults, ...whatsApp.faults, ...skype.faults, ...(parsed.error?.issues ?? []).map(wordIssue), ...(temporal instanceof Error ? [`Temporal's variables: ${causeOf(temporal)}`] : [])];
  if (!parsed.success || temporal instanceof Error || faults.length > 0) throw settingsFailure(faults);
  return { ...toEnvironment(parsed.data, imap.settings), whatsApp: whatsApp.sender, skype: skype.bot, ...temporal };
}

/** Settings of a worker or a server that runs alone. Throws PartFailure naming what is missing. */
export function readSettings(variables: Variables = process.env): Settings {
  const environment = readEnvironment(variables);
  const { databaseUrl, temporal } = environment;
  const port = environment.port ?? DEFAULT_PORT;
  if (databaseUrl === null || temporal === null) {
    throw settingsFailure([
      ...(databaseUrl === null ? ['DATABASE_URL: missing'] : []),
      ...(temporal === null ? ['TEMPORAL_ADDRESS: missing'] : []),
    ]);
  }
  return { ...environment, databaseUrl, temporal, port, publicUrl: environment.publicUrl ?? `http://127.0.0.1:${port}` };
}

function sandboxesOf(data: ReadVariables): Pick<Environment, 'sandboxSmtpUrl' | 'sandboxWhatsAppUrl' | 'sandboxSkypeUrl' | 'sandboxShopUrl'> {
  return {
    sandboxSmtpUrl: data.TOUCHLINE_SANDBOX_SMTP ?? null,
    sandboxWhatsAppUrl: data.TOUCHLINE_SANDBOX_WHATSAPP ?? null,
    sandboxSkypeUrl: data.TOUCHLINE_SANDBOX_SKYPE ?? null,
    sandboxShopUrl: data.TOUCHLINE_SANDBOX_SHOP ?? null,
  };
}

function toEnvironment(data: ReadVariables, imap: ImapSettings | null): Omit<Environment, 'temporal' | 'temporalNamespace' | 'whatsApp' | 'skype'> {
  return {
    databaseUrl: data.DATABASE_URL ?? null,
    temporalUiUrl: data.TOUCHLINE_TEMPORAL_UI ?? null,
    smtpUrl: data.SMTP_URL ?? null,
    dkimKeys: data.DKIM_KEYS ?? null,
    ...sandboxesOf(data),
    whatsAppReach: reachOf(data),
    inboundMail: inboundMailOf(data, imap),
    lookUps: data.TOUCHLINE_LOOKUPS,
    home: homeAt(data.TOUCHLINE_HOME),
    publicUrl: data.TOUCHLINE_PUBLIC_URL ?? null,
    host: data.TOUCHLINE_HOST,
    port: data.TOUCHLINE_PORT ?? null,
    webhookKeys: data.TOUCHLINE_WEBHOOK_SECRET,
    inboxOrigins: data.TOUCHLINE_INBOX_ORIGINS,
    webhookPrivateHosts: data.TOUCHLINE_WEBHOOK_PRIVATE_HOSTS,
    logLevel: data.LOG_LEVEL,
    language: data.LANG.startsWith('zh') ? 'zh' : 'en',
    person: data.TOUCHLINE_PERSON ?? null,
    color: data.NO_COLOR === undefined && data.TERM !== 'dumb',
    searchPath: data.PATH.split(path.delimiter).filter((folder) => folder !== ''),
    cacheRoot: data.XDG_CACHE_HOME,
    crashAt: data.TOUCHLINE_CRASH_AT ?? null,
  };
}

function reachOf(data: ReadVariables): WhatsAppReach {
  return { messagingLimit: data.WHATSAPP_MESSAGING_LIMIT ?? null, unreachable: data.WHATSAPP_UNREACHABLE, pricesFile: data.WHATSAPP_PRICES ?? null };
}

function inboundMailOf(data: ReadVariables, imap: ImapSettings | null): InboundMailSettings {
  return { smtpUrl: data.TOUCHLINE_INBOUND_SMTP ?? null, imap, bounceDomain: data.TOUCHLINE_BOUNCE_DOMAIN ?? null, replyDomain: data.TOUCHLINE_REPLY_DOMAIN ?? null, authenticatedBy: data.TOUCHLINE_MAIL_AUTHENTICATED_BY };
}

/** The folder with its password, which stands in a variable of its own: the address may then be shown, and is not, for a mistake in it may show the password. */
function readImap({ TOUCHLINE_INBOUND_IMAP: url, TOUCHLINE_INBOUND_IMAP_PASSWORD: password }: { readonly TOUCHLINE_INBOUND_IMAP?: string | undefined; readonly TOUCHLINE_INBOUND_IMAP_PASSWORD?: string | undefined }):
  { readonly settings: ImapSettings | null; readonly faults: readonly string[] } {
  if (url === undefined) return { settings: null, faults: password === undefined ? [] : ['TOUCHLINE_INBOUND_IMAP: missing beside its password'] };
  try {
    const settings = readImapUrl(url, password ?? '');
    return { settings, faults: password === undefined ? ['TOUCHLINE_INBOUND_IMAP_PASSWORD: missing beside TOUCHLINE_INBOUND_IMAP'] : [] };
  } catch (error) {
    return { settings: null, faults: [`TOUCHLINE_INBOUND_IMAP: ${causeOf(error)}`] };
  }
}

/** Temporal's own variables, read by its own rules. Without any of those that name a server, its configuration file is left alone too. */
function readTemporal(given: Record<string, string | undefined>): Pick<Environment, 'temporal' | 'temporalNamespace'> | Error {
  const variables = Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const named = ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'].some((name) => name in variables);
  if (!named) return { temporal: null, temporalNamespace: variables['TEMPORAL_NAMESPACE'] ?? 'default' };
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: variables });
    return { temporal: { connectionOptions, namespace }, temporalNamespace: namespace };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function unknownNames(given: Record<string, unknown>): string[] {
  const unknown = Object.keys(given).filter((name) => name.startsWith('TOUCHLINE_') && !OWN_NAMES.includes(name));
  const offered = OWN_NAMES.filter((name) => name !== CRASH_AT);
  return unknown.map((name) => `${name}: unknown; Touchline knows ${offered.join(', ')}`);
}

/** A shell in which a test left the variable behind must not kill what runs in earnest. */
function armedByAccident(given: Record<string, unknown>): string[] {
  return CRASH_AT in given && given['NODE_ENV'] !== 'test' ? [`${CRASH_AT}: for tests only, which also set NODE_ENV=test; take it away`] : [];
}

function listenerWithoutDomain(given: Record<string, unknown>): string[] {
  const isUseless = 'TOUCHLINE_INBOUND_SMTP' in given && !('TOUCHLINE_BOUNCE_DOMAIN' in given) && !('TOUCHLINE_REPLY_DOMAIN' in given);
  return isUseless ? ['TOUCHLINE_INBOUND_SMTP: needs TOUCHLINE_BOUNCE_DOMAIN or TOUCHLINE_REPLY_DOMAIN, the domains whose mail it takes'] : [];
}

function wordIssue(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.')}: ${issue.message}`;
}

function settingsFailure(faults: readonly string[]): PartFailure {
  return new PartFailure('settings', faults.join(' · '), 'correct these environment variables; README.md lists them all');
}

/** The variables for a process of ours: those of this one, without its own way to Temporal and to its end, and what is given here on top. */
export function childVariables(given: Variables): Variables {
  const inherited = Object.entries(process.env)
    .filter(([name]) => name !== CRASH_AT && (!name.startsWith('TEMPORAL_') || !('TEMPORAL_ADDRESS' in given)));
  return { ...Object.fromEntries(inherited), ...given };
}
