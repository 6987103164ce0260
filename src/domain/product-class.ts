import type { Test } from './condition.ts';
import { passes } from './condition-holds.ts';
import type { Money, Stage, Tier } from './customer.ts';
import { because, type Reason } from './reason.ts';
import type { ProductFigures } from './product-figures.ts';

/** The products block of the shop policy: what products are called by their figures, and which of them are offered to whom. */
export interface ProductPolicy {
  /** Sales and returns of so many days count. */
  readonly windowDays: number;
  /** With fewer pieces sold a return rate says nothing. */
  readonly returnRateFromSold: number;
  /** First match wins; the last takes every other product. */
  readonly classes: readonly ClassRule[];
  /** First match wins; empty: every class is offered to everybody, in no order. */
  readonly offer: readonly OfferRule[];
  /** The team that is told weekly what was asked about each product and why it came back; absent: nobody is. */
  readonly questionsTo?: string;
}

export interface ClassRule {
  readonly name: string;
  /** All of them hold; null: whatever the figures are. */
  readonly when: readonly FigureTest[] | null;
}

/** Which classes are offered to customers of these stages, tiers and regions, in this order; null: to all. */
export interface OfferRule {
  readonly stages: readonly Stage[] | null;
  readonly tiers: readonly Tier[] | null;
  readonly regions: readonly string[] | null;
  readonly classes: readonly string[];
}

/** Figures that are compared with a number; a share is from 0 to 1, money in 1/10,000 units. */
export type ComparedFigure = 'netSales' | 'margin' | 'returnRate' | 'ageDays';

export type FigureTest =
  /** Among the best or the last share of the products that sold; what did not sell stands behind the last. */
  | { readonly salesRank: 'top' | 'bottom'; readonly share: number }
  | { readonly figure: ComparedFigure; readonly tests: readonly Test[] };

/** What a product is called, and why. */
export interface Classification {
  readonly name: string;
  readonly because: Reason;
}

/**
 * The class of a product: the first whose conditions all hold. A condition on a figure that is not known does not hold; the reason
 * names such figures where they alone stood in the way of an earlier class, and the class that was missed by one figure beside its rank.
 * Null when no class takes it.
 */
export function classOf(figures: ProductFigures, { classes, windowDays }: ProductPolicy): Classification | null {
  const unknown = new Set<string>();
  let nearly: Missed | null = null;
  for (const { name, when } of classes) {
    if (when === null || when.every((test) => meets(test, figures))) return { name, because: reasonFor(name, { figures, when: when ?? [], unknown, nearly, windowDays }) };
    const failed = when.filter((test) => !meets(test, figures));
    if (failed.every((test) => isUnknown(test, figures))) for (const test of failed) unknown.add(wordOf(test));
    nearly ??= missedByOne({ name, when, failed }, figures);
  }
  return null;
}

/** A class that one figure kept the product out of. */
interface Missed {
  readonly name: string;
  readonly figure: ComparedFigure;
}

/** Whoever sells less is no surprise; whoever sells as well as the others of the class and is not in it has to be told why. */
function missedByOne({ name, when, failed: [test, another] }: { readonly name: string; readonly when: readonly FigureTest[]; readonly failed: readonly FigureTest[] }, figures: ProductFigures): Missed | null {
  if (when.length < 2 || test === undefined || another !== undefined || !('figure' in test) || isUnknown(test, figures)) return null;
  return { name, figure: test.figure };
}

function meets(test: FigureTest, figures: ProductFigures): boolean {
  if ('figure' in test) return test.tests.every((one) => passes(one, figures[test.figure]));
  const { salesRank, ranked } = figures;
  const count = roundedUp(ranked * test.share);
  return test.salesRank === 'top' ? salesRank !== null && salesRank <= count : salesRank === null || salesRank > ranked - count;
}

/** A share of a few products is one product at least. 0.07 * 100 is 7.000000000000001 in floats: hence the small step back. */
const roundedUp = (count: number) => Math.ceil(count - 1e-9);

const isUnknown = (test: FigureTest, figures: ProductFigures) => 'figure' in test && figures[test.figure] === null;

/** As the policy file calls them. */
const WORDS: Readonly<Record<ComparedFigure, string>> = { netSales: 'net-sales', margin: 'margin', returnRate: 'return-rate', ageDays: 'age-days' };
const wordOf = (test: FigureTest) => ('figure' in test ? WORDS[test.figure] : 'sales-rank');

interface Grounds {
  readonly figures: ProductFigures;
  readonly when: readonly FigureTest[];
  readonly unknown: ReadonlySet<string>;
  readonly nearly: Missed | null;
  readonly windowDays: number;
}

/** The rank always, other figures where the class asks for them or another was missed by them. */
function reasonFor(name: string, { figures, when, unknown, nearly, windowDays }: Grounds): Reason {
  const asked = new Set([...when.flatMap((test) => ('figure' in test ? [test.figure] : [])), ...(nearly === null ? [] : [nearly.figure])]);
  const { salesRank, ranked, netSales, margin, returnRate, ageDays } = figures;
  return because('product-class', {
    class: name,
    ...(salesRank === null ? { windowDays } : { rank: salesRank, ranked }),
    ...(asked.has('netSales') ? { sales: wholeUnits(netSales) } : {}),
    ...(asked.has('margin') && margin !== null ? { margin: inPercent(margin) } : {}),
    ...(asked.has('returnRate') && returnRate !== null ? { returned: inPercent(returnRate) } : {}),
    ...(asked.has('ageDays') ? { ageDays } : {}),
    ...(nearly === null ? {} : { nearly: nearly.name, by: WORDS[nearly.figure] }),
    ...(unknown.size === 0 ? {} : { unknown: [...unknown].join(', ') }),
  });
}

const wholeUnits = (amount: Money) => Math.round(amount / 10_000);
const inPercent = (share: number) => Math.round(share * 1000) / 10;
