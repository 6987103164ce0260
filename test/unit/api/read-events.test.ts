import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventTime } from '../../../src/intake/events/event-time.ts';
import { kindOfEventName } from '../../../src/intake/events/event-names.ts';
import { jsonFaultPosition } from '../../../src/intake/events/json-fault-position.ts';
import { readBatch, readTrack } from '../../../src/intake/events/read-events.ts';
import { factChangeSchema } from '../../../src/contracts/fact-change.ts';
import { EVENT_KINDS } from '../../../src/domain/event.ts';

const scene = { receivedSystemMs: Date.UTC(2026, 10, 22, 12), addressTraits: { email: 'email' } };

/** Only what JSON can carry reaches the parser. */
const json = (value: unknown): unknown => {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    return null;
  }
};

/** An order of a quantity that is written as JSON text. */
const orderOf = (quantity: string) => ({ event: 'order.placed', customer: 'c', properties: { orderId: '1', products: [{ sku: 'a', price: 1, quantity: JSON.parse(quantity) as unknown }] } });

describe('the parser of events', () => {
  const names = fc.oneof(fc.constantFrom(...EVENT_KINDS, 'Order Completed', 'Order Refunded', 'Product Added'), fc.string());
  const anything = fc.anything({ withBigInt: false, withDate: false, withNullPrototype: true });
  const properties = fc.dictionary(fc.constantFrom('orderId', 'order_id', 'value', 'total', 'products', 'channel', 'wording', 'currency', 'amount', 'type', 'x'), anything);
  const eventLike = fc.record({
    type: fc.oneof(fc.constantFrom('track', 'identify', 'page'), anything), event: fc.oneof(names, anything),
    customer: fc.oneof(fc.string(), anything), messageId: fc.oneof(fc.string(), anything), timestamp: anything, sentAt: anything,
    properties: fc.oneof(properties, anything), context: anything, traits: anything,
  }, { requiredKeys: [] });
  it('never throws, tells every event that it does not take, and takes only what tables can hold', () => {
    fc.assert(fc.property(fc.array(fc.oneof(eventLike, anything), { maxLength: 8 }), (events) => {
      const batch = json(events) as unknown[];
      const read = readBatch({ batch }, scene);
      if ('requestFault' in read) throw new Error(read.requestFault.detail);
      const seen = new Set([...read.events.map(({ index }) => index), ...read.faults.map(({ index }) => index)]);
      expect(seen.size).toBe(batch.length);
      for (const { event } of read.events) {
        const text = JSON.stringify(event);
        expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/);
        expect(factChangeSchema.safeParse(event.payload.change).error).toBeUndefined();
        expect(event.messageId.length).toBeGreaterThan(0);
        for (const value of Object.values(event.payload.properties)) expect(['string', 'number', 'boolean']).toContain(typeof value);
      }
    }), { numRuns: 1_000 });
  });

  it('never throws on any value at all, not even a wildly nested one', () => {
    fc.assert(fc.property(anything, (value) => {
      readTrack(json(value), scene);
      readBatch(json(value), scene);
    }));
    expect(readTrack(JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`), scene).faults[0]).toMatchObject({ code: 'too-deep' });
  });

  it('tells all faults of an event at once', () => {
    const read = readTrack({ event: 'order.placed', customer: 'c', properties: { value: 'x', currency: 'EURO', products: [{ price: -1 }, 7] } }, scene);
    expect(read.faults.map(({ code, pointer }) => `${code} ${pointer}`).toSorted()).toEqual([
      'missing /properties', 'missing /properties/products/0', 'negative-amount /properties/products/0/price', 'not-a-currency /properties/currency',
      'not-an-object /properties/products/1', 'not-money /properties/value']);
  });

  it.each(['{"toString":1}', '{"valueOf":null,"toString":null}', '[2]', '{}', 'true', 'null ', '"two"', '""'])('refuses the quantity %s and keeps its neighbours', (quantity) => {
    const read = readBatch({ batch: [orderOf('2'), orderOf(quantity), orderOf('"3"')] }, scene);
    if ('requestFault' in read) throw new Error(read.requestFault.detail);
    // No quantity is one piece, as Segment has it.
    expect(read.faults.map(({ index, code, pointer }) => [index, code, pointer])).toEqual(
      quantity === 'null ' ? [] : [[1, 'not-a-quantity', '/batch/1/properties/products/0/quantity']]);
  });

  it('points at what is wrong where it was told: in the event, in its context, or in what the batch has for all', () => {
    const read = readBatch({
      sentAt: 'yesterday', context: { traits: { timezone: 'Mars/Olympus' } },
      batch: [
        { event: 'replied', customer: 'c', sentAt: '2026-11-22T12:00:00Z', traits: { country: 'Germany' } },
        { event: 'replied', customer: 'c', sentAt: '2026-11-22T12:00:00Z', context: { traits: { country: 'Germany' } } },
        { event: 'replied', customer: 'c' },
      ],
    }, scene);
    if ('requestFault' in read) throw new Error(read.requestFault.detail);
    expect(read.warnings.map(({ index, pointer }) => [index, pointer])).toEqual([
      [0, '/batch/0/traits/country'], [0, '/context/traits/timezone'], [1, '/batch/1/context/traits/country'],
    ]);
    expect(read.faults.map(({ index, pointer }) => [index, pointer])).toEqual([[2, '/sentAt']]);
  });

  it('gives events of a batch their common context and sentAt, the own ones first', () => {
    const read = readBatch({
      sentAt: '2026-11-22T12:00:10Z', context: { traits: { email: 'all@shop.test' } },
      batch: [{ type: 'track', event: 'replied', userId: 'c', timestamp: '2026-11-22T12:00:00Z' }, { type: 'track', event: 'replied', userId: 'c', context: { traits: { email: 'own@shop.test' } } }],
    }, scene);
    if ('requestFault' in read) throw new Error(read.requestFault.detail);
    expect(read.events[0]!.event.time).toEqual({ ageMs: 10_000, atMs: null });
    expect(read.events.map(({ event }) => event.payload.traits?.addresses[0]?.address)).toEqual(['all@shop.test', 'own@shop.test']);
  });

  it('names a guest by the e-mail address, and keeps an anonymous visitor unused', () => {
    const guest = readTrack({ event: 'Order Completed', anonymousId: 'a', messageId: '1', properties: { order_id: 1, total: 5 }, context: { traits: { email: 'Guest@Shop.Test' } } }, scene);
    expect(guest.events[0]!.event.payload.customer).toEqual({ kind: 'email', value: 'guest@shop.test' });
    const visitor = readTrack({ event: 'Order Completed', anonymousId: 'a', messageId: '1', properties: { order_id: 1, total: 5 } }, scene);
    expect(visitor.events[0]!.event.ignoredBecause).toBe('anonymous');
  });
});

const propertiesOf = (event: string, properties: object) => readTrack({ event, customer: 'c', properties }, scene).events[0]?.event.payload.properties;

describe('what events tell beside facts', () => {
  it('stands under one name, whatever the shop calls it', () => {
    expect(propertiesOf('Order Shipped', { order_id: 7, tracking_url: 'https://post.example/7', shipping_carrier: 'Post' })).toMatchObject({ orderId: '7', trackingUrl: 'https://post.example/7', carrier: 'Post' });
    expect(propertiesOf('payment.failed', { pay_url: 'https://shop.example/pay/7', payment_method: 'card' })).toMatchObject({ payUrl: 'https://shop.example/pay/7', method: 'card' });
    expect(propertiesOf('return.opened', { product_id: 'KIT-7', label_url: 'https://shop.example/label' })).toMatchObject({ sku: 'KIT-7', labelUrl: 'https://shop.example/label' });
  });

  it.each([['Too small', 'too-small'], ['too_small', 'too-small'], ['The handle broke after two days, I am very sad', 'other'], ['я', 'other'], ['', undefined], [7, undefined]])('a return for %j came back as %s: no words of customers', (told, reason) => {
    const { reason: read } = propertiesOf('return.opened', { reason: told }) ?? {};
    expect(typeof told === 'string' && told !== '' ? read : undefined).toBe(reason);
  });

  it.each(['http://post.example/7', 'javascript:alert(1)', 'post.example/7', 'https://', `https://post.example/${'x'.repeat(1_000)}`])('leads nobody to %s', (trackingUrl) => {
    expect(readTrack({ event: 'parcel.held', customer: 'c', properties: { trackingUrl } }, scene).faults.map(({ pointer }) => pointer)).toEqual(['/properties/trackingUrl']);
  });

  it('has each fault once, also of a property that two readers look at', () => {
    expect(readTrack({ event: 'parcel.delivered', customer: 'c', properties: { orderId: {}, trackingUrl: 7 } }, scene).faults.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'not-text /properties/orderId', 'not-an-address /properties/trackingUrl']);
    expect(readTrack({ event: 'back-in-stock', customer: 'c' }, scene).faults).toMatchObject([{ code: 'missing', detail: 'expected "sku", such as "KIT-7"' }]);
  });
});

