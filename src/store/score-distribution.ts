import type { Standing } from '../domain/customer.ts';
import type { Cells } from './score-cells.ts';

/** How many customers stand where; each table counts customers by word. */
export interface Distribution {
  readonly recency: Map<string, number>;
  readonly frequency: Map<string, number>;
  readonly monetary: Map<string, number>;
  readonly stage: Map<string, number>;
  readonly lifeCycle: Map<string, number>;
  readonly tier: Map<string, number>;
  readonly mark: Map<string, number>;
  readonly level: Map<string, number>;
}

export function newDistribution(): Distribution {
  return {
    recency: new Map(), frequency: new Map(), monetary: new Map(),
    stage: new Map(), lifeCycle: new Map(), tier: new Map(), mark: new Map(), level: new Map(),
  };
}

/** Counts one customer. */
export function tally(distribution: Distribution, cells: Cells | null, standing: Standing): void {
  count(distribution.recency, cells?.recency ?? 'none');
  count(distribution.frequency, cells?.frequency ?? 'none');
  count(distribution.monetary, cells?.monetary ?? 'none');
  count(distribution.stage, standing.stage);
  count(distribution.lifeCycle, standing.lifeCycle);
  count(distribution.tier, standing.tier);
  for (const mark of standing.marks) count(distribution.mark, mark);
  count(distribution.level, standing.level);
}

function count(table: Map<string, number>, word: string | number): void {
  table.set(String(word), (table.get(String(word)) ?? 0) + 1);
}
