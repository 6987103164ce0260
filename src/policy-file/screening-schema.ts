import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, partAt, textAt } from '../campaign-file/reading/parts.ts';
import { share } from '../campaign-file/words/share.ts';
import { PAYMENT_METHODS } from '../domain/screening/cues.ts';
import { UNIT_NAMES } from '../domain/screening/quantities.ts';
import { DEFAULT_SCREENING, screeningFaults, type ScreeningOverrides, type ScreeningPolicy, screeningPolicy, type ScreeningWeight } from '../domain/screening/screening-policy.ts';
import type { ShopScreening } from '../domain/screening/shop-screening.ts';
import { WELL_KNOWN_FIRMS } from '../domain/screening/well-known-firm.ts';
import { domainName } from './sender-words.ts';

const points = expecting('points from -100 to 100', z.number().min(-100).max(100));
const whole = (least: number, most: number, what: string) => expecting(`${what} from ${least} to ${most}`, z.number().int().min(least).max(most));
const factor = expecting('a number from 1.1 to 100', z.number().min(1.1).max(100));

const weights = z.strictObject({
  'large-first-quantity': points, contradiction: points, 'further-contradiction': points, 'urgent-meeting': points, 'urgent-meeting-with-ground': points, 'little-trace': points, 'trace-unknown': points,
  'neater-than-usual': points, 'no-specifics': points, 'free-mailbox-of-firm': points, 'doubtful-domain': points, 'sender-not-authentic': points, 'reply-elsewhere': points, 'free-samples': points,
  'early-credit': points, 'third-party': points, 'same-text': points, 'country-mismatch': points, 'repeat-buyer': points, 'verified-account': points, 'listed-product': points, 'paid-sample': points,
} satisfies Record<ScreeningWeight, typeof points>);

const terms = z.strictObject({
  payments: z.array(z.enum(PAYMENT_METHODS)).min(1).max(PAYMENT_METHODS.length).optional().meta({ description: 'Ways to pay that the shop takes; another one that is demanded contradicts them. 接受的付款方式。' }),
  'fastest-delivery-days': whole(1, 365, 'whole days').optional().meta({ description: 'From order to door, for an order of the wholesale quantity or more. 大批量最快交货天数。' }),
  'wholesale-from-pieces': whole(1, 1_000_000, 'pieces').optional().meta({ description: 'From so many on wholesale prices are given. 批发起订量。' }),
  'sold-in': z.array(z.enum(UNIT_NAMES)).min(1).max(UNIT_NAMES.length).optional().meta({ description: 'In what the shop counts its goods. 计量单位。' }),
}).meta({ description: 'What the shop asks of buyers; what is left out is not known, and contradicts nothing. 交易条件。' });

const firm = z.strictObject({
  name: expecting('the name of a firm', z.string().trim().min(2).max(100)),
  domains: z.array(domainName).min(1).max(20).meta({ description: 'From which its people write. 官方域名。' }),
});

/** How inquiries are screened; what is left out is as usual. */
export const screeningSchema = z.strictObject({
  bands: z.strictObject({ 'look-from': points.optional(), 'hold-from': points.optional() }).optional()
    .meta({ description: 'Points from which on a person looks, and from which on what is costly is held. 人工审阅与暂缓的分数线。' }),
  weights: weights.partial().optional().meta({ description: 'Points of a sign; none may lead to a hold alone. 各信号的分数。' }),
  'large-quantity': z.strictObject({
    quantile: share.optional(), 'from-orders': whole(2, 1_000_000, 'first orders').optional(), 'without-history': whole(1, 100_000_000, 'pieces').optional(),
  }).optional().meta({ description: 'Large is a first quantity from this quantile of first orders on, once there are so many of them; before that from so many pieces on, or never. 首单大量的标准。' }),
  'young-domain-days': whole(1, 3_660, 'whole days').optional(),
  neat: z.strictObject({ deviations: expecting('standard deviations from 0.1 to 10', z.number().min(0.1).max(10)).optional(), 'from-inquiries': whole(5, 2_000, 'inquiries').optional() }).optional()
    .meta({ description: "So much neater than the shop's own past inquiries, once there are so many of them. 过于工整的标准。" }),
  'far-below-price': share.optional().meta({ description: 'Below this share of the lowest price a wanted one contradicts it. 过低报价比例。' }),
  'two-quantities-times': factor.optional().meta({ description: 'Quantities of one order that are so many times each other contradict themselves. 数量矛盾的倍数。' }),
  'repeat-from-orders': whole(1, 1_000, 'orders').optional(),
  'well-known-firms': z.array(firm).max(1_000).optional().meta({ description: 'Beside those that come along. 另外的知名企业。' }),
  goods: z.array(expecting('a word for goods, such as lamp*', z.string().trim().min(1).max(60))).max(500).optional()
    .meta({ description: 'What the shop calls its goods, in the languages of its customers; * is the rest of a word. So many of them are so many pieces. 商品称呼。' }),
  terms: terms.optional(),
}).meta({ description: 'Whether an inquiry comes from a real buyer. 询盘真实性筛查。' });

