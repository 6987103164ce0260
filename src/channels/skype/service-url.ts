import type { SkypeSettings } from './settings.ts';

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether an address leads to this machine over plain HTTP. */
export function isLoopbackUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  return protocol === 'http:' && LOOPBACK_HOSTS.has(hostname) && username === '' && password === '';
}

/**
 * The address to which requests for a reference may go, with a slash at its end; null: its host may not see our token. The sandbox has one
 * address of its own, which changes with every start, and is never left for another.
 */
export function serviceBase(told: string, { localUrl, serviceHosts }: Pick<SkypeSettings, 'localUrl' | 'serviceHosts'>): string | null {
  if (localUrl !== null) return isLoopbackUrl(localUrl) ? withSlash(localUrl) : null;
  if (!URL.canParse(told)) return null;
  const { protocol, hostname, port, username, password } = new URL(told);
  const isPlain = protocol === 'https:' && port === '' && username === '' && password === '';
  return isPlain && serviceHosts.some((host) => hostname === host || (host.startsWith('.') && hostname.endsWith(host))) ? withSlash(told) : null;
}

/** Without what would stand behind the path. */
function withSlash(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname.endsWith('/') ? pathname : `${pathname}/`}`;
}
