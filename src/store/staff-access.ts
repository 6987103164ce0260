import type { Queryable } from './pool.ts';
import { noteChanged } from './staff-access-log.ts';

/** Ends what people can show to be let in: sessions, keys and passwords of those who are of the staff no more. Whoever comes back gets new ones. */
export async function endAccessOfLeavers(tx: Queryable): Promise<void> {
  await tx.query(
    `with leavers as (select id from staff where left_at is not null),
       sessions as (update staff_session set ended_at = clock_timestamp() where ended_at is null and staff_id in (select id from leavers)),
       changed as (update api_key set revoked_at = clock_timestamp() where revoked_at is null and staff_id in (select id from leavers) returning staff_id, id as key_id),
       noted as (${noteChanged('key-revoked')})
     delete from staff_password where staff_id in (select id from leavers)`);
}
