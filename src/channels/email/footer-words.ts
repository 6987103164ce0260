/** The words around sender and links that stand under every mail. */
export interface FooterWords {
  /** Why the receiver gets this mail; `{shop}` is the name the mail is from. */
  readonly why: string;
  readonly unsubscribe: string;
  readonly preferences: string;
}

/** By BCP 47 locale; a template in a language that is not listed does not compile. */
export const FOOTER_WORDS: Readonly<Record<string, FooterWords>> = {
  en: {
    why: 'You receive this e-mail because you ordered from {shop} or agreed to hear from us.',
    unsubscribe: 'Unsubscribe',
    preferences: 'E-mail preferences',
  },
  de: {
    why: 'Sie erhalten diese E-Mail, weil Sie bei {shop} bestellt oder dem Erhalt zugestimmt haben.',
    unsubscribe: 'Abbestellen',
    preferences: 'E-Mail-Einstellungen',
  },
  fr: {
    why: 'Vous recevez cet e-mail parce que vous avez commandé chez {shop} ou accepté de recevoir de nos nouvelles.',
    unsubscribe: 'Se désabonner',
    preferences: 'Préférences e-mail',
  },
  'zh-CN': {
    why: '您收到此邮件，是因为您曾在 {shop} 下单，或同意接收我们的邮件。',
    unsubscribe: '退订',
    preferences: '邮件偏好设置',
  },
};

/** Footer words of a locale, by its own name, then by its language (`de-AT` is served by `de`); null when there are none. */
export function footerWords(locale: string): FooterWords | null {
  const language = locale.split('-')[0] ?? locale;
  const key = [locale, language].find((name) => Object.hasOwn(FOOTER_WORDS, name))
    ?? Object.keys(FOOTER_WORDS).find((name) => name.startsWith(`${language}-`));
  return key === undefined ? null : (FOOTER_WORDS[key] ?? null);
}
