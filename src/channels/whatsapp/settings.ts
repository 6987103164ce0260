/** One sender of the Business Cloud API: whose it is, where it is reached, and what its webhooks are proved with. */
export interface WhatsAppSettings {
  /** Without version and without a slash at its end. */
  readonly apiUrl: string;
  /** Of the Graph API, such as v26.0. */
  readonly version: string;
  readonly token: string;
  readonly phoneNumberId: string;
  /** WhatsApp Business Account: whose the templates are. */
  readonly accountId: string;
  /** What webhooks are signed with: two while a secret is changed, none when no webhook is taken. */
  readonly appSecrets: readonly string[];
  /** What the handshake of a webhook has to name; null: no handshake is answered. */
  readonly verifyToken: string | null;
  /** Messages go to the sandbox of this installation. */
  readonly staysLocal: boolean;
}

/** How many and whom the shop reaches there, as far as it says so itself. */
export interface WhatsAppReach {
  /** Most people that may be written to outside windows in 24 hours, until the provider tells it; null: not said. */
  readonly messagingLimit: number | null;
  /** Countries in which nobody is reached, besides the confirmed ones of availability.csv. */
  readonly unreachable: readonly string[];
  /** The shop's own price table; null: it has none. */
  readonly pricesFile: string | null;
}

export const GRAPH_API_URL = 'https://graph.facebook.com';
export const GRAPH_API_VERSION = 'v26.0';

/** Names of the sandbox's one sender. */
export const SANDBOX_SENDER = { phoneNumberId: '100000000000001', accountId: '200000000000002' } as const;

/** The sandbox of this installation. Its address carries the secret of this start: `http://sandbox:secret@127.0.0.1:2626`; without one, no webhook is believed. */
export function sandboxSettings(address: string): WhatsAppSettings {
  const url = new URL(address);
  const secret = decodeURIComponent(url.password);
  return {
    apiUrl: url.origin, version: GRAPH_API_VERSION, token: secret === '' ? 'sandbox' : secret, ...SANDBOX_SENDER,
    appSecrets: secret === '' ? [] : [secret], verifyToken: secret === '' ? null : secret, staysLocal: true,
  };
}
