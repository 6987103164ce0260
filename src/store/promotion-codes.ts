import { PIECES } from '../domain/promotion.ts';
import { inTransaction, type Pool } from './pool.ts';

export interface ImportedCodes {
  readonly added: number;
  /** Known already, of this promotion or of another: a code means one thing only. */
  readonly known: readonly string[];
}

/** Adds codes to a promotion's pool, in the order given; those that exist already change nothing. */
export async function importCodes(pool: Pool, promotion: string, codes: readonly string[]): Promise<ImportedCodes> {
  return inTransaction(pool, async (tx) => {
    // The count is the lock of every grant of the pool.
    await tx.query('select 1 from promotion_purse where promotion = $1 and unit = $2 for update', [promotion, PIECES]);
    const { rows } = await tx.query<{ code: string }>(
      `insert into promotion_code (promotion, code) select $1, code from unnest($2::text[]) with ordinality as c(code, place)
       where not exists (select 1 from promotion_grant g where g.code = c.code) order by place
       on conflict (code) do nothing returning code`, [promotion, codes]);
    await tx.query(
      `update promotion_purse set most = (select count(*) from promotion_code where promotion = $1) where promotion = $1 and unit = $2`, [promotion, PIECES]);
    const added = new Set(rows.map(({ code }) => code));
    return { added: added.size, known: codes.filter((code) => !added.has(code)) };
  });
}
