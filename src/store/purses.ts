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

// The first half of an advisory lock's key; the second is a promotion's.
const TURN = 7_203;

/**
 * SQL that counts changes of purses exactly; `changes` selects promotion, unit and amount, once each. Whoever counts first waits for its turn
 * at each promotion, always in one order: so two transactions cannot wait for each other, and a crowd at one purse stands in line
 * instead of waking all together whenever its row is free. The turn ends with the transaction. Returns what the row has left, null without a limit.
 */
export const countedPurses = (changes: string) => `
  update promotion_purse p set held = p.held + c.amount from (
    select promotion, unit, amount, pg_advisory_xact_lock(${TURN}, hashtext(promotion)) as turn from (${changes} order by hashtext(promotion)) asking) c
  where p.promotion = c.promotion and p.unit = c.unit returning p.promotion, p.unit, p.most - p.held as left_after`;

/** SQL for what the grants of a relation come to in each purse; `cost` and `pieces` are expressions over it. */
export const purseAmounts = (grants: string, cost: string, pieces: string) => `select promotion, unit, sum(amount) as amount from (
    select promotion, currency::text as unit, ${cost} as amount from ${grants} union all select promotion, '${PIECES}', ${pieces} from ${grants}) each_one group by promotion, unit`;

/** SQL for the pieces that a grant `g` gives back when it ends unused: a code that was given is not free again. */
export const PIECES_BACK = `case when g.terms->>'codes' = 'pool' then 0 else g.pieces end`;

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
  const rows = shelf.flatMap((promotion) => [...moneyPurses(promotion), ...piecesPurse(promotion)]);
  // A purse that is opened after its first grants holds what they hold. No grant may be made between the look and the entry.
  await tx.query('lock table promotion_grant in share row exclusive mode');
  await tx.query('update promotion_purse set most = null where promotion = any($1::text[])', [shelf.map(({ name }) => name)]);
  await tx.query(
    `insert into promotion_purse (promotion, unit, most, held)
     select r.promotion, r.unit, case when r.pool then (select count(*) from promotion_code c where c.promotion = r.promotion) else r.most end,
       coalesce((select case r.unit when '${PIECES}' then sum(g.pieces) else sum(g.cost) filter (where trim(g.currency) = r.unit) end from promotion_grant g where g.promotion = r.promotion), 0)
     from jsonb_to_recordset($1::jsonb) as r(promotion text, unit text, most numeric, pool boolean) order by r.promotion, r.unit
     on conflict (promotion, unit) do update set most = excluded.most`, [JSON.stringify(rows)]);
}

/** Without a limit nothing has to be counted, and no row is a lock for all. */
function piecesPurse({ name, pieces, codes }: Promotion): { promotion: string; unit: string; most: number | null; pool: boolean }[] {
  return pieces === null && codes !== 'pool' ? [] : [{ promotion: name, unit: PIECES, most: pieces, pool: codes === 'pool' }];
}

function moneyPurses({ name, mostCost, budget }: Promotion): { promotion: string; unit: string; most: string | null; pool: boolean }[] {
  return Object.keys(mostCost).map((unit) => ({ promotion: name, unit, most: limitOf(budget, unit), pool: false }));
}

function limitOf(budget: ByCurrency | null, currency: string): string | null {
  const most = budget?.[currency];
  return most === undefined ? null : numericFromMoney(most);
}
