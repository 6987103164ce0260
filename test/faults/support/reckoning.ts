import { type Channels, channelRules } from '../../../src/channels/registry.ts';
import type { Pool } from '../../../src/store/pool.ts';
import { verifyInvariants } from '../../../src/store/verify.ts';
import { column, eventually } from '../../support/engine.ts';
import type { ClientJournal } from './event-client.ts';
import type { ShopEvent } from './event-load.ts';
import type { FireCustomer } from './fire-shop.ts';
import { grouped } from './grouped.ts';
import { addressHash, type JournaledMail } from './mail-journal.ts';

/** The ledger's key of a customer's first entry into a campaign. */
export const messageKey = (campaign: string, customer: FireCustomer, step: string, occurrence = 1) => `${campaign}:${customer.id}:1/${step}/${occurrence}/email`;

/** A touch without its occurrence: what a pause had voided is decided anew under a key of its own, and still is the same mail to the customer. */
const touchOf = (message: string) => message.replace(/\/\d+\/email$/, '');

export interface MailReckoning {
  /** What is wrong, in words; empty when every expected mail went out once or is listed. */
  readonly faults: readonly string[];
  readonly accepted: number;
  readonly unknown: number;
  /** Voided before anything left, and decided anew. */
  readonly voided: number;
  /** Of the unknown ones, those that the sink has got. */
  readonly unknownButReceived: number;
  readonly received: number;
}

interface LedgerRow {
  id: string;
  state: string;
}

/** Holds the sink's journal against what had to be sent and what the ledger says of it. @param expected key of a message → its customer */
export async function reckonMails(pool: Pool, expected: ReadonlyMap<string, FireCustomer>, allMails: readonly JournaledMail[]): Promise<MailReckoning> {
  const mails = allMails.filter((mail) => !isOfStaff(mail));
  const { rows } = await pool.query<LedgerRow>('select id, state from message');
  const wanted = new Map([...expected].map(([key, customer]) => [touchOf(key), customer]));
  const listed = grouped(rows, ({ id }) => touchOf(id));
  const received = grouped(mails, ({ message }) => touchOf(message));
  const faults = [
    ...await faultsOfStaffMails(pool, allMails.filter(isOfStaff)),
    ...[...listed.keys()].filter((touch) => !wanted.has(touch)).map((touch) => `nobody asked for ${touch}`),
    ...[...received.keys()].filter((touch) => !wanted.has(touch)).map((touch) => `the sink has a mail nobody asked for: ${touch}`),
    ...[...wanted].flatMap(([touch, customer]) => faultsOfTouch(touch, customer, listed.get(touch) ?? [], received.get(touch) ?? [])),
  ];
  const inSink = new Set(mails.map(({ message }) => message));
  const inState = (state: string) => rows.filter((row) => row.state === state);
  return {
    faults, received: mails.length, accepted: inState('accepted').length, unknown: inState('unknown').length, voided: inState('void').length,
    unknownButReceived: inState('unknown').filter(({ id }) => inSink.has(id)).length,
  };
}

function faultsOfTouch(touch: string, { external }: FireCustomer, rows: readonly LedgerRow[], mails: readonly JournaledMail[]): string[] {
  const faults = [];
  const [message, ...more] = rows.filter(({ state }) => state !== 'void');
  const state = message?.state ?? 'not in the ledger';
  if (more.length > 0 || (state !== 'accepted' && state !== 'unknown')) faults.push(`${touch} was expected and is ${rows.map((row) => row.state).join(', ') || state}`);
  if (mails.length > 1) faults.push(`${touch} (${state}) was received ${mails.length} times`);
  if (mails.some((mail) => mail.message !== message?.id)) faults.push(`${touch}: the sink has a mail that was voided`);
  if (state === 'accepted' && mails.length === 0) faults.push(`${touch} is accepted, and the sink has never seen it`);
  if (mails.some((mail) => mail.addressHash !== addressHash(`${external}@example.com`))) faults.push(`${touch} went to somebody else`);
  return faults;
}

/** What tells the staff of something, several news in one mail: in no ledger of customers. */
const isOfStaff = ({ message }: JournaledMail) => message.startsWith('staff:');

/** Colleagues may be told twice where the mail left and its record did not; never of what is not news, never somebody else, and not only in the books. */
async function faultsOfStaffMails(pool: Pool, mails: readonly JournaledMail[]): Promise<string[]> {
  const { rows } = await pool.query<{ mail: string; email: string; sent: boolean }>(
    `select n.digest || '/mail/1/email' as mail, s.email, bool_and(n.sent_system is not null) as sent from staff_notice n join staff s on s.id = n.person where n.digest is not null group by 1, 2`);
  const digests = new Map(rows.map((row) => [row.mail, row]));
  const inSink = new Set(mails.map(({ message }) => message));
  return [
    ...mails.filter(({ message }) => !digests.has(message)).map(({ message }) => `the sink has a mail to the staff that is no news: ${message}`),
    ...mails.filter(({ message, addressHash: hash }) => digests.has(message) && hash !== addressHash(digests.get(message)!.email)).map(({ message }) => `${message} went to somebody else`),
    ...rows.filter(({ mail, sent }) => sent && !inSink.has(mail)).map(({ mail }) => `${mail} counts as sent, and the sink has never seen it`),
  ];
}

