import type { Standing } from './customer.ts';
import type { PastGrants } from './grant.ts';

/** Grants that ended, and those of them that were used. */
export interface UseCount {
  readonly ended: number;
  readonly used: number;
}

/** How tools were used so far, over all customers and by stage × tier × market: recomputed as a whole, with a number of its own. */
export interface PromotionRates {
  readonly version: number;
  readonly byTool: Readonly<Partial<Record<string, UseCount>>>;
  /** Keys of `cellOf`. */
  readonly byCell: Readonly<Partial<Record<string, UseCount>>>;
}

export const NO_RATES: PromotionRates = { version: 0, byTool: {}, byCell: {} };

/** Where nothing is known at all one grant in ten is taken to be used. */
const USUAL_RATE = 0.1;
/** The average of all weighs as much as so many grants of a cell, and a cell's as so many of the customer. */
const TOOL_STRENGTH = 20;
const CELL_STRENGTH = 20;
const OWN_STRENGTH = 10;

/** Stage, tier and market of a customer, together with a tool. */
export function cellOf({ stage, tier }: Pick<Standing, 'stage' | 'tier'>, country: string | null, tool: string): string {
  return [stage, tier, country ?? '-', tool].join(' ');
}

/**
 * How likely this customer is to use a grant of the tool, 0 to 1: the own rate, shrunken to that of stage × tier × market, which is
 * shrunken to that of the tool. Only grants that have ended count: an open one has not failed yet (reference/decisions.md 9).
 */
export function preferenceFor(
  tool: string, past: readonly PastGrants[], { standing, country, rates }: { readonly standing: Standing; readonly country: string | null; readonly rates: PromotionRates },
): number {
  const own = past.filter((one) => one.tool === tool).reduce((sum, { ended, used }) => ({ ended: sum.ended + ended, used: sum.used + used }), NOTHING);
  const ofTool = shrunken(rates.byTool[tool] ?? NOTHING, USUAL_RATE, TOOL_STRENGTH);
  const ofCell = shrunken(rates.byCell[cellOf(standing, country, tool)] ?? NOTHING, ofTool, CELL_STRENGTH);
  return shrunken(own, ofCell, OWN_STRENGTH);
}

const NOTHING: UseCount = { ended: 0, used: 0 };

function shrunken({ ended, used }: UseCount, towards: number, strength: number): number {
  return (used + strength * towards) / (ended + strength);
}
