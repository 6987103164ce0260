import { isLoopbackUrl } from './service-url.ts';

/** One bot at the Bot Connector: whose it is, where it is reached, and by whom its webhooks are signed. */
export interface SkypeSettings {
  /** The app id of the bot: audience of every webhook. */
  readonly appId: string;
  readonly appPassword: string;
  /** Whose directory gives the token: a tenant, or `botframework.com` for a bot of many tenants. */
  readonly tenantId: string;
  /** Without a slash at its end. */
  readonly loginUrl: string;
  /** Where the keys are named with which webhooks are signed. */
  readonly openIdUrl: string;
  /** Hosts that may see the token; a name that begins with a dot stands for all below it. */
  readonly serviceHosts: readonly string[];
  /** The sandbox's own address: everything is sent there, whatever a reference says. Null: references lead to Microsoft. */
  readonly localUrl: string | null;
  /** A test emulator on this machine signs nothing and gives no tokens. Only `emulatorSettings` sets it, and no variable does. */
  readonly unsignedFromLocal: boolean;
}

export const LOGIN_URL = 'https://login.microsoftonline.com';
export const OPENID_URL = 'https://login.botframework.com/v1/.well-known/openidconfiguration';
export const MULTI_TENANT = 'botframework.com';
/** What Microsoft documents as hosts of the Bot Connector. */
export const SERVICE_HOSTS: readonly string[] = ['smba.trafficmanager.net', '.botframework.com', 'smba.infra.gcc.teams.microsoft.com'];

/** Names of the sandbox's one bot and its tenant. */
export const SANDBOX_BOT = { appId: '00000000-0000-4000-8000-0000000b0701', tenantId: '00000000-0000-4000-8000-0000000c0de1' } as const;

/** The sandbox of this installation. Its address carries the secret of this start: `http://sandbox:secret@127.0.0.1:2727`. Throws a RangeError for an address elsewhere. */
export function sandboxSettings(address: string): SkypeSettings {
  const url = new URL(address);
  if (!isLoopbackUrl(url.origin)) throw new RangeError('the sandbox of Skype and Teams has to be on this machine');
  const secret = decodeURIComponent(url.password);
  return {
    ...SANDBOX_BOT, appPassword: secret === '' ? 'sandbox' : secret, loginUrl: url.origin, openIdUrl: `${url.origin}/v1/.well-known/openidconfiguration`,
    serviceHosts: [], localUrl: `${url.origin}/`, unsignedFromLocal: false,
  };
}

/** For a test with an emulator that signs nothing, such as Microsoft's Agents Playground. Throws a RangeError unless it is on this machine. */
export function emulatorSettings(connectorUrl: string): SkypeSettings {
  if (!isLoopbackUrl(connectorUrl)) throw new RangeError('an emulator without signatures has to be on this machine');
  return { ...sandboxSettings(new URL(connectorUrl).origin), localUrl: connectorUrl, unsignedFromLocal: true };
}
