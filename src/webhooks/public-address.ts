import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { isLoopbackHost } from '../domain/webhook-url.ts';

// What the registries of special-purpose addresses (IANA) name, multicast, and what is not given out. Of IPv6 only global unicast is left.
const NOT_PUBLIC = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24],
  ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3],
] as const) NOT_PUBLIC.addSubnet(network, bits, 'ipv4');
// 2001::/23 holds Teredo, 2002::/16 is 6to4: both lead to IPv4 addresses.
for (const [network, bits] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) NOT_PUBLIC.addSubnet(network, bits, 'ipv6');
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet('2000::', 3, 'ipv6');

/** True for an address that anybody on the internet may be behind: neither this machine nor anything of its own network. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !NOT_PUBLIC.check(address, 'ipv4');
  return family === 6 && GLOBAL_UNICAST.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
}

export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';

  constructor(host: string) {
    super(`${host} has a private address; allow it with TOUCHLINE_WEBHOOK_PRIVATE_HOSTS if it is meant`);
  }
}

/** Why a host written as an address may not be called: no name is looked up for it. */
export function privateAddressOf(host: string, allowed: readonly string[]): PrivateAddressError | null {
  const address = host.replace(/^\[(.*)\]$/, '$1');
  return isIP(address) === 0 || isPublicAddress(address) || isLoopbackHost(host) || allowed.includes(address) ? null : new PrivateAddressError(host);
}

/** Looks a name up and answers only if all its addresses may be called. What is connected to is what was looked at: the name is not asked again. */
export function guardedLookup(allowed: readonly string[]): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const isAllowed = isLoopbackHost(host) || allowed.includes(host) || (addresses ?? []).every(({ address }) => isPublicAddress(address));
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) done(error ?? new Error(`${host} has no address`), '', 4);
      else if (!isAllowed) done(new PrivateAddressError(host), '', 4);
      else if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}
