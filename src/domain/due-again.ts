import { DAY_MS, type EpochMs } from './instant.ts';
import { type AdviceModel, type AdviceTime, type AgainCandidate, type Bought, MOST_ADVISED, offered, type ProductHistory } from './product-advice.ts';
import { quantileOfSorted } from './quantile.ts';
import { because } from './reason.ts';

/**
 * The customer's own products, each due again after their usual gap: the one between purchases of that product, else between their
 * orders, else the shop's. What was bought most often comes first, of two alike what sells better now.
 */
export function dueAgain(history: ProductHistory, model: AdviceModel, { usualGapMs }: AdviceTime): readonly AgainCandidate[] {
  const kept = history.bought.filter((bought) => bought.netQuantity > 0 && bought.atMs.length > 0);
  const orderGapMs = usualGap(daysOf(history.bought.flatMap(({ atMs }) => atMs).toSorted((a, b) => a - b))) ?? usualGapMs;
  const popularity = ({ item }: Bought) => model.popularity[item] ?? 0;
  return kept.map((bought) => ({ bought, days: daysOf(bought.atMs) }))
    .toSorted((a, b) => b.days.length - a.days.length || popularity(b.bought) - popularity(a.bought) || a.bought.item - b.bought.item)
    .flatMap(({ bought, days }): AgainCandidate[] => {
      const item = model.items[bought.item];
      if (item === undefined || !offered(item, history)) return [];
      const gapMs = usualGap(days) ?? orderGapMs;
      const reason = because('product-due-again', { times: days.length, gapDays: Math.max(1, Math.round(gapMs / DAY_MS)) });
      return [{ shopId: item.shopId, sku: item.sku, dueAtMs: Math.round((bought.atMs.at(-1) ?? 0) + gapMs), times: days.length, because: [reason] }];
    })
    .slice(0, MOST_ADVISED);
}

/** Purchases within a day of the one before are one: an order in two parcels is no rhythm. */
function daysOf(ascendingMs: readonly EpochMs[]): readonly EpochMs[] {
  const days: EpochMs[] = [];
  for (const ms of ascendingMs) if (days.length === 0 || ms - (days.at(-1) ?? 0) >= DAY_MS) days.push(ms);
  return days;
}

/** The median gap; null when there is none. */
function usualGap(days: readonly EpochMs[]): number | null {
  const gaps = days.slice(1).map((ms, index) => ms - (days[index] ?? 0)).toSorted((a, b) => a - b);
  return gaps.length === 0 ? null : quantileOfSorted(gaps, 0.5);
}
