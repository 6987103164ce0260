import type { Dice } from './dice.ts';
import { CANARY, CANARY_ADDRESS, hostileText } from './hostile-text.ts';

/** JSON text written by hand, because no serialiser writes double keys, numbers beyond all bounds or half a character. */
type Json = string;

const HOSTILE_VALUES: readonly Json[] = [
  'null', 'true', 'false', '0', '-0', '-1', '1e400000', '-1e400000', '1e-400000', '12345678901234567890', '9007199254740993', '0.1', '19.9', '1.23456', '99999999999999', '[]', '{}', '""',
  '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00x"', '"\\ud83d\\ude00"', '[null]', '[[]]', '[{}]', '{"":1}', '{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}',
  '{"a":1,"a":2}', '{"toString":1}', '{"length":1e9}', '"2011-12-01T10:00:00Z"', '1322733600000', '-62135596800001', '8640000000000001',
];

/** One hostile JSON value: a small one, a wide one or a deep one. */
export function hostileJson(dice: Dice): Json {
  if (dice.chance(0.35)) return JSON.stringify(hostileText(dice));
  if (dice.chance(0.05)) { const depth = dice.pick([31, 32, 33, 60, 5_000, 20_000]); return '['.repeat(depth) + ']'.repeat(depth); }
  if (dice.chance(0.03)) { const depth = dice.pick([31, 33, 5_000]); return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`; }
  if (dice.chance(0.03)) return `[${Array.from({ length: dice.pick([99, 999, 1_001, 3_000]) }, (_, n) => n).join(',')}]`;
  if (dice.chance(0.1)) return `[${dice.list(3, () => hostileJson(dice)).join(',')}]`;
  if (dice.chance(0.1)) return jsonObject(dice.list(3, () => [hostileText(dice), hostileJson(dice)] as const));
  return dice.pick(HOSTILE_VALUES);
}

/** An object with its keys in this order, double ones included. */
export function jsonObject(fields: readonly (readonly [string, Json])[]): Json {
  return `{${fields.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

const EVENT_NAMES = [
  'order.placed', 'Order Completed', 'order.cancelled', 'Order Refunded', 'order.refunded', 'inquiry.received', 'replied', 'delivered', 'opened', 'clicked', 'consent.given', 'consent.withdrawn',
  'contact-point.bounced', 'complained', 'Product Viewed', 'Order Cancelled',
];
const FIELDS = [
  'type', 'event', 'customer', 'userId', 'user_id', 'anonymousId', 'messageId', 'message_id', 'occurredAt', 'timestamp', 'originalTimestamp', 'sentAt', 'properties', 'traits', 'context', 'writeKey', '__proto__', 'batch',
];
const PROPERTIES = [
  'orderId', 'order_id', 'value', 'total', 'revenue', 'currency', 'country', 'products', 'lines', 'amount', 'refund', 'channel', 'purpose', 'wording', 'source', 'address', 'message', 'type', 'messageId', '__proto__', 'constructor',
];
const LINE_FIELDS = ['sku', 'product_id', 'price', 'unitPrice', 'quantity', 'title', 'name'];
const TRAITS = ['email', 'name', 'firstName', 'country', 'language', 'timezone', 'timeZone', 'phone', 'locale', 'address'];

/** An event in the forms of the API, with some of its fields hostile, missing or double. */
export function hostileEvent(dice: Dice): Json {
  if (dice.chance(0.05)) return hostileJson(dice);
  const properties: [string, Json][] = [['orderId', JSON.stringify(`o-${dice.below(1_000)}`)], ['value', '19.9'], ['channel', '"email"'], ['wording', '"Yes, please"']];
  const fields: [string, Json][] = [
    ['event', JSON.stringify(dice.pick(EVENT_NAMES))], ['customer', JSON.stringify(`c-${dice.below(40)}`)], ['messageId', JSON.stringify(`h-${dice.below(1_000_000)}`)],
    ['traits', jsonObject(spoiled(dice, [['email', `"${CANARY_ADDRESS}"`], ['name', `"${CANARY}"`]], TRAITS))],
  ];
  if (dice.chance(0.3)) properties.push(['products', `[${dice.list(3, () => jsonObject(spoiled(dice, [['sku', '"KIT-7"'], ['price', '3'], ['quantity', '2']], LINE_FIELDS))).join(',')}]`]);
  if (dice.chance(0.3)) fields.push(['type', dice.pick(['"track"', '"identify"', '"page"', '"alias"', '"x"'])]);
  if (dice.chance(0.2)) fields.push(['context', jsonObject([['traits', jsonObject(spoiled(dice, [['email', `"${CANARY_ADDRESS}"`]], TRAITS))]])]);
  fields.push(['properties', dice.chance(0.9) ? jsonObject(spoiled(dice, properties, PROPERTIES)) : hostileJson(dice)]);
  return jsonObject(spoiled(dice, fields, FIELDS));
}

function spoiled(dice: Dice, fields: [string, Json][], known: readonly string[]): readonly [string, Json][] {
  const kept = fields.filter(() => dice.chance(0.92));
  const changed = kept.map(([key, value]): [string, Json] => [key, dice.chance(0.15) ? hostileJson(dice) : value]);
  const added = dice.chance(0.4) ? dice.list(2, (): [string, Json] => [dice.chance(0.85) ? dice.pick(known) : hostileText(dice), hostileJson(dice)]) : [];
  return [...changed, ...added];
}

/** An event that nothing is wrong with. */
export function goodEvent(messageId: string, customer: string): Json {
  return `{"event":"order.placed","customer":"${customer}","messageId":"${messageId}","occurredAt":"2011-12-01T10:00:00Z","properties":{"orderId":"${messageId}","value":19.9}}`;
}
