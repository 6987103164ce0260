import { DatabaseError } from 'pg';
import { inTransaction, type Pool } from './pool.ts';

interface MonthRow {
  name: string;
  from_day: string;
  to_day: string;
  missing: boolean;
}

const MONTHS_SQL = `
select 'decision_' || to_char(m, 'YYYY_MM') as name, to_char(m, 'YYYY-MM-DD') as from_day, to_char(m + interval '1 month', 'YYYY-MM-DD') as to_day,
  to_regclass('decision_' || to_char(m, 'YYYY_MM')) is null as missing
from generate_series(date_trunc('month', touchline_now() at time zone 'UTC'),
  date_trunc('month', touchline_now() at time zone 'UTC') + interval '1 month', interval '1 month') m`;

/**
 * Makes the partitions of this month and the next of the decision record, so that retention can drop a month at once.
 * A month whose rows wait in the default partition already stays there.
 */
export async function ensureDecisionMonths(pool: Pool): Promise<void> {
  const { rows } = await pool.query<MonthRow>(MONTHS_SQL);
  for (const month of rows.filter(({ missing }) => missing)) await createMonth(pool, month).catch(ignoreLateRow);
}

const CHECK_VIOLATION = '23514';

/** A decision of the month came between the look and the making: it stays in the default partition with those that will follow. */
function ignoreLateRow(error: unknown): void {
  if (error instanceof DatabaseError && error.code === CHECK_VIOLATION) return;
  throw error;
}

async function createMonth(pool: Pool, { name, from_day, to_day }: MonthRow): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await tx.query('lock table decision in share update exclusive mode');
    const waiting = await tx.query('select 1 from decision_rest where at >= $1::timestamptz and at < $2::timestamptz limit 1', [`${from_day}Z`, `${to_day}Z`]);
    if (waiting.rowCount !== 0) return;
    // Names and bounds are made from dates by the statement above: nothing from outside stands in this text.
    await tx.query(`create table if not exists ${name} partition of decision for values from ('${from_day}Z') to ('${to_day}Z')`);
  });
}
