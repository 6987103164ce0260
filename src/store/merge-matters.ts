import { readCharge } from './charge.ts';
import type { MergeCounts, Merging } from './merge-customers.ts';
import type { Transaction } from './pool.ts';

/** An agreement of each that hold on the same day; null: there are none. */
export async function openAgreementsOf(tx: Transaction, { from, into }: Merging): Promise<readonly [own: number, theirs: number] | null> {
  const { rows: [row] } = await tx.query<{ own: number; theirs: number }>(
    `select own.id as own, theirs.id as theirs from agreement own join agreement theirs on theirs.customer_id = $1 and theirs.state = 'agreed' and theirs.from_date <= own.until_date and theirs.until_date >= own.from_date
     where own.customer_id = $2 and own.state = 'agreed' order by own.id, theirs.id limit 1`, [from, into]);
  return row === undefined ? null : [row.own, row.theirs];
}

// By what name a row is counted, and where it names its customer. What was sent, decided, granted as a right or counted as a tier stays where it was.
const MOVED: Readonly<Record<string, string>> = {
  inquiries: 'inquiry', inboundMessages: 'inbound_message', inboundMails: 'inbound_mail', documents: 'document', contacts: 'contact_log', groupParts: 'group_part',
  agreements: 'agreement', suggestions: 'suggestion', onSiteMessages: 'on_site_message',
};

/** What people of the shop have in hand for either is in hand for the one that goes on, with its clocks: none of them runs longer than it did. */
export async function mergeMatters(tx: Transaction, merging: Merging): Promise<MergeCounts> {
  const { from, into } = merging;
  const counts: Record<string, number> = {};
  for (const [name, table] of Object.entries(MOVED)) {
    const { rowCount } = await tx.query(`update ${table} set customer_id = $2 where customer_id = $1`, [from, into]);
    counts[name] = rowCount ?? 0;
  }
  // A yes to a document is a yes to its bytes, whoever they are for.
  await tx.query('update approval set customer_id = $2 where customer_id = $1 and document_id is not null', [from, into]);
  await tx.query('update staff_notice set customer_id = $2 where customer_id = $1 and sent_system is null', [from, into]);
  await tx.query(`update event_inbox set customer_id = $2 where customer_id = $1 and status in ('received', 'applied')`, [from, into]);
  const clocks = await moveClocks(tx, merging);
  const tasks = await tx.query(`update task set customer_id = $2 where customer_id = $1`, [from, into]);
  await keepCharge(tx, merging);
  await enterMerge(tx, merging);
  return { ...counts, clocks, tasks: tasks.rowCount ?? 0 };
}

// Of two promises of regular contact the one that is due first goes on: a word with either was a word with both. All others are of matters that move.
const CONTACT = `
with running as (
  select c.*, row_number() over (order by due_at, customer_id = $2 desc, subject) as place from sla_clock c where customer_id = any(array[$1, $2]::uuid[]) and kind = 'contact' and ended_at is null
), ended as (
  update sla_clock c set state = 'cancelled', ended_at = touchline_now(), next_at = null, paused_at = null from running r
  where (c.customer_id, c.kind, c.subject) = (r.customer_id, r.kind, r.subject) and (r.place > 1 or (r.customer_id = $1 and exists (select 1 from sla_clock o where (o.customer_id, o.kind, o.subject) = ($2, r.kind, r.subject))))
  returning c.customer_id, c.subject
)
update task t set state = 'cancelled', done_by = 'contact', done_at = touchline_now(), note = 'the customer became part of another one, who is promised contact as well'
from ended e where t.origin = 'contact/' || e.customer_id || '/' || e.subject and t.state = 'open'`;

const MOVE = `
with moved as (
  update sla_clock set customer_id = $2 where customer_id = $1 and ended_at is null returning kind, subject
), escalated as (
  update escalation e set customer_id = $2 from moved m where e.customer_id = $1 and (e.kind, e.subject) = (m.kind, m.subject)
), asked as (
  update task t set origin = 'contact/' || $2 || '/' || m.subject from moved m where m.kind = 'contact' and t.origin = 'contact/' || $1 || '/' || m.subject
)
select count(*)::int as clocks from moved`;

async function moveClocks(tx: Transaction, { from, into }: Merging): Promise<number> {
  await tx.query(CONTACT, [from, into]);
  const { rows: [row] } = await tx.query<{ clocks: number }>(MOVE, [from, into]);
  return row?.clocks ?? 0;
}

/** Whoever looked after the part looks after the one that goes on, where nobody does yet. */
async function keepCharge(tx: Transaction, { from, into, by }: Merging): Promise<void> {
  const charge = await readCharge(tx, from);
  if (charge === null || await readCharge(tx, into) !== null) return;
  await tx.query(`insert into customer_charge (customer_id, person, team, by, at, handed_over) values ($1, $2, $3, $4, touchline_now(), true)`, [into, charge.person, charge.team, by]);
}

/** Whoever has an inquiry in hand reads in its thread whose it is now. */
async function enterMerge(tx: Transaction, { from, into, by }: Merging): Promise<void> {
  await tx.query(
    `insert into inquiry_entry (inquiry_id, at, what, by, text) select id, touchline_now(), 'change', $3, 'customer ' || $1 || ' became part of customer ' || $2 from inquiry where customer_id = $2::uuid and state <> 'closed' order by id`, [from, into, by]);
}
