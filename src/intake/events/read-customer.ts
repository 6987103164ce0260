import type { CustomerHandle, CustomerTraits } from '../../contracts/tracking.ts';
import { EventFields, isJsonObject, type JsonObject } from './event-fields.ts';
import { readPhone } from './read-phone.ts';
import type { StructureFault } from './wire-structure.ts';

/** Traits that hold an address, with the channel it belongs to; told by the composition root. */
export type AddressTraits = Readonly<Record<string, string>>;

/** Who an event is about, as far as its sender says. */
export interface ToldCustomer {
  /** Null: nobody that could be named (anonymous visitors). */
  readonly handle: CustomerHandle | null;
  readonly anonymous: boolean;
  readonly traits: CustomerTraits | null;
  readonly faults: readonly StructureFault[];
  /** Traits that were left out. */
  readonly warnings: readonly StructureFault[];
}

/** Where an event stands in its request, and where the context that counts for its traits does: a batch may have one for all. */
interface ToldAt {
  readonly pointer: string;
  readonly contextPointer: string;
}

/** Reads `customer` or `userId`, else the e-mail address among the traits, else whether there is at least an anonymous id. */
export function readCustomer(event: JsonObject, { pointer, contextPointer }: ToldAt, addressTraits: AddressTraits): ToldCustomer {
  const fields = new EventFields(event, pointer);
  const external = fields.text(['customer', 'userId', 'user_id']);
  const anonymous = fields.text(['anonymousId', 'anonymous_id']) !== null;
  const { traits, email, warnings } = readTraits(event, { pointer, contextPointer }, addressTraits);
  const handle = external !== null ? { kind: 'external' as const, value: external } : email !== null ? { kind: 'email' as const, value: email } : null;
  if (handle === null && !anonymous && fields.faults.length === 0) {
    fields.fault('no-customer', 'expected "customer" or "userId" (the customer\'s id in your shop), "anonymousId", or traits with an e-mail address');
  }
  return { handle, anonymous, traits, faults: fields.faults, warnings };
}

function readTraits(event: JsonObject, { pointer, contextPointer }: ToldAt, addressTraits: AddressTraits) {
  const context = isJsonObject(event['context']) ? event['context'] : {};
  const contextTraits = isJsonObject(context['traits']) ? context['traits'] : {};
  const ownTraits = isJsonObject(event['traits']) ? event['traits'] : {};
  const told = { ...contextTraits, ...ownTraits };
  if (Object.keys(told).length === 0) return { traits: null, email: null, warnings: [] };
  const homeOf = (key: string) => (Object.hasOwn(ownTraits, key) ? `${pointer}/traits` : `${contextPointer}/traits`);
  const fields = new EventFields(told, pointer, homeOf);
  const addresses = Object.entries(addressTraits).flatMap(([trait, channel]) => {
    const address = readAddress(fields, trait);
    return address === null ? [] : [{ channel, address, sandboxOnly: isReserved(address), ...marketplaceIn(trait, address) }];
  });
  const country = matching(fields, ['country', 'countryCode'], /^[a-z]{2}$/i, 'two letters (ISO 3166-1), such as DE')?.toUpperCase() ?? null;
  const traits: CustomerTraits = {
    displayName: readName(fields),
    country,
    language: matching(fields, ['language', 'locale'], /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i, 'a language tag, such as zh-CN')?.replaceAll('_', '-') ?? null,
    timeZone: readTimeZone(fields),
    ...readPreferredChannel(fields),
    ...readBirthday(fields),
    ...phoneTraits(fields, country),
    ...conversationTraits(fields),
    addresses,
  };
  return { traits, email: readAddress(new EventFields(told, ''), 'email')?.toLowerCase() ?? null, warnings: fields.faults };
}

function readName(fields: EventFields): string | null {
  const whole = fields.text(['name', 'displayName']);
  const parts = [fields.text(['firstName', 'first_name']), fields.text(['lastName', 'last_name'])];
  return whole ?? (parts.filter((part) => part !== null).join(' ') || null);
}

function matching(fields: EventFields, keys: readonly string[], pattern: RegExp, expected: string): string | null {
  const text = fields.text(keys);
  if (text === null || pattern.test(text)) return text;
  return fields.fault('bad-trait', `left out: expected ${expected}`, fields.find(keys)?.pointer);
}

