/** Labels that shops write and no list of countries has. Null: the label names no single country. */
const ALIASES: Readonly<Record<string, string | null>> = {
  'eire': 'IE',
  'rsa': 'ZA',
  'usa': 'US',
  'uk': 'GB',
  'england': 'GB',
  'korea': 'KR',
  'uae': 'AE',
  'czech republic': 'CZ',
  'hong kong': 'HK',
  'macau': 'MO',
  'turkey': 'TR',
  'russian federation': 'RU',
  'channel islands': null, // Jersey or Guernsey
  'west indies': null,
  'european community': null,
  'unspecified': null,
};

const codes = new Map<string, string | null>();

/** ISO 3166-1 alpha-2 of a country's English label or code in any case; null when the label names none. */
export function countryCode(label: string): string | null {
  if (codes.size === 0) fillCodes();
  return codes.get(label) ?? codes.get(label.toLowerCase()) ?? null;
}

/** True for two letters of ISO 3166-1, in any case. */
export function isCountryCode(text: string): boolean {
  return /^[A-Za-z]{2}$/.test(text) && countryCode(text) === text.toUpperCase();
}

/** Whether a label is understood, be it as no single country. */
export function isCountryLabel(label: string): boolean {
  if (codes.size === 0) fillCodes();
  return codes.has(label.toLowerCase());
}

function fillCodes(): void {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  for (const code of allPairs()) {
    const name = names.of(code);
    if (name === undefined || NO_COUNTRIES.has(code)) continue;
    codes.set(name, code); // as most files write it: no need to lower its case first
    codes.set(name.toLowerCase(), code);
    codes.set(code.toLowerCase(), code);
  }
  for (const [label, code] of Object.entries(ALIASES)) codes.set(label, code);
}

// Region codes that are reserved, historic or stand for more than a country.
const NO_COUNTRIES = new Set(['AC', 'AN', 'BU', 'CP', 'CQ', 'CS', 'DD', 'DG', 'DY', 'EA', 'EU', 'EZ', 'FX', 'HV', 'IC', 'NH', 'NT',
  'QO', 'QU', 'RH', 'SU', 'TA', 'TP', 'UK', 'UN', 'VD', 'XA', 'XB', 'XK', 'YD', 'YU', 'ZR', 'ZZ']);

function* allPairs(): Generator<string> {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
  for (const first of letters) for (const second of letters) yield first + second;
}
