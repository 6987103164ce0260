const IPV4 = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/i;
const GROUP = /^[0-9a-f]{1,4}$/i;
const [GROUPS, KEPT] = [8, 3];

/** The network of an address, without what names one machine in it: the first 24 bits of IPv4, the first 48 of IPv6. Null for what is neither. */
export function networkOf(address: string): string | null {
  const [, ...bytes] = IPV4.exec(address) ?? [];
  if (bytes.length > 0) return bytes.every((byte) => Number(byte) <= 255) ? `${bytes.map(Number).join('.')}.0/24` : null;
  const groups = groupsOf(address.split('%', 1)[0] ?? '');
  return groups === null ? null : `${groups.slice(0, KEPT).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/48`;
}

const listed = (text: string) => (text === '' ? [] : text.split(':'));

/** All eight groups of IPv6, those that are left out too. */
function groupsOf(address: string): readonly string[] | null {
  const [before = '', after, more] = address.split('::');
  const [head, tail] = [listed(before), after === undefined ? [] : listed(after)];
  const missing = GROUPS - head.length - tail.length;
  if (more !== undefined || (after === undefined ? missing !== 0 : missing < 1) || ![...head, ...tail].every((group) => GROUP.test(group))) return null;
  return [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
}
