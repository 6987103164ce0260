import { type Charge, chargeAfter, IN_NOBODYS_CHARGE } from '../domain/charge.ts';
import type { CustomerId, StaffId } from '../domain/ids.ts';
import { answersCustomers } from './assign-inquiry.ts';
import { enterChange, SERVICE_ROLES } from './change-inquiry.ts';
import { readCharge, receiverAt, type StoredCharge } from './charge.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { inDecision, type Pool, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { listStaff, roleInForce } from './staff.ts';

/** Into whose charge somebody gives a customer. */
export interface CustomerAssignment {
  readonly customerId: CustomerId;
  readonly by: StaffId;
  /** As it was said: `chargeAfter` tells what it comes to. */
  readonly to: Charge;
  /** What is open because of this customer goes along. */
  readonly handsOver: boolean;
}

/** What went along with a customer, by its numbers. */
export interface HandedOver {
  readonly inquiries: readonly number[];
  readonly parts: readonly number[];
  readonly tasks: readonly number[];
  /** How many promises run on with somebody else. */
  readonly clocks: number;
}

/** What became of it. */
export type CustomerAssigned =
  | {
    readonly kind: 'assigned';
    readonly charge: Charge;
    readonly before: StoredCharge | null;
    /** Who sees to what comes in now; null: the team, or nobody in particular. */
    readonly receiver: StaffId | null;
    /** Null: nothing was to go along. */
    readonly handedOver: HandedOver | null;
  }
  /** It is so already. */
  | { readonly kind: 'unchanged'; readonly charge: Charge }
  /** Whoever is to have the customer answers none. */
  | { readonly kind: 'cannot-answer'; readonly person: StaffId }
  | { readonly kind: 'empty-team'; readonly team: string }
  | { readonly kind: 'no-role' }
  | { readonly kind: 'erased' }
  | { readonly kind: 'no-such-customer' };

/**
 * Gives a customer into somebody's charge: what comes in from now on is theirs, and with a hand-over what is open. No clock is set anew by it: each goes on
 * as it runs, with the steps that it has taken.
 */
export async function assignCustomer(pool: Pool, source: RulesSource, { customerId, by, to, handsOver }: CustomerAssignment): Promise<CustomerAssigned> {
  return inDecision(pool, async (tx): Promise<CustomerAssigned> => {
    if ((await lockCustomers(tx, [customerId])).size === 0) return { kind: 'no-such-customer' };
    if (await isErased(tx, customerId)) return { kind: 'erased' };
    if (!await roleInForce(tx, by, ...SERVICE_ROLES)) return { kind: 'no-role' };
    if (to.person !== null && !await answersCustomers(tx, to.person)) return { kind: 'cannot-answer', person: to.person };
    if (to.team !== null && (await listStaff(tx, { team: to.team })).length === 0) return { kind: 'empty-team', team: to.team };
    const before = await readCharge(tx, customerId);
    const was = before ?? IN_NOBODYS_CHARGE;
    const charge = chargeAfter(was, to);
    if (charge.person === was.person && charge.team === was.team) return { kind: 'unchanged', charge };
    const receiver = await enter(tx, { customerId, by, charge, handsOver });
    const moved = handsOver ? await moveOpen(tx, { customerId, by, was, charge, receiver }) : null;
    await decideCustomers(tx, source, await lockCustomers(tx, [customerId]), { callKey: null, entering: null });
    return { kind: 'assigned', charge, before, receiver, handedOver: moved === null ? null : { ...moved, clocks: await clocksOf(tx, customerId, moved) } };
  });
}

async function isErased(tx: Transaction, customerId: CustomerId): Promise<boolean> {
  const { rowCount } = await tx.query('select 1 from customer where id = $1 and erased_at is not null', [customerId]);
  return (rowCount ?? 0) > 0;
}

/** Keeps whose customer it is, and tells them, or who stands in for them; whoever takes a customer knows it. */
async function enter(tx: Transaction, { customerId, by, charge, handsOver }: { readonly customerId: CustomerId; readonly by: StaffId; readonly charge: Charge; readonly handsOver: boolean }): Promise<StaffId | null> {
  const { rows: [row] } = await tx.query<{ id: string; at_ms: string }>(
    `insert into customer_charge (customer_id, person, team, by, at, handed_over) values ($1, $2, $3, $4, touchline_now(), $5) returning id, epoch_ms(touchline_now()) as at_ms`,
    [customerId, charge.person, charge.team, by, handsOver]);
  if ((charge.person !== null && charge.person !== by) || (charge.person === null && charge.team !== null)) {
    await tx.query(`insert into staff_notice (origin, team, what, customer_id, about, at) values ('charge/' || $1::text, $2, 'charge', $3, '{}', touchline_now())`, [row?.id, charge.team, customerId]);
  }
  return receiverAt(tx, charge, Number(row?.at_ms));
}

interface Move {
  readonly customerId: CustomerId;
  readonly by: StaffId;
  readonly was: Charge;
  readonly charge: Charge;
  readonly receiver: StaffId | null;
}

type Moved = Omit<HandedOver, 'clocks'>;

/** Moves what the one before had because of this customer: also what went to their deputy, and what their team has and nobody of it. What others have stays with them. */
async function moveOpen(tx: Transaction, { customerId, by, was, charge, receiver }: Move): Promise<Moved> {
  const inquiries = await idsOf(tx,
    `update inquiry set person = $3, team = coalesce($4, team), routed = $3::text is not null and (routed or assigned or person is null), assigned = false
     where customer_id = $1 and state <> 'closed' and (person = $2 or routed or (person is null and team = $5)) returning id`, [customerId, was.person, receiver, charge.team, was.team]);
  const to = [charge.person, ...(charge.team === null ? [] : [`team ${charge.team}`])].filter((part) => part !== null).join(' of ') || 'nobody';
  for (const inquiry of inquiries) await enterChange(tx, inquiry, by, `handed over to ${to} with the customer`);
  const parts = await idsOf(tx, 'update group_part set person = $3 where customer_id = $1 and done_at is null and person = $2 and person is distinct from $3 returning id', [customerId, was.person, charge.person]);
  const tasks = await idsOf(tx,
    `update task set person = $3, team = coalesce($4, team) where customer_id = $1 and state = 'open' and (person = $2 or (kind = 'contact' and person is null))
       and (person is distinct from $3 or team is distinct from coalesce($4, team)) returning id`, [customerId, was.person, charge.person, charge.team]);
  return { inquiries, parts, tasks };
}

async function idsOf(tx: Transaction, sql: string, values: readonly unknown[]): Promise<number[]> {
  const { rows } = await tx.query<{ id: string | number }>(sql, [...values]);
  return rows.map(({ id }) => Number(id)).toSorted((a, b) => a - b);
}

/** Promises that run for what has moved, and that of regular contact. */
async function clocksOf(tx: Transaction, customerId: CustomerId, { inquiries, parts }: Moved): Promise<number> {
  const { rows: [row] } = await tx.query<{ count: number }>(
    `select count(*)::int as count from sla_clock c where c.customer_id = $1 and c.ended_at is null and (c.kind = 'contact'
       or (c.kind in ('first-reply', 'next-reply', 'resolution') and split_part(c.subject, '/', 1) = any($2::text[])) or (c.kind = 'group-part' and c.subject = any($3::text[])))`,
    [customerId, inquiries.map(String), parts.map(String)]);
  return row?.count ?? 0;
}
