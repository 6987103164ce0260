/** Below so many customers with an order, a share of the best is a person or two. */
const FEW_CUSTOMERS = 100;

/** What whoever reads cut-points should know of where they come from. */
export interface ScoredPopulation {
  /** Customers with at least one order. */
  readonly customers: number;
  /** Of their orders. */
  readonly currencies: readonly string[];
}

/** What makes a scoring worth less than it looks, one sentence each; none for a shop of some size that sells in one currency. */
export function scoreNotes({ customers, currencies }: ScoredPopulation): readonly string[] {
  const few = `Scored from ${customers} ${customers === 1 ? 'customer' : 'customers'} with an order: of fewer than ${FEW_CUSTOMERS} a single one moves the cut-points, so scores, tiers and marks say little yet.`;
  const mixed = `Orders are in ${currencies.join(' and ')}, and amounts are added as they stand: tiers and scores compare what cannot be compared.`;
  return [...(customers < FEW_CUSTOMERS ? [few] : []), ...(currencies.length > 1 ? [mixed] : [])];
}
