/**
 * What a template may name. Compilers check every path against this table, whoever builds `RenderData` fills it,
 * editors and docs list it. An optional variable may be null and has to stand inside its own {{#if}}.
 * `event.…` is what the event says by which the customer was entered.
 * money: integer of 1/10,000 units. date: ISO calendar date, `2011-12-09`. link: made for each message by the channel.
 */
export const TEMPLATE_VARIABLES = {
  'customer.name': { kind: 'text', optional: true, sample: 'Sample Customer' },
  'customer.country': { kind: 'text', optional: true, sample: 'GB' },
  'customer.tierTitle': { kind: 'text', optional: true, sample: 'Silver' },
  'customer.tierBadge': { kind: 'text', optional: true, sample: '★ Silver' },
  'customer.orderCount': { kind: 'number', optional: false, sample: 3 },
  'customer.firstOrderOn': { kind: 'date', optional: true, sample: '2011-01-18' },
  'customer.lastOrderOn': { kind: 'date', optional: true, sample: '2011-10-31' },
  'tier.nextTitle': { kind: 'text', optional: true, sample: 'Gold' },
  'tier.missingToNext': { kind: 'money', optional: true, sample: 1_200_000 },
  'tier.missingToKeep': { kind: 'money', optional: true, sample: 450_000 },
  'tier.rights': { kind: 'text', optional: true, sample: 'Free shipping, Early access' },
  'tier.currency': { kind: 'text', optional: false, sample: 'GBP' },
  'shop.name': { kind: 'text', optional: false, sample: 'Example & Shop' },
  'shop.currency': { kind: 'text', optional: false, sample: 'GBP' },
  'shop.deliveryDays': { kind: 'text', optional: true, sample: '3–5' },
  'shop.paymentMethods': { kind: 'text', optional: true, sample: 'PayPal, bank transfer' },
  'order.number': { kind: 'text', optional: true, sample: '536365' },
  'order.value': { kind: 'money', optional: true, sample: 1_391_200 },
  'order.currency': { kind: 'text', optional: true, sample: 'GBP' },
  'order.placedOn': { kind: 'date', optional: true, sample: '2011-10-31' },
  'order.shippedOn': { kind: 'date', optional: true, sample: '2011-11-02' },
  'order.deliveredOn': { kind: 'date', optional: true, sample: '2011-11-05' },
  'event.orderNumber': { kind: 'text', optional: true, sample: '536365' },
  'event.carrier': { kind: 'text', optional: true, sample: 'Example Parcels' },
  'event.trackingUrl': { kind: 'link', optional: true, sample: 'https://shop.example/track/536365' },
  'event.promisedOn': { kind: 'date', optional: true, sample: '2011-11-04' },
  'event.labelUrl': { kind: 'link', optional: true, sample: 'https://shop.example/label/536365.pdf' },
  'event.payUrl': { kind: 'link', optional: true, sample: 'https://shop.example/pay/536365' },
  'promotion.title': { kind: 'text', optional: true, sample: '10 % off your next order' },
  'promotion.code': { kind: 'text', optional: true, sample: 'SAMPLE2345' },
  'promotion.percent': { kind: 'number', optional: true, sample: 10 },
  'promotion.amount': { kind: 'money', optional: true, sample: 50_000 },
  'promotion.minimumSpend': { kind: 'money', optional: true, sample: 300_000 },
  'promotion.currency': { kind: 'text', optional: true, sample: 'GBP' },
  'promotion.product': { kind: 'text', optional: true, sample: '84029E' },
  'promotion.endsOn': { kind: 'date', optional: true, sample: '2011-12-24' },
  'agreement.discountPercent': { kind: 'number', optional: true, sample: 5 },
  'agreement.rebatePercent': { kind: 'number', optional: true, sample: 3 },
  'agreement.missingToRebate': { kind: 'money', optional: true, sample: 8_500_000 },
  'agreement.currency': { kind: 'text', optional: true, sample: 'GBP' },
  'agreement.endsOn': { kind: 'date', optional: true, sample: '2012-11-30' },
  'suggestion.idea': { kind: 'text', optional: true, sample: 'A lantern for the garden' },
  'suggestion.note': { kind: 'text', optional: true, sample: 'It will be in the shop in May.' },
  'words.subject': { kind: 'text', optional: true, sample: 'Your question about the lantern' },
  'words.text': { kind: 'text', optional: true, lines: true, sample: 'Thank you for asking. It comes with a stand.' },
  'products.count': { kind: 'number', optional: true, sample: 2 },
  'sender.legalName': { kind: 'text', optional: false, sample: 'Example Shop Ltd' },
  'sender.fromName': { kind: 'text', optional: false, sample: 'Example & Shop' },
  'unsubscribeUrl': { kind: 'link', optional: false, sample: 'https://shop.example/u/sample' },
  'preferencesUrl': { kind: 'link', optional: false, sample: 'https://shop.example/preferences/sample' },
  'confirmUrl': { kind: 'link', optional: false, sample: 'https://shop.example/y/sample' },
  'rateUrl1': { kind: 'link', optional: false, sample: 'https://shop.example/r/sample-1' },
  'rateUrl2': { kind: 'link', optional: false, sample: 'https://shop.example/r/sample-2' },
  'rateUrl3': { kind: 'link', optional: false, sample: 'https://shop.example/r/sample-3' },
  'rateUrl4': { kind: 'link', optional: false, sample: 'https://shop.example/r/sample-4' },
  'rateUrl5': { kind: 'link', optional: false, sample: 'https://shop.example/r/sample-5' },
  'invitationUrl': { kind: 'link', optional: true, sample: 'https://shop.example/i/sample' },
} as const satisfies Readonly<Record<string, TemplateVariable>>;

/** What `{{#products}}` names of each product that a message shows. */
export const PRODUCT_VARIABLES = {
  'product.title': { kind: 'text', optional: false, sample: 'Sample lantern & holder' },
  'product.price': { kind: 'money', optional: true, sample: 29_500 },
  'product.url': { kind: 'link', optional: true, sample: 'https://shop.example/lantern' },
  'product.picture': { kind: 'link', optional: true, sample: 'https://shop.example/lantern.jpg' },
  'product.review': { kind: 'text', optional: true, sample: '★★★★★ “A sample of a review” (sample)' },
} as const satisfies Readonly<Record<string, TemplateVariable>>;

export interface TemplateVariable {
  readonly kind: 'text' | 'number' | 'money' | 'date' | 'link';
  readonly optional: boolean;
  /** Its lines stay lines; absent: it is one line. */
  readonly lines?: true;
  readonly sample: string | number;
}

/** The entry of a path as it stands in a template, or null when no such variable exists. */
export function templateVariable(path: string): TemplateVariable | null {
  return entryOf(TEMPLATE_VARIABLES, path);
}

/** The same for what stands inside `{{#products}}`. */
export function productVariable(path: string): TemplateVariable | null {
  return entryOf(PRODUCT_VARIABLES, path);
}

function entryOf(table: Readonly<Record<string, TemplateVariable>>, path: string): TemplateVariable | null {
  return Object.hasOwn(table, path) ? (table[path] ?? null) : null;
}
