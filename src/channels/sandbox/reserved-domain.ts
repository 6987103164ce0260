const RESERVED_TOP_LEVEL: ReadonlySet<string> = new Set(['example', 'test', 'invalid', 'localhost']);
const RESERVED_SECOND_LEVEL: ReadonlySet<string> = new Set(['example.com', 'example.net', 'example.org']);

/** Whether an address lies under a domain that RFC 2606 keeps free, so that no real person can own it. */
export function isReservedAddress(address: string): boolean {
  const labels = address.slice(address.lastIndexOf('@') + 1).toLowerCase().replace(/\.$/, '').split('.');
  return RESERVED_TOP_LEVEL.has(labels.at(-1) ?? '') || RESERVED_SECOND_LEVEL.has(labels.slice(-2).join('.'));
}
