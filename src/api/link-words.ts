/** Words of the pages that a customer may see, in the languages of the messages. */
export interface LinkWords {
  readonly language: string;
  readonly unsubscribeTitle: string;
  readonly unsubscribeAsk: string;
  readonly unsubscribeButton: string;
  readonly unsubscribedTitle: string;
  readonly unsubscribedText: string;
  readonly preferencesTitle: string;
  readonly preferencesAsk: string;
  readonly preferencesButton: string;
  readonly preferencesSaved: string;
  readonly preferencesLink: string;
}

const ENGLISH: LinkWords = {
  language: 'en',
  unsubscribeTitle: 'Unsubscribe',
  unsubscribeAsk: 'You will get no more offers and news this way. Messages about your orders are not affected.',
  unsubscribeButton: 'Unsubscribe',
  unsubscribedTitle: 'You are unsubscribed',
  unsubscribedText: 'We will send you no more offers and news this way.',
  preferencesTitle: 'Your preferences',
  preferencesAsk: 'Where may we send you offers and news?',
  preferencesButton: 'Save',
  preferencesSaved: 'Saved.',
  preferencesLink: 'Change your preferences',
};

const WORDS: readonly LinkWords[] = [
  ENGLISH,
  {
    language: 'de',
    unsubscribeTitle: 'Abmelden',
    unsubscribeAsk: 'Sie erhalten auf diesem Weg keine Angebote und Neuigkeiten mehr. Nachrichten zu Ihren Bestellungen sind davon nicht betroffen.',
    unsubscribeButton: 'Abmelden',
    unsubscribedTitle: 'Sie sind abgemeldet',
    unsubscribedText: 'Wir senden Ihnen auf diesem Weg keine Angebote und Neuigkeiten mehr.',
    preferencesTitle: 'Ihre Einstellungen',
    preferencesAsk: 'Wohin dürfen wir Ihnen Angebote und Neuigkeiten senden?',
    preferencesButton: 'Speichern',
    preferencesSaved: 'Gespeichert.',
    preferencesLink: 'Einstellungen ändern',
  },
  {
    language: 'fr',
    unsubscribeTitle: 'Se désabonner',
    unsubscribeAsk: 'Vous ne recevrez plus d’offres ni de nouvelles par ce moyen. Les messages concernant vos commandes ne sont pas touchés.',
    unsubscribeButton: 'Se désabonner',
    unsubscribedTitle: 'Vous êtes désabonné(e)',
    unsubscribedText: 'Nous ne vous enverrons plus d’offres ni de nouvelles par ce moyen.',
    preferencesTitle: 'Vos préférences',
    preferencesAsk: 'Où pouvons-nous vous envoyer des offres et des nouvelles ?',
    preferencesButton: 'Enregistrer',
    preferencesSaved: 'Enregistré.',
    preferencesLink: 'Modifier vos préférences',
  },
  {
    language: 'zh-CN',
    unsubscribeTitle: '退订',
    unsubscribeAsk: '退订后，您将不再通过此渠道收到优惠和资讯。与订单有关的通知不受影响。',
    unsubscribeButton: '退订',
    unsubscribedTitle: '您已退订',
    unsubscribedText: '我们不会再通过此渠道向您发送优惠和资讯。',
    preferencesTitle: '您的偏好',
    preferencesAsk: '我们可以通过哪些渠道向您发送优惠和资讯？',
    preferencesButton: '保存',
    preferencesSaved: '已保存。',
    preferencesLink: '修改偏好',
  },
];

/** Words in the language of the message; when we do not speak it, in one that the browser asks for, else English. */
export function linkWords(locale: string, acceptLanguage: string | undefined): LinkWords {
  const asked = (acceptLanguage ?? '').split(',').map((part) => part.split(';', 1)[0]?.trim() ?? '');
  for (const language of [locale, ...asked]) {
    const base = language.toLowerCase().split(/[-_]/, 1)[0];
    const words = WORDS.find((known) => known.language.split('-', 1)[0] === base);
    if (words !== undefined) return words;
  }
  return ENGLISH;
}
