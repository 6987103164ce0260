import { localeChain } from '../../domain/locale-chain.ts';

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
  'zh-TW': {
    why: '您收到這封郵件，是因為您曾在 {shop} 訂購，或同意接收我們的郵件。',
    unsubscribe: '取消訂閱',
    preferences: '郵件偏好設定',
  },
  es: {
    why: 'Recibe este correo porque ha comprado en {shop} o ha aceptado recibir nuestras noticias.',
    unsubscribe: 'Darse de baja',
    preferences: 'Preferencias de correo',
  },
  it: {
    why: 'Riceve questa e-mail perché ha ordinato da {shop} o ha accettato di ricevere nostre notizie.',
    unsubscribe: 'Annulla l’iscrizione',
    preferences: 'Preferenze e-mail',
  },
  pt: {
    why: 'Recebe este e-mail porque fez uma encomenda em {shop} ou aceitou receber notícias nossas.',
    unsubscribe: 'Cancelar a subscrição',
    preferences: 'Preferências de e-mail',
  },
  'pt-BR': {
    why: 'Você recebe este e-mail porque comprou na {shop} ou aceitou receber nossas novidades.',
    unsubscribe: 'Cancelar inscrição',
    preferences: 'Preferências de e-mail',
  },
  nl: {
    why: 'U ontvangt deze e-mail omdat u bij {shop} hebt besteld of ermee hebt ingestemd van ons te horen.',
    unsubscribe: 'Afmelden',
    preferences: 'E-mailvoorkeuren',
  },
  pl: {
    why: 'Otrzymują Państwo tę wiadomość, ponieważ złożyli Państwo zamówienie w {shop} lub zgodzili się na kontakt.',
    unsubscribe: 'Rezygnacja z subskrypcji',
    preferences: 'Preferencje e-mail',
  },
  ko: {
    why: '{shop}에서 주문하셨거나 수신에 동의하셨기 때문에 이 이메일을 보내 드립니다.',
    unsubscribe: '수신 거부',
    preferences: '이메일 수신 설정',
  },
  ja: {
    why: 'このメールは、{shop} でご注文いただいた方、または配信に同意いただいた方にお送りしています。',
    unsubscribe: '配信停止',
    preferences: 'メール設定',
  },
  ar: {
    why: 'تصلك هذه الرسالة لأنك طلبت من {shop} أو وافقت على تلقي رسائلنا.',
    unsubscribe: 'إلغاء الاشتراك',
    preferences: 'تفضيلات البريد',
  },
  he: {
    why: 'קיבלת את ההודעה הזאת כי הזמנת מ־{shop} או הסכמת לקבל מאיתנו עדכונים.',
    unsubscribe: 'הסרה מרשימת התפוצה',
    preferences: 'העדפות דוא״ל',
  },
  fa: {
    why: 'این ایمیل را دریافت می‌کنید، چون از {shop} سفارش داده‌اید یا با دریافت خبرهای ما موافقت کرده‌اید.',
    unsubscribe: 'لغو اشتراک',
    preferences: 'تنظیمات ایمیل',
  },
  ur: {
    why: 'آپ کو یہ ای میل اس لیے ملی ہے کہ آپ نے {shop} سے آرڈر کیا تھا یا ہماری خبریں پانے پر رضامندی دی تھی۔',
    unsubscribe: 'اطلاعات بند کریں',
    preferences: 'ای میل کی ترجیحات',
  },
};

/** Footer words of a locale, or of the nearest one that may answer for it (`de-AT` is served by `de`, `zh-HK` by `zh-TW`); null when there are none. */
export function footerWords(locale: string): FooterWords | null {
  const key = localeChain(locale).find((name) => Object.hasOwn(FOOTER_WORDS, name));
  return key === undefined ? null : (FOOTER_WORDS[key] ?? null);
}