type Written = z.output<typeof screeningSchema>;

/** What a checked block means. */
export function toScreening(written: Written): ShopScreening {
  const { terms: told = {}, goods = [] } = written;
  return {
    rules: toRules(written), goods,
    terms: { payments: told.payments ?? null, fastestDeliveryDays: told['fastest-delivery-days'] ?? null, wholesaleFromPieces: told['wholesale-from-pieces'] ?? null, soldIn: told['sold-in'] ?? null },
  };
}

/** What the file leaves out is written down as it is usual now: a later Touchline does not change what was applied. */
function toRules(written: Written): ScreeningOverrides {
  const usual = DEFAULT_SCREENING;
  return {
    // Not spread: keys that are left out are not there, which a spread's type forgets.
    weights: Object.assign({}, usual.weights, written.weights),
    ...toBands(written), ...toLarge(written), ...toNeat(written),
    youngDomainDays: written['young-domain-days'] ?? usual.youngDomainDays,
    farBelowPriceShare: written['far-below-price'] ?? usual.farBelowPriceShare,
    twoQuantitiesTimes: written['two-quantities-times'] ?? usual.twoQuantitiesTimes,
    repeatFromOrders: written['repeat-from-orders'] ?? usual.repeatFromOrders,
    wellKnownFirms: written['well-known-firms'] ?? [],
  };
}

function toBands({ bands: written = {} }: Written): Pick<ScreeningPolicy, 'bands'> {
  const { bands } = DEFAULT_SCREENING;
  return { bands: { lookFrom: written['look-from'] ?? bands.lookFrom, holdFrom: written['hold-from'] ?? bands.holdFrom } };
}

function toLarge({ 'large-quantity': written = {} }: Written): Pick<ScreeningPolicy, 'largeQuantity'> {
  const { share: usualShare, fewestOrders, piecesWithoutHistory } = DEFAULT_SCREENING.largeQuantity;
  return { largeQuantity: { share: written.quantile ?? usualShare, fewestOrders: written['from-orders'] ?? fewestOrders, piecesWithoutHistory: written['without-history'] ?? piecesWithoutHistory } };
}

function toNeat({ neat: written = {} }: Written): Pick<ScreeningPolicy, 'neat'> {
  const { neat } = DEFAULT_SCREENING;
  return { neat: { deviations: written.deviations ?? neat.deviations, fewestInquiries: written['from-inquiries'] ?? neat.fewestInquiries } };
}

/** Finds rules by which one sign would hold somebody, doubts that speak for a buyer, and firms that come along already. */
export function checkScreening(policy: unknown, findings: Findings): void {
  const { data: written } = screeningSchema.safeParse(partAt(policy, 'screening'));
  const faults = written === undefined ? [] : screeningFaults(screeningPolicy(toRules(written)));
  for (const { at, fault, wayOut } of faults) findings.fault(writtenAt(policy, at), fault, wayOut);
  for (const [index, entry] of listAt(policy, 'screening', 'well-known-firms').entries()) {
    const name = textAt(entry, 'name')?.trim().toLowerCase();
    if (WELL_KNOWN_FIRMS.some((known) => known.name.toLowerCase() === name)) findings.warning(['screening', 'well-known-firms', index, 'name'], 'this firm comes along already', 'leave it out, or name other domains of it');
  }
}

/** Where the file says it: a usual weight is wrong by the bands that are written. */
function writtenAt(policy: unknown, at: readonly string[]): readonly string[] {
  const places = [['screening', ...at], ['screening', 'bands', 'hold-from'], ['screening', 'bands', 'look-from']];
  return places.find((place) => partAt(policy, ...place) !== undefined) ?? ['screening'];
}
