import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { guessKind } from '../../src/domain/inquiry-kind.ts';
import { claimedFirmIn } from '../../src/domain/screening/claimed-firm.ts';
import { type InquiryFeatures, readInquiry } from '../../src/domain/screening/inquiry-features.ts';
import { lookAlikeOf } from '../../src/domain/screening/look-alike.ts';
import type { FirmLookUp, ScreenedSender, ScreeningFacts, ScreeningShop, SenderAuthentication } from '../../src/domain/screening/screening-facts.ts';
import { DEFAULT_SCREENING, SCREENING_SIGNS } from '../../src/domain/screening/screening-policy.ts';
import { usualNeatness } from '../../src/domain/screening/usual-neatness.ts';

const FOLDER = new URL('../unit/screening/inquiries/', import.meta.url);
const LOOKED_UP_MS = Date.UTC(2026, 10, 29, 9);
const SCALE = 10_000;

const country = z.string().length(2);
const sender = z.strictObject({
  domain: z.string(), firm: z.string(), orders: z.number().int(), contact: z.literal('known'), verified: z.boolean(), paidSample: z.boolean(),
  lookUps: z.enum(['found', 'not-found', 'unknown']), age: z.union([z.number().int(), z.literal('unknown')]), auth: z.enum(['fail', 'forwarded', 'unknown']), reply: z.literal('elsewhere'),
  countries: z.strictObject({ stated: country, phone: country.optional(), ip: country.optional(), zone: z.array(country).optional() }), sameText: z.number().int(), filledShare: z.number(),
}).partial();
const inquiries = z.array(z.strictObject({
  id: z.string(), twin: z.enum(SCREENING_SIGNS).optional(), language: z.string().optional(), subject: z.string().optional(), text: z.string(), from: sender.optional(),
  honest: z.boolean(), band: z.enum(['pass', 'look', 'hold']), signs: z.array(z.enum(SCREENING_SIGNS)),
}));
const shops = z.strictObject({
  domain: z.string(), goods: z.array(z.string()), products: z.record(z.string(), z.strictObject({ price: z.number(), currency: z.string() })), largeFirstQuantity: z.strictObject({ pieces: z.number(), orders: z.number() }),
  terms: z.strictObject({
    payments: z.array(z.enum(['bank-transfer', 'card', 'paypal', 'letter-of-credit'])), fastestDeliveryDays: z.number(), wholesaleFromPieces: z.number(),
    soldIn: z.array(z.enum(['piece', 'pair', 'set', 'dozen', 'carton', 'pallet', 'container'])), lowestPrice: z.strictObject({ amount: z.number(), currency: z.string() }),
  }),
});

/** One inquiry of the set: who wrote it in truth, and what a screening should come to. */
export type KnownInquiry = z.infer<typeof inquiries>[number] & { readonly file: string };

const read = (file: string): unknown => parse(readFileSync(new URL(file, FOLDER), 'utf8'));
const shop = shops.parse(read('shop.yaml'));

/** Every inquiry of the set, with the file in which it stands. */
export const KNOWN_INQUIRIES: readonly KnownInquiry[] = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml') && file !== 'shop.yaml').toSorted()
  .flatMap((file) => inquiries.parse(read(file)).map((inquiry) => ({ ...inquiry, file })));

const featuresOf = ({ text, subject, language, from }: KnownInquiry): InquiryFeatures => readInquiry({ text, subject: subject ?? null, language: language ?? null, filledShare: from?.filledShare ?? null, goods: shop.goods });

/** What is usual in this shop: its honest inquiries, without those that were written to be neat. */
export const USUAL_NEATNESS = usualNeatness(KNOWN_INQUIRIES.filter(({ honest, file }) => honest && file.startsWith('ordinary')).map((inquiry) => featuresOf(inquiry).neatness));

const known = new Map<KnownInquiry, ScreeningFacts>();

/** The facts that the shop has of an inquiry when it is screened; read once, for several tests ask. */
export function factsOf(inquiry: KnownInquiry): ScreeningFacts {
  const facts = known.get(inquiry) ?? readFacts(inquiry);
  known.set(inquiry, facts);
  return facts;
}

function readFacts(inquiry: KnownInquiry): ScreeningFacts {
  const { text, subject, from = {} } = inquiry;
  const features = featuresOf(inquiry);
  return {
    features,
    kind: guessKind({ text, subject: subject ?? null, hasOrdered: (from.orders ?? 0) > 0 }).kind,
    customer: { isFirstContact: from.contact !== 'known', orderCount: from.orders ?? 0, isVerified: from.verified ?? false, hasPaidSample: from.paidSample ?? false },
    sender: senderOf(from, text),
    lookUps: lookUpsOf(from.lookUps),
    shop: shopOf(features),
  };
}

function senderOf({ domain = 'some-firm.example', firm, age = 2_000, auth, reply, countries, sameText = 0 }: z.infer<typeof sender>, text: string): ScreenedSender {
  const domains = [shop.domain, ...DEFAULT_SCREENING.wellKnownFirms.flatMap((one) => one.domains)];
  return {
    domain, replyGoesElsewhere: reply === 'elsewhere', authentication: authenticationOf(auth), domainAge: age === 'unknown' ? null : { days: age, atMs: LOOKED_UP_MS },
    takesMail: null, lookAlike: lookAlikeOf(domain, domains), firm: firm ?? claimedFirmIn(text), sameTextSenders: sameText,
    countries: { stated: countries?.stated ?? null, phone: countries?.phone ?? null, ip: countries?.ip ?? null, zone: countries?.zone ?? null },
  };
}

function authenticationOf(auth: 'fail' | 'forwarded' | 'unknown' | undefined): SenderAuthentication {
  if (auth === 'fail') return { spf: 'fail', dkim: 'none', dmarc: 'fail' };
  if (auth === 'forwarded') return { spf: 'fail', dkim: 'pass', dmarc: 'none' };
  return auth === 'unknown' ? { spf: 'unknown', dkim: 'unknown', dmarc: 'unknown' } : { spf: 'pass', dkim: 'pass', dmarc: 'pass' };
}

const lookUpsOf = (outcome: FirmLookUp['outcome'] | undefined): readonly FirmLookUp[] =>
  (outcome === undefined ? [] : (['registry', 'web', 'trade-data'] as const).map((where) => ({ where, outcome, atMs: LOOKED_UP_MS })));

function shopOf({ codes }: InquiryFeatures): ScreeningShop {
  const { terms, products, largeFirstQuantity } = shop;
  return {
    usualFirstQuantity: largeFirstQuantity, usualNeatness: USUAL_NEATNESS,
    terms: { ...terms, lowestPrice: { amount: terms.lowestPrice.amount * SCALE, currency: terms.lowestPrice.currency } },
    namedProducts: codes.flatMap(({ code }) => (products[code] === undefined ? [] : [{ sku: code, price: products[code].price * SCALE, currency: products[code].currency }])),
    unlistedCodes: codes.filter(({ code, isNamed }) => isNamed && products[code] === undefined).map(({ code }) => code),
  };
}
