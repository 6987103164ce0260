import { inTransaction, type Pool } from './pool.ts';

/** Tables that the statements of a decision find their rows in. */
const TABLES = ['attempt', 'audience_member', 'contact_point', 'customer', 'customer_facts', 'customer_state', 'enrolment', 'event_inbox', 'message'] as const;
/** A table that has changed less since it was last looked at is read quickly in any way. */
const FEW_CHANGES = 200;
/** Rows are sampled in proportion to it. The size of a table is what matters here: a tenth of the usual sample tells it. */
const SAMPLE_TARGET = 10;

/**
 * Looks at the tables again that have changed by half since the planner last looked: connections then plan
 * their kept statements anew. The database does the same by itself, up to a minute later and more thoroughly, and a broadcast in
 * a new shop fills empty tables in seconds.
 */
export async function renewStatistics(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_stat_user_tables where schemaname = current_schema() and relname = any($1::text[])
       and n_mod_since_analyze >= greatest($2, n_live_tup / 2)`, [TABLES, FEW_CHANGES]);
  for (const { name } of rows) {
    await inTransaction(pool, async (tx) => {
      await tx.query(`set local default_statistics_target = ${SAMPLE_TARGET}`);
      await tx.query(`analyze (skip_locked) ${name}`);
    });
  }
}
