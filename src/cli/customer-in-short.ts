import { agreementInForce } from '../domain/agreement.ts';
import { type Language, wordInstant } from '../domain/instant-words.ts';
import { wordMoney } from '../domain/money-words.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/decision.ts';
import { regionOf } from '../domain/region.ts';
import { wordReason } from '../domain/reason-words.ts';
import { zoneOf } from '../domain/zone.ts';
import { termsOf } from './agreement-words.ts';
import { chargeInWords } from './handling-words.ts';

/** What whoever answers a customer, or reads what is to be said to them, has to know of them: a few lines, without name and address. */
export function customerInShort({ customer, nowMs, charge }: Snapshot, policy: ShopPolicy, language: Language): readonly string[] {
  const { standing: { level, tier, stage, lifeCycle, marks } } = customer;
  const zone = zoneOf(customer, policy);
  const agreement = agreementInForce(customer.agreements, nowMs, zone);
  const region = regionOf(customer.country, policy);
  const lastOrder = customer.lastOrderAtMs === null ? [] : [`last order ${wordInstant(customer.lastOrderAtMs, zone, language)}`];
  return [
    `level ${level} · tier ${tier} · ${[stage, lifeCycle, ...marks].join(' · ')} · country ${customer.country ?? 'unknown'} · language ${customer.language ?? 'unknown'}${region === null ? '' : ` · region ${region.name}`}`,
    [`orders ${customer.orderCount}`, `sales ${wordMoney(customer.grossValue, policy.shop.currency)}`, `cancelled ${wordMoney(customer.cancelledValue, policy.shop.currency)}`, ...lastOrder].join(' · '),
    ...(charge === undefined || (charge.person === null && charge.team === null) ? [] : [`in the charge of ${chargeInWords(charge)}`]),
    ...(agreement === null ? [] : [`agreement until ${agreement.until}: ${termsOf(agreement, policy.shop.currency)}`]),
    ...customer.warnings.map(({ because }) => `warning: ${wordReason(because, language, zone)}`),
  ];
}
