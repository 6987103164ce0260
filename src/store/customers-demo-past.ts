import type { EpochMs } from '../domain/instant.ts';
import type { ContactWay } from './contact-log.ts';
import type { Pool } from './pool.ts';

/** With whom somebody of the staff had spoken before the clock of the demo began. */
export interface PastContact {
  /** As the shop names them. */
  readonly customer: string;
  readonly atMs: EpochMs;
  readonly how: ContactWay;
  readonly by: string;
  readonly note: string;
}

/** Keeps past contacts of a demo shop, each once; those of somebody who is not of the staff, or with nobody of the shop, are left out. */
export async function addPastContacts(pool: Pool, shopId: string, contacts: readonly PastContact[]): Promise<void> {
  await pool.query(
    `with told as (
       select i.customer_id, instant(c."atMs") as at, c.how, s.id as by, c.note from json_to_recordset($2) as c(customer text, "atMs" float8, how text, by text, note text)
       join identity i on i.shop_id = $1 and i.kind = 'external' and i.value = c.customer join staff s on s.id = c.by
     ), kept as (
       insert into contact_log (customer_id, at, how, by, note) select customer_id, at, how, by, note from told t
       where not exists (select 1 from contact_log l where l.customer_id = t.customer_id and l.at = t.at) returning customer_id, at
     )
     update customer_facts f set last_personal_contact_at = greatest(f.last_personal_contact_at, kept.at) from kept where f.customer_id = kept.customer_id`,
    [shopId, JSON.stringify(contacts)]);
}
