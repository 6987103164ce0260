import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** ISO 3166-1 alpha-2 of an address that names it: a telephone number, or a user id that begins with its country. Null: it says nothing. */
export function countryOfAddress(address: string): string | null {
  if (/^[A-Z]{2}\.(?!.*@)/.test(address)) return address.slice(0, 2);
  return address.startsWith('+') ? (parsePhoneNumberFromString(address, { extract: false })?.country ?? null) : null;
}
