/** What everybody of the shop has to do with a key account. */
export const GROUP_PARTS = ['sales', 'product', 'logistics', 'service'] as const;
export type GroupPartName = (typeof GROUP_PARTS)[number];

/** One part of a working group, as the shop policy asks for it when a customer comes to level 1. Plain JSON. */
export interface PlannedPart {
  readonly part: GroupPartName;
  /** Who has it; null: whoever looks. */
  readonly team: string | null;
  readonly what: string;
  readonly withinDays: number;
}

/** Stands for a shop policy that names no parts. */
export const USUAL_PARTS: readonly PlannedPart[] = [
  { part: 'sales', team: null, what: 'agree on who speaks with this customer, and on the next date', withinDays: 3 },
  { part: 'product', team: null, what: 'look through what they bought and asked for, and what fits next', withinDays: 5 },
  { part: 'logistics', team: null, what: 'check delivery times, packing and papers for their country', withinDays: 5 },
  { part: 'service', team: null, what: 'go through open questions, returns and complaints', withinDays: 3 },
];
