import { type ByCurrency, PIECES, type Promotion, type PurseLeft } from '../domain/promotion.ts';
import { moneyFromNumeric, numericFromMoney } from './money.ts';
import type { Queryable, Transaction } from './pool.ts';

interface PurseRow {
  promotion: string;
  unit: string;
  left: string | null;
}

/** SQL for the purses as JSON: what is left, as text, or null without a limit. */
export const PURSES_SQL = `coalesce((select json_agg(json_build_object('promotion', promotion, 'unit', unit, 'left', (most - held)::text)) from promotion_purse), '[]')`;

/** Money in 1/10,000 units, pieces as they are. */
export function toPurse({ promotion, unit, left }: PurseRow): PurseLeft {
  if (left === null) return { promotion, unit, left };
  return { promotion, unit, left: unit === PIECES ? Math.floor(Number(left)) : moneyFromNumeric(left) };
}

/** What is left of each promotion that is counted, as of this instant. */
export async function readPurses(db: Queryable): Promise<readonly PurseLeft[]> {
  const { rows } = await db.query<{ purses: PurseRow[] }>(`select ${PURSES_SQL} as purses`);
  return (rows[0]?.purses ?? []).map(toPurse);
}

/**
 * Opens the purses of a shelf, or sets their limits anew; what they hold stays. A budget below what is held already gives out nothing more.
 * Of a pool the limit is the number of codes that were imported.
 */
export async function openPurses(tx: Transaction, shelf: readonly Promotion[]): Promise<void> {
  const rows = shelf.flatMap((promotion) => [...moneyPurses(promotion), { promotion: promotion.name, unit: PIECES, most: promotion.pieces, pool: promotion.codes === 'pool' }]);
  await tx.query(
    `insert into promotion_purse (promotion, unit, most)
     select r.promotion, r.unit, case when r.pool then (select count(*) from promotion_code c where c.promotion = r.promotion) else r.most end
     from jsonb_to_recordset($1::jsonb) as r(promotion text, unit text, most numeric, pool boolean) order by r.promotion, r.unit
     on conflict (promotion, unit) do update set most = excluded.most`, [JSON.stringify(rows)]);
}

function moneyPurses({ name, mostCost, budget }: Promotion): { promotion: string; unit: string; most: string | null; pool: boolean }[] {
  return Object.keys(mostCost).map((unit) => ({ promotion: name, unit, most: limitOf(budget, unit), pool: false }));
}

function limitOf(budget: ByCurrency | null, currency: string): string | null {
  const most = budget?.[currency];
  return most === undefined ? null : numericFromMoney(most);
}
