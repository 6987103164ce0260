import type { FactChange, FactChangeOf } from '../../contracts/fact-change.ts';
import { ROLES } from '../../domain/customer.ts';
import { INQUIRY_KINDS } from '../../domain/inquiry-kind.ts';
import type { EventKind } from '../../domain/event.ts';
import { EventFields, isJsonObject, type JsonObject } from './event-fields.ts';
import type { StructureFault } from './wire-structure.ts';

const MESSAGE_KEYS = ['message', 'messageKey', 'message_key'] as const;
export const SKU_KEYS = ['sku', 'product_id', 'productId'] as const;
export const ORDER_KEYS = ['orderId', 'order_id'] as const;
const LONGEST_CODE = 200;
const MOST_LINES = 500;
const LONGEST_WORDS = 4_000;
/** A question may be a whole letter. */
const LONGEST_QUESTION = 19_600;

/** What an event of this kind changes, from its properties; all faults of the properties at once. */
export function readFactChange(kind: EventKind, properties: JsonObject, pointer: string): { change: FactChange; faults: readonly StructureFault[] } {
  const fields = new EventFields(properties, pointer);
  const change = READERS[kind]?.(fields) ?? { does: 'nothing' as const };
  return { change, faults: fields.faults };
}

// Kinds without a line change no fact: campaigns wait for them, and that is all.
const READERS: Readonly<Partial<Record<EventKind, (fields: EventFields) => FactChange>>> = {
  'order.placed': readOrder,
  'order.cancelled': (fields) => readCancellation(fields, 'cancelled'),
  'order.refunded': (fields) => readCancellation(fields, 'refunded'),
  'promotion.used': readPromotionUse,
  'review.given': (fields) => ({ does: 'feedback', what: 'review', stars: readStars(fields) }),
  'suggestion.given': (fields) => ({ does: 'suggestion', idea: fields.required(['idea'], '"garden-lantern"') ?? '', text: readWords(fields) }),
  'activity.joined': () => ({ does: 'feedback', what: 'activity', stars: null }),
  'return.opened': () => ({ does: 'feedback', what: 'return', stars: null }),
  'return.closed': () => ({ does: 'return-closed' }),
  'parcel.shipped': (fields) => readParcel(fields, 'shipped'),
  'parcel.delayed': (fields) => readParcel(fields, 'held-up'),
  'parcel.held': (fields) => readParcel(fields, 'held-up'),
  'parcel.delivered': (fields) => readParcel(fields, 'delivered'),
  'product.viewed': readView,
  'inquiry.received': readInquiry,
  'role.taken': (fields) => readRole(fields, true),
  'role.left': (fields) => readRole(fields, false),
  replied: (fields) => ({ does: 'reply', message: fields.text(MESSAGE_KEYS) }),
  delivered: (fields) => readReceipt(fields, 'delivered'),
  opened: (fields) => readReceipt(fields, 'opened'),
  clicked: (fields) => readReceipt(fields, 'clicked'),
  'message.passed-on': (fields) => readPassing(fields, true),
  'message.declined': (fields) => readPassing(fields, false),
  'consent.given': (fields) => readConsent(fields, true),
  'consent.withdrawn': (fields) => readConsent(fields, false),
  'contact-point.bounced': readBounce,
  complained: (fields) => ({ does: 'complaint', channel: fields.required(['channel'], '"email"') ?? '' }),
};

function readOrder(fields: EventFields): FactChangeOf<'order'> {
  const orderId = fields.required(ORDER_KEYS, '"1001"') ?? '';
  const lines = readLines(fields);
  const value = fields.money(['value', 'total', 'revenue', 'subtotal']);
  const found = fields.find(['value', 'total', 'revenue', 'subtotal']);
  if (found === null && lines.length === 0) fields.fault('missing', 'expected "value" (or "total"), such as 19.90, or "products" with prices');
  const sum = lines.reduce((total, line) => total + line.quantity * line.unitPrice, 0);
  if (!Number.isSafeInteger(sum)) fields.fault('not-money', 'the sum of the lines is too large');
  return { does: 'order', orderId, value: value ?? sum, currency: readCurrency(fields), country: readCountry(fields), lines, ...readReductions(fields) };
}

function readLines(fields: EventFields): FactChangeOf<'order'>['lines'] {
  const { items, pointer } = fields.list(['products', 'lines'], MOST_LINES);
  return items.flatMap((item, index) => {
    if (!isJsonObject(item)) {
      fields.fault('not-an-object', 'expected an object with sku, price and quantity', `${pointer}/${index}`);
      return [];
    }
    const line = new EventFields(item, `${pointer}/${index}`);
    const read = {
      sku: line.required(SKU_KEYS, '"KIT-7"') ?? '',
      title: line.text(['title', 'name'], 500),
      quantity: readQuantity(line),
      unitPrice: line.money(['unitPrice', 'price']) ?? 0,
    };
    fields.faults.push(...line.faults);
    return [read];
  });
}

