import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** How a request names its receiver: by telephone number, or by the id that WhatsApp has for this business. */
export type Recipient = { readonly to: string } | { readonly recipient: string };

// CC.alphanumeric, and CC.ENT.alphanumeric for the id that several accounts of one business share.
const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** The receiver that an address of a contact point means; null: neither a telephone number of some country nor a user id. */
export function recipientOf(address: string): Recipient | null {
  if (USER_ID.test(address)) return { recipient: address };
  const number = parsePhoneNumberFromString(address, { extract: false });
  // Numbers of no country (satellites, freephone) have no WhatsApp account; whether one of a country has, only WhatsApp can tell.
  if (!address.startsWith('+') || number === undefined || !number.isPossible() || number.isNonGeographic()) return null;
  return { to: number.number.slice(1) };
}

/** The address under which a contact point keeps what WhatsApp calls `wa_id` or `user_id`; null: neither. */
export function addressOf(told: string): string | null {
  if (USER_ID.test(told)) return told;
  return /^\+?\d{6,15}$/.test(told) ? `+${told.replace('+', '')}` : null;
}
