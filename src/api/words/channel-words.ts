import type { PageLanguage, WordsOf } from './page-language.ts';

const MAIL: WordsOf<string> = {
  en: 'E-mail', de: 'E-Mail', fr: 'E-mail', es: 'Correo electrónico', it: 'E-mail', pt: 'E-mail', nl: 'E-mail', pl: 'E-mail', ja: 'メール', ko: '이메일', 'zh-CN': '电子邮件', 'zh-TW': '電子郵件', ar: 'البريد الإلكتروني',
};

/** Channels whose name is a word and not a brand. */
const WORDS: Readonly<Partial<Record<string, WordsOf<string>>>> = { email: MAIL };

/** What customers call the channel; of a brand its title. */
export function channelWord(channel: string, title: string | undefined, language: PageLanguage): string {
  return WORDS[channel]?.[language] ?? title ?? channel;
}
