import type { StaffId } from '../domain/ids.ts';
import { inTransaction, type Pool } from './pool.ts';

/** One piece of news for somebody of the staff: what it is about by its ids, nothing of the customer. */
export interface StaffNotice {
  readonly what: string;
  readonly about: Readonly<Record<string, string | number>>;
  readonly customer: string | null;
  readonly atMs: number;
}

/** News that leave together. */
export interface StaffDigest {
  /** The same when it is read again before it was sent. */
  readonly key: string;
  readonly email: string;
  readonly name: string;
  readonly notices: readonly StaffNotice[];
}

const MOST_IN_ONE = 100;

/** What waits for somebody, as one digest; null: nothing does, or they have left the shop. Read again before it was sent it is the same one. */
export async function nextDigest(pool: Pool, person: StaffId): Promise<StaffDigest | null> {
  return inTransaction(pool, async (tx) => {
    const { rows: [member] } = await tx.query<{ email: string; name: string }>('select email, name from staff where id = $1 and left_at is null for share', [person]);
    if (member === undefined) {
      await tx.query('update staff_notice set sent_system = clock_timestamp() where person = $1 and sent_system is null', [person]);
      return null;
    }
    await tx.query(
      `update staff_notice set digest = 'staff:' || $1 || ':' || first.id from (select min(id) as id from staff_notice where person = $1 and sent_system is null and digest is null) first
       where staff_notice.id in (select id from staff_notice where person = $1 and sent_system is null and digest is null order by id limit ${MOST_IN_ONE})
         and not exists (select 1 from staff_notice where person = $1 and sent_system is null and digest is not null)`, [person]);
    const { rows } = await tx.query<{ digest: string; what: string; about: StaffNotice['about']; customer: string | null; at_ms: string }>(
      `select digest, what, about, customer_id as customer, epoch_ms(at) as at_ms from staff_notice where person = $1 and sent_system is null and digest is not null order by id`, [person]);
    const [first] = rows;
    return first === undefined ? null : { key: first.digest, ...member, notices: rows.map(({ what, about, customer, at_ms: atMs }) => ({ what, about, customer, atMs: Number(atMs) })) };
  });
}

/** Marks a digest as sent, or as one that cannot be; answers whether more waits. */
export async function markDigestSent(pool: Pool, person: StaffId, key: string): Promise<boolean> {
  await pool.query('update staff_notice set sent_system = clock_timestamp() where person = $1 and digest = $2 and sent_system is null', [person, key]);
  const { rowCount } = await pool.query('select 1 from staff_notice where person = $1 and sent_system is null limit 1', [person]);
  return (rowCount ?? 0) > 0;
}
