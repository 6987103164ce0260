import type { CustomerId } from '../../../src/domain/ids.ts';
import type { Pool } from '../../../src/store/pool.ts';

interface Row {
  events_open: number;
  wrong_count: number;
  unsettled: number;
  lost: number;
  twice: number;
  open: number;
}

// Every mail is in the box once, or listed as unknown: then once or never.
const SQL = `
with customers as (select unnest($1::uuid[]) as id), messages as (
  select m.id, m.customer_id, m.state
  from message m join customers c on c.id = m.customer_id where m.campaign = $2
)
select
  (select count(*)::int from event_inbox e join customers c on c.id = e.customer_id where e.status in ('received', 'applied')) as events_open,
  (select count(*)::int from customers c where (select count(*) from messages m where m.customer_id = c.id) <> $3) as wrong_count,
  (select count(*)::int from messages where state not in ('accepted', 'unknown')) as unsettled,
  (select count(*)::int from customers c where (select count(*) from messages m where m.customer_id = c.id and m.state = 'accepted')
    > (select count(*) from sandbox_mail b join contact_point p on p.address = b.envelope_to where p.customer_id = c.id)) as lost,
  (select count(*)::int from (select message_id from sandbox_mail b join contact_point p on p.address = b.envelope_to
    join customers c on c.id = p.customer_id group by message_id having count(*) > 1) repeated) as twice,
  (select count(*)::int from enrolment e join customers c on c.id = e.customer_id where e.campaign = $2 and e.open) as open`;

/**
 * What is missing until each of these customers has had `each` mails of the campaign and is through with it; null: nothing.
 * A mail that came twice never gets settled: it throws.
 */
export async function missingMails(pool: Pool, ids: readonly CustomerId[], campaign: string, each: number): Promise<string | null> {
  const { rows: [row] } = await pool.query<Row>(SQL, [ids, campaign, each]);
  if (row === undefined) return 'no answer';
  if (row.twice > 0) throw new Error(`${campaign}: ${row.twice} mails came twice`);
  const told: readonly [number, string][] = [
    [row.events_open, 'events not consumed'], [row.wrong_count, 'customers without their messages'], [row.unsettled, 'messages not settled'],
    [row.lost, 'customers who lack an accepted mail'], [row.open, 'enrolments open'],
  ];
  const missing = told.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return missing.length === 0 ? null : `${campaign}: ${missing.join(', ')}`;
}