function readQuantity(line: EventFields): number {
  const found = line.find(['quantity']);
  if (found === null) return 1;
  // Only these: an object may answer the question for its number with an error.
  const quantity = typeof found.value === 'number' || typeof found.value === 'string' ? Number(found.value) : NaN;
  if (Number.isInteger(quantity) && quantity > 0 && quantity <= 1_000_000_000) return quantity;
  line.fault('not-a-quantity', 'expected a whole number above zero', found.pointer);
  return 1;
}

function readCurrency(fields: EventFields): string | null {
  const text = fields.text(['currency']);
  if (text === null || /^[a-z]{3}$/i.test(text)) return text?.toUpperCase() ?? null;
  return fields.fault('not-a-currency', 'expected three letters, such as EUR', fields.find(['currency'])?.pointer);
}

function readCountry(fields: EventFields): string | null {
  const text = fields.text(['country']);
  if (text === null || /^[a-z]{2}$/i.test(text)) return text?.toUpperCase() ?? null;
  return fields.fault('not-a-country', 'expected two letters (ISO 3166-1), such as DE', fields.find(['country'])?.pointer);
}

const MOST_COUPONS = 20;

function readReductions(fields: EventFields): Pick<FactChangeOf<'order'>, 'coupons' | 'discount'> {
  const [coupons, discount] = [readCoupons(fields), fields.money(['discount'])];
  return { ...(coupons.length === 0 ? {} : { coupons }), ...(discount === null ? {} : { discount }) };
}

/** Codes of the order and of its lines, each once. */
function readCoupons(fields: EventFields): string[] {
  const whole = fields.text(['coupon', 'couponCode', 'coupon_code']);
  const listed = fields.list(['coupons'], MOST_COUPONS).items.filter((code) => typeof code === 'string');
  const ofLines = fields.list(['products', 'lines'], MOST_LINES).items.flatMap((item) => (isJsonObject(item) && typeof item['coupon'] === 'string' ? [item['coupon']] : []));
  const codes = [whole ?? '', ...listed, ...ofLines].map((code) => code.trim()).filter((code) => code !== '' && code.length <= 200);
  return [...new Set(codes)].slice(0, MOST_COUPONS);
}

/** One to five; a review may have none. */
function readStars(fields: EventFields): number | null {
  const found = fields.find(['rating', 'stars']);
  if (found === null) return null;
  const stars = typeof found.value === 'number' || typeof found.value === 'string' ? Number(found.value) : NaN;
  return stars >= 1 && stars <= 5 ? stars : fields.fault('not-a-rating', 'expected a number from 1 to 5', found.pointer);
}

function readRole(fields: EventFields, taken: boolean): FactChangeOf<'role'> {
  const role = fields.choice(['role'], ROLES);
  if (role === null && fields.faults.length === 0) fields.fault('missing', `expected "role", one of ${ROLES.join(', ')}`);
  return { does: 'role', role: role ?? 'buyer', taken };
}

function readPromotionUse(fields: EventFields): FactChangeOf<'promotion-use'> {
  const [code, promotion] = [fields.text(['code', 'coupon']), fields.text(['promotion'])];
  if (code === null && promotion === null && fields.faults.length === 0) fields.fault('missing', 'expected "code", such as "WELCOME10", or "promotion" with its name');
  return { does: 'promotion-use', code, promotion };
}

/** Without an amount the whole order is meant; Segment's partial refunds list their products. */
function readCancellation(fields: EventFields, newState: 'cancelled' | 'refunded'): FactChangeOf<'cancellation'> {
  const orderId = fields.required(ORDER_KEYS, '"1001"') ?? '';
  const told = fields.money(['amount', 'value', 'refund', 'total', 'revenue']);
  const lines = readLines(fields);
  const priced = lines.filter((line) => line.unitPrice > 0);
  const ofLines = priced.length === 0 ? null : priced.reduce((total, line) => total + line.quantity * line.unitPrice, 0);
  const amount = told ?? ofLines;
  return { does: 'cancellation', orderId, amount, newState, ...(amount === null || lines.length === 0 ? {} : { lines }) };
}

/** Without an order the newest is meant that has not come. */
function readParcel(fields: EventFields, what: FactChangeOf<'parcel'>['what']): FactChangeOf<'parcel'> {
  return { does: 'parcel', what, orderId: fields.text(ORDER_KEYS) };
}

