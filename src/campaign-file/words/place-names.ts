import { isZone } from '../../domain/zone.ts';
import { didYouMean, nearest } from '../reading/did-you-mean.ts';
import { readsText } from './reads-text.ts';

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
// Codes with a name that are no country of a customer: groups, outlying dependencies, codes for private use.
const NO_COUNTRY = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ', 'UK', 'FX', 'AN', 'BU', 'CS', 'DD', 'NT', 'SU', 'TP', 'YD', 'YU', 'ZR', 'VD', 'NH', 'HV', 'DY', 'RH']);
const COMMON_SLIPS: Readonly<Record<string, string>> = { UK: 'GB', EN: 'GB', EL: 'GR', EIRE: 'IE', UAE: 'AE', USA: 'US', RSA: 'ZA' };

/** True for an ISO 3166-1 alpha-2 country code in capitals. */
export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !NO_COUNTRY.has(code) && regionNames.of(code) !== undefined;
}

/** The country that was probably meant, by a common slip, by case or by its English name. */
export function proposeCountry(text: string): string | null {
  const capitals = text.toUpperCase();
  const code = COMMON_SLIPS[capitals] ?? (isCountry(capitals) ? capitals : codeOfName(text));
  return code === null ? 'two capital letters of ISO 3166, such as DE, FR or "NO"' : `did you mean ${code} (${regionNames.of(code) ?? code})?`;
}

function codeOfName(name: string): string | null {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
  const codes = letters.flatMap((first) => letters.map((second) => first + second)).filter(isCountry);
  const names = new Map(codes.map((code) => [regionNames.of(code) ?? code, code]));
  return names.get(nearest(name, name.length > 3 ? names.keys() : []) ?? '') ?? null;
}

/** True for an IANA zone in its usual spelling (`Europe/London`): any other spelling would confuse its next reader. */
export function isTimeZone(name: string): boolean {
  return /^[A-Z]/.test(name) && isZone(name);
}

/** The zone that was probably meant, by its name or its city. */
export function proposeTimeZone(name: string): string | null {
  const zones = Intl.supportedValuesOf('timeZone');
  const city = name.split('/').at(-1) ?? name;
  const byCity = nearest(city, zones.map((zone) => zone.split('/').at(-1) ?? zone));
  const zone = nearest(name, zones) ?? zones.find((known) => known.endsWith(`/${byCity ?? ''}`));
  return zone === undefined ? 'an IANA name such as Europe/Berlin' : didYouMean(zone, [zone]);
}

/** True for a language tag in its usual spelling: `en`, `pt-BR`, `zh-CN`. */
export function isLocale(tag: string): boolean {
  return /^[a-z]{2,3}(?:-|$)/.test(tag) && usualSpelling(tag) === tag;
}

function proposeLocale(tag: string): string | null {
  const tidy = tag.replaceAll('_', '-').toLowerCase();
  const spelt = /^[a-z]{2,3}(?:-|$)/.test(tidy) ? usualSpelling(tidy) : null;
  return spelt === null ? null : `did you mean "${spelt}"?`;
}

/** A language tag as BCP 47 spells it; null for what is none. */
function usualSpelling(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export const country = readsText({
  expected: 'a country code',
  examples: ['DE', 'FR', 'NO'],
  pattern: '^[A-Z]{2}$',
  read: (code) => (isCountry(code) ? code : null),
  propose: proposeCountry,
});

/** Stands in a table by country for all that are not named. */
const ALL_OTHERS = '*';

export const countryOrElse = readsText({
  expected: 'a country code, or "*" for all others',
  examples: [ALL_OTHERS, 'DE'],
  pattern: '^([A-Z]{2}|\\*)$',
  read: (code) => (code === ALL_OTHERS || isCountry(code) ? code : null),
  propose: proposeCountry,
});

export const timeZone = readsText({
  expected: 'an IANA time zone such as Europe/London',
  examples: ['Europe/London'],
  read: (name) => (isTimeZone(name) ? name : null),
  propose: proposeTimeZone,
});

export const locale = readsText({
  expected: 'a language tag such as en, de or zh-CN',
  examples: ['en', 'zh-CN'],
  read: (tag) => (isLocale(tag) ? tag : null),
  propose: proposeLocale,
});
