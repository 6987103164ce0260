import { domainToASCII } from 'node:url';

/** A plain `local@domain` in the form that leaves on the wire, or null when it cannot be one. */
export function wireAddress(address: string): string | null {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  if (at < 1 || local.length > 64 || !LOCAL_PART.test(local)) return null;
  const domain = domainToASCII(address.slice(at + 1).toLowerCase());
  return local.length + 1 + domain.length > LONGEST_ADDRESS || !DOMAIN.test(domain) ? null : `${local}@${domain}`;
}

/** RFC 5321, 4.5.3.1.3: a path has 256 characters with its brackets, whatever its two sides may have. */
const LONGEST_ADDRESS = 254;

// Quoted local parts and letters outside ASCII exist on paper; neither is delivered reliably, and neither may reach a header.
const LOCAL_PART = /^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A text with every mail address in it blotted out: what servers answer may be kept, whom it is about may not. */
export function withoutAddresses(text: string): string {
  return text.replaceAll(/(?<![^\s<>"',;:()@])[^\s<>"',;:()@]+@[^\s<>"',;()]+/g, '[address]');
}