describe('event names', () => {
  it.each([['order.placed', 'order.placed'], ['Order Completed', 'order.placed'], [' ORDER COMPLETED ', 'order.placed'], ['Order Canceled', 'order.cancelled'], ['Inquiry Received', 'inquiry.received'], ['Product Viewed', 'product.viewed']])(
    '%s means %s', (name, kind) => expect(kindOfEventName(name)).toEqual({ kind }));
  it.each(['constructor', '__proto__', 'toString', 'Product Clicked', ''])('%s is kept unused', (name) => {
    expect(kindOfEventName(name)).toHaveProperty('ignoredBecause');
  });
});

describe('the time of an event', () => {
  const receivedSystemMs = Date.UTC(2026, 10, 22, 12);
  it('corrects the clock of the sender by the age that it tells', () => {
    const wrongMs = receivedSystemMs - 3 * 3_600_000;
    expect(eventTime({ timestampMs: wrongMs - 5_000, sentAtMs: wrongMs, receivedSystemMs })).toEqual({ ageMs: 5_000, atMs: null });
  });
  it('keeps the date of history', () => {
    const longAgoMs = Date.UTC(2011, 11, 1);
    expect(eventTime({ timestampMs: longAgoMs, sentAtMs: receivedSystemMs, receivedSystemMs })).toEqual({ ageMs: null, atMs: longAgoMs });
  });
});

describe('the place of a fault in JSON', () => {
  it.each([
    ['{"a":1,}', 7], ['{"a":', 5], ['{a:1}', 1], ['[1 2]', 3], ['', 0], ['{"event": order}', 10], ['[tru]', 4], ['{"a":1}x', 7], ['[1,\n2,\n oops]', 8],
  ])('%j: character %i', (text, position) => {
    expect(jsonFaultPosition(text).position).toBe(position);
  });
  it('is found within the text, for any text that is not JSON', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json().chain((text) => fc.nat({ max: text.length }).map((cut) => `${text.slice(0, cut)}!`))), (text) => {
      const { position } = jsonFaultPosition(text);
      expect(position).toBeGreaterThanOrEqual(0);
      expect(position).toBeLessThanOrEqual(text.length);
    }));
  });
});
