/** Languages that WhatsApp knows with a region only, or without the region that others write. */
const OWN_CODES: Readonly<Record<string, string>> = {
  zh: 'zh_CN', 'zh-Hans': 'zh_CN', 'zh-Hant': 'zh_TW', 'zh-SG': 'zh_CN', 'zh-MO': 'zh_HK',
  pt: 'pt_PT', no: 'nb', 'nb-NO': 'nb', iw: 'he', in: 'id', 'en-AU': 'en_GB', 'en-IE': 'en_GB', 'en-NZ': 'en_GB', 'en-IN': 'en', 'en-CA': 'en_US',
};
/** Codes with a region that WhatsApp has; of every other language it knows the bare code only. */
const REGIONAL: ReadonlySet<string> = new Set(['en_GB', 'en_US', 'es_AR', 'es_ES', 'es_MX', 'pt_BR', 'pt_PT', 'zh_CN', 'zh_HK', 'zh_TW']);

/** The code under which WhatsApp keeps a template of this language tag: zh-CN → zh_CN, de-AT → de. A template file may name another. */
export function languageCode(locale: string): string {
  const { language, region, baseName } = new Intl.Locale(locale);
  const own = OWN_CODES[baseName] ?? OWN_CODES[locale];
  if (own !== undefined) return own;
  const regional = `${language}_${region ?? ''}`;
  return REGIONAL.has(regional) ? regional : (OWN_CODES[language] ?? language);
}
