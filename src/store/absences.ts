import { type StaffId, toStaffId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Absence } from '../domain/staff.ts';
import { inTransaction, type Pool, type Queryable, type Transaction } from './pool.ts';
import { lookAgainAtInquiriesOf } from './inquiries-of-staff.ts';
import { NOW } from './staff.ts';

/** What became of an absence that was told: it stands, with the absences in whose time the person was to stand in; or what is in its way. */
export type Entered =
  | { readonly kind: 'entered'; readonly standsIn: readonly Absence[] }
  | { readonly kind: 'unknown'; readonly id: StaffId }
  | { readonly kind: 'overlaps' | 'deputy-away'; readonly absence: Absence };

/** What became of the word that somebody is back. */
export type Back =
  | { readonly kind: 'back' | 'taken-back'; readonly absence: Absence }
  | { readonly kind: 'not-away'; readonly next: Absence | null };

/**
 * Enters an absence, under the lock of the person and of the deputy: no two of one person share an instant, and the
 * deputy is there all that time, or at the beginning of an absence without an end.
 */
export function enterAbsence(pool: Pool, absence: Absence): Promise<Entered> {
  return inTransaction(pool, async (tx) => {
    const { staffId, deputyId } = absence;
    const people = deputyId === null ? [staffId] : [staffId, deputyId];
    const locked = await lockStaff(tx, people);
    const unknown = people.find((id) => !locked.has(id));
    if (unknown !== undefined) return { kind: 'unknown', id: unknown };
    const [own] = await within(tx, 'staff_id', staffId, absence);
    if (own !== undefined) return { kind: 'overlaps', absence: own };
    const [deputys] = deputyId === null ? [] : await within(tx, 'staff_id', deputyId, { ...absence, untilMs: absence.untilMs ?? absence.fromMs + 1 });
    if (deputys !== undefined) return { kind: 'deputy-away', absence: deputys };
    await insert(tx, absence);
    await lookAgainAtInquiriesOf(tx, [staffId]);
    return { kind: 'entered', standsIn: await within(tx, 'deputy_id', staffId, absence) };
  });
}

/** Ends the absence that is on now; with `planned`, takes back the next one that has not begun: it is as if it had never been entered. */
export function endAbsence(pool: Pool, staffId: StaffId, { planned }: { readonly planned: boolean }): Promise<Back> {
  return inTransaction(pool, async (tx) => {
    await lockStaff(tx, [staffId]);
    const { rows: [on] } = planned ? { rows: [] } : await tx.query<AbsenceRow>(
      `update absence a set until_at = greatest(a.from_at, ${NOW}) where a.staff_id = $1 and a.from_at <= touchline_now() and (a.until_at is null or a.until_at > touchline_now()) returning ${COLUMNS}`, [staffId]);
    if (on !== undefined) return { kind: 'back', absence: absenceOf(on) };
    const { rows: [next] } = await tx.query<AbsenceRow>(`select ${COLUMNS} from absence a where a.staff_id = $1 and a.from_at > touchline_now() order by a.from_at limit 1`, [staffId]);
    if (next === undefined || !planned) return { kind: 'not-away', next: next === undefined ? null : absenceOf(next) };
    await tx.query('delete from absence where id = $1', [next.id]);
    return { kind: 'taken-back', absence: absenceOf(next) };
  });
}

/** Absences of one of the staff or of all, by their beginning: those that are on or to come at an instant, or every one. */
export async function listAbsences(db: Queryable, { staffId = null, endingAfterMs = null }: { readonly staffId?: StaffId | null; readonly endingAfterMs?: EpochMs | null }): Promise<Absence[]> {
  const { rows } = await db.query<AbsenceRow>(
    `select ${COLUMNS} from absence a where ($1::text is null or a.staff_id = $1) and ($2::float8 is null or a.until_at is null or a.until_at > instant($2))
     order by a.from_at, a.id`, [staffId, endingAfterMs]);
  return rows.map(absenceOf);
}

/** Locks people of the staff in one order, whoever asks; answers those who are of it. */
async function lockStaff(tx: Transaction, ids: readonly StaffId[]): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ id: string }>('select id from staff where id = any($1) and left_at is null order by id for update', [ids]);
  return new Set(rows.map(({ id }) => id));
}

async function within(tx: Transaction, column: 'staff_id' | 'deputy_id', id: StaffId, { fromMs, untilMs }: Absence): Promise<readonly Absence[]> {
  const { rows } = await tx.query<AbsenceRow>(
    `select ${COLUMNS} from absence a where a.${column} = $1 and a.from_at is distinct from a.until_at
       and a.from_at < coalesce(instant($3), 'infinity') and coalesce(a.until_at, 'infinity') > instant($2) order by a.from_at, a.id`, [id, fromMs, untilMs]);
  return rows.map(absenceOf);
}

async function insert(tx: Transaction, { staffId, fromMs, untilMs, deputyId, reason }: Absence): Promise<void> {
  await tx.query(`insert into absence (staff_id, from_at, until_at, deputy_id, reason, entered_at) values ($1, instant($2), instant($3), $4, $5, ${NOW})`,
    [staffId, fromMs, untilMs, deputyId, reason]);
}

interface AbsenceRow {
  readonly id: number;
  readonly staff_id: string;
  readonly from_ms: string;
  readonly until_ms: string | null;
  readonly deputy_id: string | null;
  readonly reason: Absence['reason'];
}

const COLUMNS = 'a.id, a.staff_id, epoch_ms(a.from_at) as from_ms, epoch_ms(a.until_at) as until_ms, a.deputy_id, a.reason';

function absenceOf({ staff_id: staffId, from_ms: fromMs, until_ms: untilMs, deputy_id: deputyId, reason }: AbsenceRow): Absence {
  return { staffId: toStaffId(staffId), fromMs: Number(fromMs), untilMs: untilMs === null ? null : Number(untilMs), deputyId: deputyId === null ? null : toStaffId(deputyId), reason };
}
