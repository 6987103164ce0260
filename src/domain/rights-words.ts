import type { Standing } from './customer.ts';
import { wordInstant } from './instant-words.ts';
import type { ShopPolicy } from './policy.ts';
import { wordReason } from './reason-words.ts';
import type { PastOccasion } from './right-occasion.ts';
import { type CarriedOut, rightsOf } from './rights.ts';

/** Each right with its title, what gives it, how it is carried out and when it last was, one sentence each. */
export function explainRights(standing: Pick<Standing, 'tier' | 'marks'>, policy: ShopPolicy, past: readonly PastOccasion[] = []): readonly string[] {
  return rightsOf(standing, policy).map(({ rule, because: why }) => {
    const title = rule.title['en'] ?? rule.title[policy.languages.fallback] ?? rule.right;
    const last = past.find(({ right }) => right === rule.right);
    const carriedOut = rule.carriedOut === undefined ? '' : `; carried out by ${wordWay(rule.carriedOut)}`;
    return `Right ${rule.right} (${title}): ${wordReason(why, 'en', policy.shop.timeZone)}${carriedOut}${last === undefined ? '' : `; last ${wordOccasion(last, policy.shop.timeZone)}`}.`;
  });
}

function wordWay(carriedOut: CarriedOut): string {
  if (carriedOut.by === 'order-tag') return `the order tag "${carriedOut.tag}"`;
  return carriedOut.by === 'webhook' ? 'webhook' : `a task${carriedOut.team === null ? '' : ` for ${carriedOut.team}`}`;
}

function wordOccasion({ kind, orderId, atMs, errand, state }: PastOccasion, timeZone: string): string {
  return `${kind === 'order' ? `for order ${orderId ?? ''}` : kind}, ${wordInstant(atMs, timeZone, 'en')}: ${errand} ${state}`;
}
