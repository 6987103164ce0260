import { LOGIN_URL, MULTI_TENANT, OPENID_URL, SERVICE_HOSTS, type SkypeSettings } from '../channels/skype/settings.ts';

/** The variables that speak of it. */
interface GivenBot {
  readonly TEAMS_APP_ID?: string | undefined;
  readonly TEAMS_APP_PASSWORD?: string | undefined;
  readonly TEAMS_TENANT_ID?: string | undefined;
  readonly TEAMS_SERVICE_HOSTS?: readonly string[] | undefined;
}

/** The bot, null when no variable names one; an id without its password, or the other way round, is a fault. */
export function readSkypeBot(given: GivenBot): { readonly bot: SkypeSettings | null; readonly faults: readonly string[] } {
  const { TEAMS_APP_ID: appId, TEAMS_APP_PASSWORD: appPassword, TEAMS_TENANT_ID: tenantId = MULTI_TENANT, TEAMS_SERVICE_HOSTS: moreHosts = [] } = given;
  if (appId === undefined || appPassword === undefined) {
    const spoken = Object.keys(given).some((name) => name.startsWith('TEAMS_'));
    const missing = [...(appId === undefined ? ['TEAMS_APP_ID'] : []), ...(appPassword === undefined ? ['TEAMS_APP_PASSWORD'] : [])];
    return { bot: null, faults: spoken ? missing.map((name) => `${name}: missing beside the other variables of Skype and Teams`) : [] };
  }
  const bot = { appId, appPassword, tenantId, loginUrl: LOGIN_URL, openIdUrl: OPENID_URL, serviceHosts: [...SERVICE_HOSTS, ...moreHosts], localUrl: null, unsignedFromLocal: false };
  return { bot, faults: [] };
}
