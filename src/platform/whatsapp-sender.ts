import { GRAPH_API_URL, GRAPH_API_VERSION, type WhatsAppSettings } from '../channels/whatsapp/settings.ts';

/** The variables that speak of it. */
interface GivenWhatsApp {
  readonly WHATSAPP_TOKEN?: string | undefined;
  readonly WHATSAPP_PHONE_NUMBER_ID?: string | undefined;
  readonly WHATSAPP_BUSINESS_ACCOUNT_ID?: string | undefined;
  readonly WHATSAPP_APP_SECRET?: readonly string[] | undefined;
  readonly WHATSAPP_VERIFY_TOKEN?: string | undefined;
  readonly WHATSAPP_API_VERSION?: string | undefined;
  readonly WHATSAPP_API_URL?: string | undefined;
}

/** The sender, null when no variable speaks of one; some without the others are a fault: half a sender cannot hear what it has sent. */
export function readWhatsApp(given: GivenWhatsApp): { readonly sender: WhatsAppSettings | null; readonly faults: readonly string[] } {
  const { WHATSAPP_TOKEN: token, WHATSAPP_PHONE_NUMBER_ID: phoneNumberId, WHATSAPP_BUSINESS_ACCOUNT_ID: accountId, WHATSAPP_APP_SECRET: appSecrets, WHATSAPP_VERIFY_TOKEN: verifyToken } = given;
  if (Object.keys(given).every((name) => !name.startsWith('WHATSAPP_') || !NEEDED.includes(name))) return { sender: null, faults: [] };
  if (token === undefined || phoneNumberId === undefined || accountId === undefined || appSecrets === undefined || verifyToken === undefined) {
    const missing = NEEDED.filter((name) => !Object.keys(given).includes(name));
    return { sender: null, faults: missing.map((name) => `${name}: missing beside the other variables of WhatsApp`) };
  }
  const { WHATSAPP_API_URL: apiUrl = GRAPH_API_URL, WHATSAPP_API_VERSION: version = GRAPH_API_VERSION } = given;
  return { sender: { apiUrl, version, token, phoneNumberId, accountId, appSecrets, verifyToken, staysLocal: false }, faults: [] };
}

const NEEDED: readonly string[] = ['WHATSAPP_TOKEN', 'WHATSAPP_PHONE_NUMBER_ID', 'WHATSAPP_BUSINESS_ACCOUNT_ID', 'WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN'];
