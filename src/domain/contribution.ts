import type { ContributionParts, Money } from './customer.ts';

/** How a contribution is reckoned: by net value, or by margin with the policy's usual one where no cost is known. */
export type ContributionRule = { readonly by: 'net-value' } | { readonly by: 'margin'; readonly usualShare: number };

/** One line of goods of a document, at its price; cost null: not known, or in another currency. */
export interface ContributedLine {
  readonly price: Money;
  readonly cost: Money | null;
}

/** A sale, or what was taken back; of the latter the lines are those of the sale that it takes back from. */
export interface ContributedDocument {
  readonly kind: 'order' | 'cancellation';
  readonly value: Money;
  readonly lines: readonly ContributedLine[];
  /** What promotions used in it cost the shop. */
  readonly given: Money;
}

/**
 * The one definition of a contribution (src/store/contribution-sql.ts says the same to the database). By margin a line counts its price
 * less its cost; what an order comes to less than its lines, or what promotions cost in it where that is more, comes off; what it comes to
 * more, such as postage, counts with the usual margin. A cancellation takes back its part of the margin.
 * @param otherGiven cost of promotions that were used without an order of the customer's own
 */
export function contributionOf(documents: readonly ContributedDocument[], rule: ContributionRule, otherGiven: Money = 0): { readonly contribution: Money; readonly parts: ContributionParts | null } {
  const net = documents.reduce((sum, { kind, value }) => sum + (kind === 'order' ? value : -value), 0);
  if (rule.by === 'net-value') return { contribution: net, parts: null };
  const margin = documents.reduce((sum, document) => sum + marginOf(document, rule.usualShare), 0);
  const given = documents.reduce((sum, document) => sum + (document.kind === 'order' ? document.given : 0), otherGiven);
  return { contribution: Math.round(margin - otherGiven), parts: { net, promotions: given, knownShare: knownShare(documents) } };
}

function marginOf({ kind, value, lines, given }: ContributedDocument, usualShare: number): number {
  const price = priceOf(lines);
  const margin = lines.reduce((sum, line) => sum + (line.cost === null ? line.price * usualShare : line.price - line.cost), 0);
  if (kind === 'cancellation') return -value * (price > 0 ? margin / price : usualShare);
  return margin + Math.max(value - price, 0) * usualShare - Math.max(price - value, given, 0);
}

/** Share of the sales of which the cost is known; null without sales. */
function knownShare(documents: readonly ContributedDocument[]): number | null {
  const orders = documents.filter(({ kind }) => kind === 'order');
  const sales = orders.reduce((sum, { value, lines }) => sum + Math.max(value, priceOf(lines)), 0);
  return sales === 0 ? null : orders.reduce((sum, { lines }) => sum + priceOf(lines.filter(({ cost }) => cost !== null)), 0) / sales;
}

const priceOf = (lines: readonly ContributedLine[]) => lines.reduce((sum, { price }) => sum + price, 0);