function readAddress(fields: EventFields, trait: string): string | null {
  return matching(fields, [trait], ADDRESSES[trait] ?? /^\S{3,320}$/, `an address for ${trait}`);
}

// Deliberately loose: whether an address exists, only a message can tell.
const ADDRESSES: Readonly<Record<string, RegExp>> = {
  whatsapp: /^(?:\+[1-9]\d{6,14}|[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128})$/,
  // The id of an account in the shop, or that of a buyer behind the name of a marketplace: 12347, ebay:lamp_lover.
  onsite: /^(?:[a-z][a-z0-9-]{1,39}:)?[^\s:\p{Cc}]{1,200}$/u,
  email: /^[^\s@<>"',;:()[\]\\]{1,64}@[^\s@<>"',;:()[\]\\]{1,190}\.[^\s@<>"',;:()[\]\\.]{2,63}$/,
};

function marketplaceIn(trait: string, address: string): { readonly platform?: string } {
  const platform = trait === 'onsite' ? /^([^:]+):/.exec(address)?.[1] : undefined;
  return platform === undefined ? {} : { platform };
}

function readTimeZone(fields: EventFields): string | null {
  const zone = fields.text(['timeZone', 'timezone', 'time_zone']);
  if (zone === null || isZone(zone)) return zone;
  return fields.fault('bad-trait', 'left out: expected a time zone of the IANA list, such as Europe/Berlin', fields.find(['timeZone', 'timezone', 'time_zone'])?.pointer);
}

const PHONE_KEYS = ['phone', 'phoneNumber', 'phone_number'] as const;

/** The number, and the country it belongs to: that tells more of the customer's clock than where the orders go. */
function phoneTraits(fields: EventFields, country: string | null): Pick<CustomerTraits, 'phone' | 'phoneCountry'> {
  const told = fields.text(PHONE_KEYS);
  if (told === null) return {};
  const read = readPhone(told, country);
  if (read !== null) return { phone: read.number, ...(read.country === null ? {} : { phoneCountry: read.country }) };
  fields.fault('bad-trait', 'left out: expected a telephone number with its country code, such as +49 30 901820', fields.find(PHONE_KEYS)?.pointer);
  return {};
}

function readPreferredChannel(fields: EventFields): { readonly preferredChannel?: string } {
  const told = matching(fields, ['preferredChannel', 'preferred_channel'], /^[a-z][a-z0-9-]{0,39}$/, 'the name of a channel, such as email');
  return told === null ? {} : { preferredChannel: told };
}

const TEAMS_NAME = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Who the customer is in Teams, where the shop knows it from their signing in: no address, for only they can open it. */
function conversationTraits(fields: EventFields): Pick<CustomerTraits, 'conversations'> {
  const told = matching(fields, ['teams'], TEAMS_NAME, 'tenant id and object id of the directory with a slash between');
  return told === null ? {} : { conversations: [`msteams/${told.toLowerCase()}`] };
}

/** `1984-02-29` or `02-29`; the year is not kept. */
function readBirthday(fields: EventFields): { readonly birthday?: string } {
  const told = fields.text(['birthday', 'birthDate', 'birth_date', 'dateOfBirth']);
  if (told === null) return {};
  const day = /^(?:\d{4}-)?(\d{2}-\d{2})(?:T.*)?$/.exec(told)?.[1];
  if (day !== undefined && isYearDay(day)) return { birthday: day };
  fields.fault('bad-trait', 'left out: expected a date such as 1984-02-29, or 02-29 without its year', fields.find(['birthday', 'birthDate', 'birth_date', 'dateOfBirth'])?.pointer);
  return {};
}

/** In a leap year every day of the year exists. */
function isYearDay(day: string): boolean {
  const date = new Date(`2024-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(5, 10) === day;
}

function isZone(zone: string): boolean {
  try {
    return /[a-z]/i.test(zone) && Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

/** Names that RFC 2606 and 6761 keep free: such addresses are invented and may only be used by channels that stay local. */
function isReserved(address: string): boolean {
  return /[@.](test|example|invalid|localhost|example\.(com|net|org))$/i.test(address);
}
