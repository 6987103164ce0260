import { type Charge, IN_NOBODYS_CHARGE, receiverOf } from '../domain/charge.ts';
import { type CustomerId, type StaffId, toCustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import { SERVICE_ROLES } from './change-inquiry.ts';
import type { Queryable } from './pool.ts';
import { readAway } from './staff-presence.ts';
import { listStaff } from './staff.ts';

/** SQL: who of the staff is in charge of a customer now; null: nobody in particular. */
export const PERSON_IN_CHARGE = (customer: string) => `(select h.person from customer_charge h where h.customer_id = ${customer} order by h.id desc limit 1)`;

/** In whose charge a customer is, since when and by whose word. */
export interface StoredCharge extends Charge {
  readonly sinceMs: EpochMs;
  readonly by: string;
}

/** Null: nobody has ever been named, or nobody is any more. */
export async function readCharge(db: Queryable, customerId: CustomerId): Promise<StoredCharge | null> {
  const { rows: [row] } = await db.query<{ person: StaffId | null; team: string | null; by: string; at_ms: string }>(
    'select person, team, by, epoch_ms(at) as at_ms from customer_charge where customer_id = $1 order by id desc limit 1', [customerId]);
  return row === undefined || (row.person === null && row.team === null) ? null : { person: row.person, team: row.team, by: row.by, sinceMs: Number(row.at_ms) };
}

/** Customers that are in the charge of somebody now. */
export async function customersOf(db: Queryable, person: StaffId): Promise<CustomerId[]> {
  const { rows } = await db.query<{ customer_id: string }>(
    `select h.customer_id from customer_charge h join customer c on c.id = h.customer_id where h.person = $1 and c.erased_at is null and c.merged_into is null
       and not exists (select 1 from customer_charge later where later.customer_id = h.customer_id and later.id > h.id) order by h.customer_id`, [person]);
  return rows.map(({ customer_id: id }) => toCustomerId(id));
}

/** Into whose hands goes what a customer asks at an instant: whoever is in charge, or stands in for them; else the team alone. */
export async function handsFor(db: Queryable, customerId: CustomerId, atMs: EpochMs): Promise<Charge> {
  const charge = await readCharge(db, customerId);
  return charge === null ? IN_NOBODYS_CHARGE : { person: await receiverAt(db, charge, atMs), team: charge.team };
}

/** Who sees to what comes in at an instant; null: nobody who is there and may answer customers. */
export async function receiverAt(db: Queryable, charge: Charge, atMs: EpochMs): Promise<StaffId | null> {
  if (charge.person === null) return null;
  const answering = new Set((await listStaff(db)).filter(({ roles }) => roles.some((role) => SERVICE_ROLES.includes(role))).map(({ id }) => id));
  return receiverOf(charge, await readAway(db, atMs), (id) => answering.has(id));
}
