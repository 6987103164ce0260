import type { EventProperties } from '../../contracts/tracking.ts';
import type { EventKind } from '../../domain/event.ts';
import { EventFields, type JsonObject } from './event-fields.ts';
import { ORDER_KEYS, SKU_KEYS } from './read-fact-change.ts';
import type { StructureFault } from './wire-structure.ts';

/** What of an event templates and conditions read by one name, whatever the shop calls it; all faults at once. Empty for kinds that tell nothing of the sort. */
export function readEventProperties(kind: EventKind, properties: JsonObject, pointer: string): { properties: EventProperties; faults: readonly StructureFault[] } {
  const fields = new EventFields(properties, pointer);
  const read = READERS[kind]?.(fields) ?? {};
  const told = Object.entries(read).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  return { properties: Object.fromEntries(told), faults: fields.faults };
}

type Told = Readonly<Record<string, string | null>>;

const READERS: Readonly<Partial<Record<EventKind, (fields: EventFields) => Told>>> = {
  'order.placed': ofOrder,
  'order.cancelled': ofOrder,
  'order.refunded': ofOrder,
  'payment.failed': (fields) => ({ ...ofOrder(fields), payUrl: readAddress(fields, ['payUrl', 'pay_url']), method: fields.text(['method', 'payment_method', 'paymentMethod'], 60) }),
  'parcel.shipped': readParcel,
  'parcel.delayed': readParcel,
  'parcel.held': readParcel,
  'parcel.delivered': readParcel,
  'return.opened': (fields) => ({ ...ofOrder(fields), labelUrl: readAddress(fields, ['labelUrl', 'label_url']), sku: fields.text(SKU_KEYS), reason: readReason(fields) }),
  'return.closed': ofOrder,
  'back-in-stock': (fields) => ({ sku: fields.required(SKU_KEYS, '"KIT-7"') }),
};

function ofOrder(fields: EventFields): Told {
  return { orderId: fields.text(ORDER_KEYS) };
}

function readParcel(fields: EventFields): Told {
  return { ...ofOrder(fields), trackingUrl: readAddress(fields, ['trackingUrl', 'tracking_url']), carrier: fields.text(['carrier', 'shipping_carrier'], 60) };
}

const LONGEST_ADDRESS = 1_000;

/** Where a customer is led; nothing that is not encrypted. */
function readAddress(fields: EventFields, keys: readonly string[]): string | null {
  const text = fields.text(keys, LONGEST_ADDRESS);
  if (text === null || (URL.canParse(text) && new URL(text).protocol === 'https:')) return text;
  return fields.fault('not-an-address', 'expected an address that begins with https://', fields.find(keys)?.pointer);
}

/** What stands for a reason that was told in words: those of customers are no facts. */
const OTHER_REASON = 'other';

/** A reason by its short name, such as too-small. */
function readReason(fields: EventFields): string | null {
  const told = fields.find(['reason'])?.value;
  if (typeof told !== 'string' || told.trim() === '') return null;
  const name = told.trim().toLowerCase().replaceAll(/[\s_]+/g, '-');
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(name) && name.split('-').length <= 4 ? name : OTHER_REASON;
}