/** A view without a code is kept and tells nothing. */
function readView(fields: EventFields): FactChange {
  const sku = readCode(fields, SKU_KEYS);
  return sku === null ? { does: 'nothing' } : { does: 'view', sku };
}

/** Many inquiries are about no product. */
function readInquiry(fields: EventFields): FactChangeOf<'inquiry'> {
  const sku = readCode(fields, [...SKU_KEYS, 'product']);
  const told = fields.find(['kind'])?.value;
  const kind = INQUIRY_KINDS.find((known) => known === told);
  return { does: 'inquiry', ...(kind === 'complaint' ? { complaint: true } : {}), ...(sku === null ? {} : { sku }), ...(kind === undefined ? {} : { kind }), ...readQuestion(fields) };
}

/** What was asked, and where the answer is to go. */
function readQuestion(fields: EventFields): Pick<FactChangeOf<'inquiry'>, 'text' | 'channel'> {
  const words = [fields.text(['subject'], 300), fields.text(['text', 'message'], LONGEST_QUESTION)].filter((part) => part !== null);
  const channel = fields.text(['channel'], 40);
  return { ...(words.length === 0 ? {} : { text: words.join('\n\n') }), ...(channel === null ? {} : { channel }) };
}

/** A code if there is one: what else a shop keeps under that name is no reason to refuse the event. */
function readCode(fields: EventFields, keys: readonly string[]): string | null {
  const told = fields.find(keys)?.value;
  const code = typeof told === 'string' || typeof told === 'number' ? String(told).trim() : '';
  return code === '' || code.length > LONGEST_CODE ? null : code;
}

/** What the customer wrote; it is kept as it is, and never a fact of the event. */
function readWords(fields: EventFields): string {
  if (fields.find(['text']) === null) fields.fault('missing', 'expected "text", the words of the customer');
  return fields.text(['text'], LONGEST_WORDS) ?? '';
}

function readReceipt(fields: EventFields, stamp: FactChangeOf<'receipt'>['stamp']): FactChangeOf<'receipt'> {
  return { does: 'receipt', stamp, message: fields.text(MESSAGE_KEYS) };
}

/** A system of the shop has done what a task asks of people. */
function readPassing(fields: EventFields, passedOn: boolean): FactChangeOf<'passing'> {
  const message = fields.required(MESSAGE_KEYS, "the key of the message, which the task's origin names");
  return { does: 'passing', passedOn, message: message ?? '', note: fields.text(['note', 'reason'], 500) };
}

function readConsent(fields: EventFields, granted: boolean): FactChangeOf<'consent'> {
  const channel = fields.required(['channel'], granted ? '"email"' : '"email", or "*" for every channel') ?? '';
  if (granted && channel === '*') fields.fault('unknown-value', 'consent is given for one channel at a time', fields.find(['channel'])?.pointer);
  const source = fields.text(['source']) ?? 'event';
  return {
    does: 'consent',
    granted,
    channel,
    purpose: fields.choice(['purpose'], ['marketing', 'service']) ?? 'marketing',
    source,
    wording: granted ? fields.required(['wording'], '"Send me news by e-mail"') ?? '' : fields.text(['wording'], 2_000) ?? '',
    ...readProof(fields, granted && /^import/i.test(source)),
  };
}

/** In which language the wording was read, how the yes can be shown, and whether it was confirmed from the address: the last is nothing without a proof. */
function readProof(fields: EventFields, isImported: boolean): Pick<FactChangeOf<'consent'>, 'language' | 'proof' | 'confirmed'> {
  const language = fields.text(['language', 'locale'], 35);
  const proof = fields.text(['proof'], 2_000);
  const confirmed = fields.find(['confirmed'])?.value;
  if (confirmed !== undefined && typeof confirmed !== 'boolean') fields.fault('not-a-yes-or-no', 'expected true or false', fields.find(['confirmed'])?.pointer);
  if (proof === null && (isImported || confirmed === true)) {
    fields.fault('missing', `expected "proof": how it can be shown, such as "form 12, 2024-05-02 10:11 UTC, 192.0.2.1"; ${isImported ? 'an imported consent without it is none' : 'nothing is confirmed without it'}`);
  }
  return { ...(language === null ? {} : { language }), ...(proof === null ? {} : { proof }), ...(confirmed === true ? { confirmed } : {}) };
}

function readBounce(fields: EventFields): FactChangeOf<'bounce'> {
  const channel = fields.required(['channel'], '"email"') ?? '';
  const hard = fields.choice(['type'], ['hard', 'soft']) !== 'soft';
  return { does: 'bounce', channel, address: fields.text(['address', 'email'], 320), hard };
}
