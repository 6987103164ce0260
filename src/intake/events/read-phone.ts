import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** A telephone number as E.164 writes it, with the country to which it belongs. */
export interface ReadPhone {
  readonly number: string;
  /** ISO 3166-1 alpha-2; null for numbers of no country, such as those of satellites. */
  readonly country: string | null;
}

/** The number that a text means, by the numbering plans of all countries; one without a country code is read as of `country`. Null: none could exist. */
export function readPhone(text: string, country: string | null): ReadPhone | null {
  const home = knownCountry(country);
  const read = parsePhoneNumberFromString(text, home === null ? { extract: false } : { defaultCountry: home, extract: false });
  return read === undefined || !read.isValid() ? null : { number: read.number, country: read.country ?? null };
}

function knownCountry(country: string | null): CountryCode | null {
  return country !== null && isSupportedCountry(country) ? country : null;
}
