import { actingFor, supervisorsInOrder } from '../domain/deputies.ts';
import { toStaffId, type StaffId } from '../domain/ids.ts';
import { type NoticeKind, type NoticeScene, recipientsOf } from '../domain/notice-recipients.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { teamsAbove } from '../domain/team.ts';
import { PERSON_IN_CHARGE } from './charge.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import { presentOn, readAway } from './staff-presence.ts';
import { listStaff } from './staff.ts';

const MOST_AT_ONCE = 200;

interface NoticeRow {
  id: string;
  origin: string;
  what: NoticeKind;
  team: string | null;
  at_ms: string;
  in_charge: string | null;
  of_customer: string | null;
  authors: string[];
  again: number;
  wants_judge: boolean;
}

// News for nobody in particular yet. Who is in charge of its subject is looked up as of now: a matter may have been handed over. What nobody in particular
// has is with whoever is in charge of the customer; a part of a working group is with its team.
const NEWS = `
select n.id, n.origin, n.what, n.team, epoch_ms(n.at) as at_ms, coalesce((n.about->>'again')::int, 0) as again, n.about ? 'draft' as wants_judge,
  coalesce((select i.person from inquiry i where i.id::text = n.about->>'inquiry'), (select g.person from group_part g where g.id::text = n.about->>'part'), case when not n.about ? 'part' then ${PERSON_IN_CHARGE('n.customer_id')} end) as in_charge,
  ${PERSON_IN_CHARGE('n.customer_id')} as of_customer,
  coalesce((select a.authors from approval a where coalesce(a.message_id, 'document/' || a.document_id) = coalesce(n.about->>'draft', n.about->>'of') order by a.id desc limit 1),
    (select array[e.by] from inquiry_entry e where e.inquiry_id = (n.about->>'inquiry')::bigint and e.message_id = n.about->>'of' and e.by is not null), '{}') as authors
from staff_notice n where n.person is null and n.sent_system is null order by n.id limit ${MOST_AT_ONCE} for update of n skip locked`;

/** Gives news to those whom it concerns, each once; answers who has news to be sent now. */
export async function handOutNotices(pool: Pool, policy: Pick<ShopPolicy, 'teams'>): Promise<StaffId[]> {
  return inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<NoticeRow>(NEWS);
    for (const row of rows) await handOut(tx, row, recipientsOf(row.what, await sceneOf(tx, row, policy)));
    const { rows: waiting } = await tx.query<{ person: string }>('select distinct person from staff_notice where person is not null and sent_system is null order by person limit 100');
    return waiting.map(({ person }) => toStaffId(person));
  });
}

async function handOut(tx: Transaction, { id, origin }: NoticeRow, recipients: readonly StaffId[]): Promise<void> {
  await tx.query(
    `insert into staff_notice (origin, person, team, what, customer_id, about, at)
     select $2 || '/' || one, one, team, what, customer_id, about, at from staff_notice, unnest($3::text[]) one where id = $1 on conflict (origin) do nothing`, [id, origin, recipients]);
  await tx.query('update staff_notice set sent_system = clock_timestamp() where id = $1', [id]);
}

async function sceneOf(tx: Transaction, { team, at_ms: atMs, in_charge: person, of_customer: ofCustomer, authors, again, wants_judge: wantsJudge }: NoticeRow, policy: Pick<ShopPolicy, 'teams'>): Promise<NoticeScene> {
  const away = await readAway(tx, Number(atMs));
  const teams = team === null ? [] : [team, ...teamsAbove(team, policy)];
  const present = team === null ? [] : await presentOn(tx, team, Number(atMs));
  return {
    inCharge: person === null ? null : actingFor(toStaffId(person), away),
    ofCustomer: ofCustomer === null ? null : actingFor(toStaffId(ofCustomer), away),
    team: present.map(({ id }) => id),
    supervisors: supervisorsInOrder(await listStaff(tx, { role: 'supervisor' }), teams, away),
    authors: authors.map(toStaffId),
    again,
    wantsJudge,
  };
}
