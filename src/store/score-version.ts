import type { EpochMs } from '../domain/instant.ts';
import type { CutPoints } from '../domain/policy.ts';
import type { Money } from '../domain/customer.ts';
import type { CellCuts, ScoreRule } from './score-cells.ts';
import type { ValueBasis } from './score-facts.ts';
import { numericFromMoney } from './money.ts';
import type { Queryable } from './pool.ts';

/** One scoring as it is kept: its date, rule and every cut-point that explains its scores. */
export interface ScoreVersion {
  readonly version: number;
  /** The analysis date, `yyyy-mm-dd` in the shop's zone; orders before it count. */
  readonly asOf: string;
  readonly asOfMs: EpochMs;
  readonly basis: ValueBasis;
  readonly rule: ScoreRule;
  readonly cuts: CellCuts;
  readonly forDecisions: CutPoints;
  /** Customers with at least one order. */
  readonly customers: number;
  readonly total: Money;
}

/** The number of the next scoring. */
export async function nextVersion(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ id: string }>(`select nextval(pg_get_serial_sequence('score_version', 'id')) as id`);
  return Number(rows[0]?.id);
}

export async function saveScoreVersion(db: Queryable, score: ScoreVersion): Promise<void> {
  const { version, asOf, cuts, forDecisions } = score;
  await db.query(
    `insert into score_version (id, as_of, basis, rule, cut_points, customers, total, created_at)
     values ($1, instant($2), $3, $4, $5, $6, $7, touchline_now())`,
    [version, score.asOfMs, score.basis, score.rule, JSON.stringify({ asOf, cells: cuts, forDecisions }), score.customers, numericFromMoney(score.total)]);
}

interface Row {
  id: number;
  as_of_ms: string;
  basis: ValueBasis;
  rule: ScoreRule;
  cut_points: { asOf: string; cells: CellCuts; forDecisions: CutPoints };
  customers: number;
  total: string;
}

/** The newest scoring, or null before the first. */
export async function latestScoreVersion(db: Queryable): Promise<Omit<ScoreVersion, 'total'> | null> {
  const { rows } = await db.query<Row>('select *, epoch_ms(as_of) as as_of_ms from score_version order by id desc limit 1');
  const [row] = rows;
  if (row === undefined) return null;
  const { asOf, cells, forDecisions } = row.cut_points;
  return {
    version: row.id, asOf, asOfMs: Number(row.as_of_ms), basis: row.basis, rule: row.rule, cuts: cells, forDecisions, customers: row.customers,
  };
}
