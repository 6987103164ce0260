import type { OutgoingLinks, RenderData, Sender, ShownProduct } from '../contracts/channel.ts';
import { TEMPLATE_VARIABLES } from '../contracts/template-variables.ts';
import { localeChain } from '../domain/locale-chain.ts';

/** Data with an invented value for every variable, for previews without a customer and for checks of templates; in the words of the reader where there are some. */
export function sampleData(locale = 'en'): RenderData {
  const groups: Record<string, Record<string, string | number>> = {};
  const words = SAMPLE_WORDS[localeChain(locale).find((tag) => Object.hasOwn(SAMPLE_WORDS, tag)) ?? 'en'];
  for (const [path, { sample }] of Object.entries(TEMPLATE_VARIABLES)) {
    const [group = '', field] = path.split('.');
    if (field !== undefined) groups[group] = { ...groups[group], [field]: words?.texts[path] ?? sample };
  }
  const list = SAMPLE_PRODUCTS.map((product, place) => ({ ...product, title: words?.products[place] ?? product.title, review: product.review === null ? null : { ...product.review, text: words?.review ?? product.review.text } }));
  return { ...groups, products: { ...groups['products'], list } };
}

interface SampleWords {
  readonly texts: Readonly<Record<string, string>>;
  readonly products: readonly string[];
  readonly review?: string;
}

/** What differs in other languages than English. */
const SAMPLE_WORDS: Readonly<Record<string, SampleWords>> = {
  en: { texts: {}, products: [] },
  de: {
    texts: { 'customer.name': 'Beispiel Kundin', 'promotion.title': '10 % auf Ihre nächste Bestellung', 'customer.tierTitle': 'Silber', 'customer.tierBadge': '★ Silber', 'tier.rights': 'Kostenloser Versand, früherer Zugang', 'shop.paymentMethods': 'PayPal, Überweisung' },
    products: ['Beispiel-Laterne & Halter', 'Beispiel-Kissen'], review: 'Ein Beispiel für eine Bewertung',
  },
  fr: {
    texts: { 'customer.name': 'Cliente Exemple', 'promotion.title': '10 % sur votre prochaine commande', 'customer.tierTitle': 'Argent', 'customer.tierBadge': '★ Argent', 'tier.rights': 'Livraison gratuite, accès anticipé', 'shop.paymentMethods': 'PayPal, virement' },
    products: ['Lanterne d’exemple & support', 'Coussin d’exemple'], review: 'Un exemple d’avis',
  },
  'zh-CN': {
    texts: { 'customer.name': '示例顾客', 'promotion.title': '下一单九折', 'customer.tierTitle': '银牌客户', 'customer.tierBadge': '★ 银牌', 'tier.rights': '免运费、优先购', 'shop.paymentMethods': 'PayPal、银行转账' },
    products: ['示例灯笼与灯架', '示例抱枕'], review: '这是一条示例评价',
  },
  ar: {
    texts: { 'customer.name': 'عميلة تجريبية', 'promotion.title': 'خصم 10٪ على طلبك القادم', 'customer.tierTitle': 'فضي', 'customer.tierBadge': '★ فضي', 'tier.rights': 'شحن مجاني، وصول مبكر', 'shop.paymentMethods': 'PayPal، تحويل مصرفي' },
    products: ['فانوس تجريبي مع حامل', 'وسادة تجريبية'], review: 'نموذج لتقييم',
  },
};

const SAMPLE_PRODUCTS: readonly ShownProduct[] = [
  { title: 'Sample lantern & holder', price: 29_500, currency: 'GBP', url: 'https://shop.example/lantern', picture: 'https://shop.example/lantern.jpg', review: { rating: 5, source: 'sample', text: 'A sample of a review' } },
  { title: 'Sample cushion', price: null, currency: 'GBP', url: null, picture: null, review: null },
];

/** The same with nothing that may be missing: what the poorest customer record gives. */
export function sparseSampleData(): RenderData {
  const groups: Record<string, Record<string, string | number | null>> = {};
  for (const [path, { sample, optional }] of Object.entries(TEMPLATE_VARIABLES)) {
    const [group = '', field] = path.split('.');
    if (field !== undefined) groups[group] = { ...groups[group], [field]: optional ? null : sample };
  }
  return groups;
}

/** Links that lead nowhere, in the shape of real ones. */
export const SAMPLE_LINKS: OutgoingLinks = {
  baseUrl: 'https://shop.example',
  unsubscribeUrl: 'https://shop.example/u/sample',
  preferencesUrl: 'https://shop.example/p/sample',
  confirmUrl: 'https://shop.example/y/sample',
  invitationUrl: 'https://shop.example/i/sample',
  rateUrl: (stars) => `https://shop.example/r/sample-${stars}`,
  redirectUrl: (linkIndex) => `https://shop.example/c/sample-${linkIndex}`,
};

export const SAMPLE_SENDER: Sender = {
  legalName: 'Example Shop Ltd',
  postalAddress: '12 Example Street, Sampleton EX1 2MP, United Kingdom',
  fromName: 'Example & Shop',
  fromAddress: 'hello@shop.example',
  replyTo: 'hello@shop.example',
  domain: 'shop.example',
};
