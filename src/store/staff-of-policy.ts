import type { StaffMember } from '../domain/staff.ts';
import type { Transaction } from './pool.ts';
import { lookAgainAtInquiriesOf } from './inquiries-of-staff.ts';
import { endAccessOfLeavers } from './staff-access.ts';
import { ENDS_NOW, NOW } from './staff.ts';

const PEOPLE = `
insert into staff (id, name, email, languages, source, added_at)
select p.id, p.name, p.email, p.languages, 'policy', ${NOW} from jsonb_to_recordset($1::jsonb) as p(id text, name text, email text, languages text[])
on conflict (id) do update set name = excluded.name, email = excluded.email, languages = excluded.languages, source = 'policy', left_at = null`;

const LEAVERS = `update staff set left_at = ${NOW} where source = 'policy' and left_at is null and not id = any($1) returning id`;

// Of those who are the policy's own: what it does not say any more ends, what it says newly begins.
const ended = (table: 'staff_role' | 'team_member', column: 'role' | 'team') => `
update ${table} o set ${ENDS_NOW} from staff s
where s.id = o.staff_id and s.source = 'policy' and o.until_at is null
  and not exists (select from jsonb_to_recordset($1::jsonb) as w("staffId" text, what text) where w."staffId" = o.staff_id and w.what = o.${column})`;

const begun = (table: 'staff_role' | 'team_member', column: 'role' | 'team') => `
insert into ${table} (staff_id, ${column}, from_at)
select w."staffId", w.what, ${NOW} from jsonb_to_recordset($1::jsonb) as w("staffId" text, what text)
on conflict (staff_id, ${column}) where until_at is null do nothing`;

/**
 * Makes the staff what a policy says of it: new people, changed ones, and the end of those, their roles and their teams that it does not name any more.
 * People of the command line stay as they are, unless the policy names them: then they are its own. Absences are nobody's business here.
 */
export async function applyStaff(tx: Transaction, staff: readonly StaffMember[]): Promise<void> {
  await tx.query(PEOPLE, [JSON.stringify(staff.map(({ id, name, email, languages }) => ({ id, name, email, languages })))]);
  const { rows: leavers } = await tx.query<{ id: string }>(LEAVERS, [staff.map(({ id }) => id)]);
  await endAccessOfLeavers(tx);
  await lookAgainAtInquiriesOf(tx, leavers.map(({ id }) => id));
  const roles = JSON.stringify(staff.flatMap(({ id, roles: own }) => own.map((what) => ({ staffId: id, what }))));
  const teams = JSON.stringify(staff.flatMap(({ id, teams: own }) => own.map((what) => ({ staffId: id, what }))));
  for (const [table, column, wanted] of [['staff_role', 'role', roles], ['team_member', 'team', teams]] as const) {
    await tx.query(ended(table, column), [wanted]);
    await tx.query(begun(table, column), [wanted]);
  }
}
