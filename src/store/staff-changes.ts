import type { StaffId } from '../domain/ids.ts';
import type { StaffMember, StaffRole } from '../domain/staff.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import { lookAgainAtInquiriesOf } from './inquiries-of-staff.ts';
import { endAccessOfLeavers } from './staff-access.ts';
import { ENDS_NOW, NOW } from './staff.ts';

/** A change of somebody whom the command line has added; what is left out stays. */
export interface StaffChange {
  readonly name?: string;
  readonly email?: string;
  readonly languages?: readonly string[];
  readonly give?: readonly StaffRole[];
  readonly take?: readonly StaffRole[];
  readonly join?: readonly string[];
  readonly leave?: readonly string[];
}

/** Why nothing was changed: nobody has the id, they have left, or the shop policy alone may change them. */
export type Unchanged = 'unknown' | 'left' | 'of-policy';

/** Adds somebody by the command line; whoever has left comes back as they are said to be now. False, and nothing changed, when somebody of the staff has the id. */
export function addStaff(pool: Pool, { id, name, email, languages, roles, teams }: StaffMember): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const { rowCount } = await tx.query(
      `insert into staff as s (id, name, email, languages, source, added_at) values ($1, $2, $3, $4, 'cli', ${NOW})
       on conflict (id) do update set name = excluded.name, email = excluded.email, languages = excluded.languages, source = 'cli', left_at = null where s.left_at is not null`,
      [id, name, email, languages]);
    if (rowCount === 0) return false;
    await begin(tx, id, { give: roles, join: teams });
    return true;
  });
}

/** Changes somebody of the command line, under their lock; null when it is done. */
export function changeStaff(pool: Pool, id: StaffId, change: StaffChange): Promise<Unchanged | null> {
  return ofCommandLine(pool, id, async (tx) => {
    const { name, email, languages, take = [], leave = [] } = change;
    await tx.query('update staff set name = coalesce($2, name), email = coalesce($3, email), languages = coalesce($4, languages) where id = $1', [id, name ?? null, email ?? null, languages ?? null]);
    await tx.query(`update staff_role o set ${ENDS_NOW} where staff_id = $1 and until_at is null and role = any($2)`, [id, take]);
    await tx.query(`update team_member o set ${ENDS_NOW} where staff_id = $1 and until_at is null and team = any($2)`, [id, leave]);
    await begin(tx, id, change);
  });
}

/** Lets somebody of the command line leave, with all their roles and teams; null when it is done. */
export function endStaff(pool: Pool, id: StaffId): Promise<Unchanged | null> {
  return ofCommandLine(pool, id, async (tx) => {
    await tx.query(`update staff set left_at = ${NOW} where id = $1`, [id]);
    for (const table of ['staff_role', 'team_member']) await tx.query(`update ${table} o set ${ENDS_NOW} where staff_id = $1 and until_at is null`, [id]);
    await endAccessOfLeavers(tx);
    await lookAgainAtInquiriesOf(tx, [id]);
  });
}

function ofCommandLine(pool: Pool, id: StaffId, change: (tx: Transaction) => Promise<void>): Promise<Unchanged | null> {
  return inTransaction(pool, async (tx) => {
    const { rows: [found] } = await tx.query<{ source: string; left: boolean }>('select source, left_at is not null as left from staff where id = $1 for update', [id]);
    if (found === undefined) return 'unknown';
    if (found.left) return 'left';
    if (found.source === 'policy') return 'of-policy';
    await change(tx);
    return null;
  });
}

async function begin(tx: Transaction, id: StaffId, { give = [], join = [] }: Pick<StaffChange, 'give' | 'join'>): Promise<void> {
  for (const [table, column, names] of [['staff_role', 'role', give], ['team_member', 'team', join]] as const) {
    await tx.query(`insert into ${table} (staff_id, ${column}, from_at) select $1, what, ${NOW} from unnest($2::text[]) what on conflict (staff_id, ${column}) where until_at is null do nothing`, [id, names]);
  }
}
