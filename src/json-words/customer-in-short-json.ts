import { agreementInForce } from '../domain/agreement.ts';
import type { Snapshot } from '../domain/decision.ts';
import { wordMoney } from '../domain/money-words.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { regionOf } from '../domain/region.ts';
import { zoneOf } from '../domain/zone.ts';
import { isoOf } from './iso-words.ts';

/** What whoever answers a customer has to know of them, as programs read it: without name and address. */
export function customerInShortJson({ customer, nowMs, charge }: Snapshot, policy: ShopPolicy): object {
  const { standing, orderCount, country, language } = customer;
  return {
    id: customer.id, ...standing, country, language, region: regionOf(country, policy)?.name ?? null, charge: { person: charge?.person ?? null, team: charge?.team ?? null }, orderCount, lastOrderAt: isoOf(customer.lastOrderAtMs),
    sales: wordMoney(customer.grossValue, policy.shop.currency), cancelled: wordMoney(customer.cancelledValue, policy.shop.currency),
    agreement: agreementInForce(customer.agreements, nowMs, zoneOf(customer, policy))?.id ?? null, warnings: customer.warnings.map(({ sign }) => sign),
  };
}
