import type { WordsOf } from './page-language.ts';

/** Kinds of promotion as a customer would call them, by tool; a tool without words is not asked about. */
export const PROMOTION_WORDS: WordsOf<Readonly<Partial<Record<string, string>>>> = {
  en: { coupon: 'Vouchers', sample: 'Free samples', trial: 'Trying products out', 'free-shipping': 'Free delivery', rebate: 'Money back after volume', gift: 'Small gifts', referral: 'Rewards for recommending us' },
  de: { coupon: 'Gutscheine', sample: 'Gratisproben', trial: 'Produkte ausprobieren', 'free-shipping': 'Kostenlose Lieferung', rebate: 'Rückvergütung nach Umsatz', gift: 'Kleine Geschenke', referral: 'Prämien für Empfehlungen' },
  fr: { coupon: 'Bons de réduction', sample: 'Échantillons gratuits', trial: 'Essais de produits', 'free-shipping': 'Livraison gratuite', rebate: 'Remise après volume', gift: 'Petits cadeaux', referral: 'Récompenses de parrainage' },
  es: { coupon: 'Cupones', sample: 'Muestras gratis', trial: 'Probar productos', 'free-shipping': 'Envío gratis', rebate: 'Devolución por volumen', gift: 'Pequeños regalos', referral: 'Premios por recomendarnos' },
  it: { coupon: 'Buoni sconto', sample: 'Campioni gratuiti', trial: 'Provare i prodotti', 'free-shipping': 'Consegna gratuita', rebate: 'Rimborso a volume', gift: 'Piccoli regali', referral: 'Premi per chi ci consiglia' },
  pt: { coupon: 'Vales de desconto', sample: 'Amostras grátis', trial: 'Experimentar produtos', 'free-shipping': 'Entrega grátis', rebate: 'Reembolso por volume', gift: 'Pequenas ofertas', referral: 'Prémios por recomendação' },
  nl: { coupon: 'Kortingsbonnen', sample: 'Gratis monsters', trial: 'Producten uitproberen', 'free-shipping': 'Gratis bezorging', rebate: 'Terugbetaling na omzet', gift: 'Kleine cadeaus', referral: 'Beloningen voor aanbevelingen' },
  pl: { coupon: 'Kupony', sample: 'Darmowe próbki', trial: 'Testowanie produktów', 'free-shipping': 'Darmowa dostawa', rebate: 'Zwrot po zakupach', gift: 'Drobne upominki', referral: 'Nagrody za polecenie' },
  ja: { coupon: 'クーポン', sample: '無料サンプル', trial: 'お試し', 'free-shipping': '送料無料', rebate: '購入額に応じた還元', gift: 'ちょっとした贈り物', referral: 'ご紹介特典' },
  ko: { coupon: '쿠폰', sample: '무료 샘플', trial: '제품 체험', 'free-shipping': '무료 배송', rebate: '구매액 환급', gift: '작은 선물', referral: '추천 보상' },
  'zh-CN': { coupon: '优惠券', sample: '免费样品', trial: '产品试用', 'free-shipping': '免运费', rebate: '满额返利', gift: '小礼品', referral: '推荐奖励' },
  'zh-TW': { coupon: '優惠券', sample: '免費樣品', trial: '產品試用', 'free-shipping': '免運費', rebate: '滿額回饋', gift: '小禮品', referral: '推薦獎勵' },
  ar: { coupon: 'قسائم الخصم', sample: 'عيّنات مجانية', trial: 'تجربة المنتجات', 'free-shipping': 'توصيل مجاني', rebate: 'استرداد بحسب حجم المشتريات', gift: 'هدايا صغيرة', referral: 'مكافآت على التوصية بنا' },
};