interface InboxRow {
  message_id: string;
  status: string;
  reason: string | null;
}

/** Every acknowledged event is in the inbox once, at an end, and used. Answers what is wrong. */
export async function reckonEvents(pool: Pool, journal: ClientJournal): Promise<string[]> {
  const { rows } = await pool.query<InboxRow>(`select message_id, status, reason from event_inbox where source like 'track:%'`);
  const found = grouped(rows, ({ message_id }) => message_id);
  return [
    ...[...journal.acknowledged.keys()].filter((id) => !found.has(id)).map((id) => `${id} was acknowledged and is lost`),
    ...[...found].filter(([, same]) => same.length > 1).map(([id, same]) => `${id} is in the inbox ${same.length} times`),
    ...rows.filter(({ status }) => status !== 'consumed').map(({ message_id, status, reason }) => `${message_id} is ${status}: ${reason ?? 'no reason'}`),
  ];
}

interface FactsRow {
  external: string;
  orders: number;
  gross: string;
  cancelled: string;
  largest: string;
  inquiries: number;
}

/** The facts of every customer against a sum over what the client was told is stored; each began with `oldOrders` of 100.00. */
export async function reckonFacts(pool: Pool, customers: readonly FireCustomer[], events: readonly ShopEvent[], oldOrders: (customer: FireCustomer) => number): Promise<string[]> {
  const { rows } = await pool.query<FactsRow>(
    `select i.value as external, f.order_count as orders, f.gross_value::numeric(18,2)::text as gross, f.cancelled_value::numeric(18,2)::text as cancelled,
       f.largest_order::numeric(18,2)::text as largest, f.inquiry_count as inquiries
     from identity i join customer_facts f using (customer_id)`);
  const facts = new Map(rows.map((row) => [row.external, row]));
  const told = grouped(events, ({ external }) => external);
  return customers.flatMap((customer) => {
    const wanted = factsFrom(customer.external, told.get(customer.external) ?? [], oldOrders(customer));
    const is = JSON.stringify(facts.get(customer.external));
    return is === JSON.stringify(wanted) ? [] : [`${customer.external}: the facts are ${is}, the events say ${JSON.stringify(wanted)}`];
  });
}

function factsFrom(external: string, events: readonly ShopEvent[], oldOrders: number): FactsRow {
  const orders = events.filter(({ event }) => event === 'order.placed');
  const values = [...orders.map(({ valuePence }) => valuePence), ...Array.from({ length: oldOrders }, () => 10_000)];
  const cancelled = new Set(events.filter(({ event }) => event === 'order.cancelled').map(({ orderId }) => orderId));
  return {
    external, orders: values.length, gross: pounds(sum(values)),
    cancelled: pounds(sum(orders.filter(({ orderId }) => cancelled.has(orderId)).map(({ valuePence }) => valuePence))),
    largest: pounds(Math.max(0, ...values)), inquiries: events.filter(({ event }) => event === 'inquiry.received').length,
  };
}

const sum = (pence: readonly number[]) => pence.reduce((total, one) => total + one, 0);
const pounds = (pence: number) => `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`;

/** What is still under way, by name: empty when everything has come to rest. */
export async function unrest(pool: Pool): Promise<string[]> {
  return column<string>(pool,
    `select what || ': ' || count(*) from (
       select 'message ' || state as what from message where state in ('planned', 'ready', 'sending')
       union all select 'event ' || status from event_inbox where status in ('received', 'applied')
       union all select 'audience member ' || state from audience_member where state in ('pending', 'entered')
       union all select 'campaign run ' || state from campaign_run where state in ('scheduled', 'freezing', 'sending')
       -- What waits for a person's yes, or for its hour with one, is not under way.
       union all select 'enrolment ' || coalesce((select m.state from message m where m.id = e.place->>'message' and m.state in ('draft', 'approved')), e.place->>'kind') from enrolment e where open
       union all select 'overdue wake-up' from customer_state where wake_at < touchline_now() - interval '1 minute' * coalesce((select factor from domain_clock), 1)
     ) u group by what order by what`);
}

/** Waits until nothing is under way; fails with what still is. @param ignoring what may stay, by its name in `unrest` */
export async function untilRest(pool: Pool, limitMs: number, ignoring: readonly string[] = []): Promise<void> {
  await eventually('everything comes to rest', async () => {
    const left = (await unrest(pool)).filter((line) => !ignoring.some((name) => line.startsWith(`${name}:`)));
    if (left.length > 0) throw new Error(left.join(', '));
    return true;
  }, limitMs);
}

/** What `touchline verify` finds, in one line for each invariant that does not hold. */
export async function violations({ pool, channels }: { readonly pool: Pool; readonly channels: Channels }): Promise<string[]> {
  const reports = await verifyInvariants(pool, { channels: channelRules(channels) });
  return reports.filter(({ count }) => count > 0).map(({ id, title, count, offenders }) => `${id} ${title}: ${count}, such as ${JSON.stringify(offenders.slice(0, 3))}`);
}
