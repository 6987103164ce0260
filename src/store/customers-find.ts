import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { Queryable } from './pool.ts';

/** One name by which a shop knows the customer. */
export interface FoundCustomer {
  readonly id: CustomerId;
  readonly shopId: string | null;
  readonly externalId: string | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Customers with that id or external id, one row per shop that names them so; merged ones are followed. */
export async function findCustomers(db: Queryable, idOrExternalId: string): Promise<readonly FoundCustomer[]> {
  const byId = UUID.test(idOrExternalId);
  const { rows } = await db.query<{ id: string; shopId: string | null; externalId: string | null }>(
    byId
      ? `select coalesce(c.merged_into, c.id) as id, i.shop_id as "shopId", i.value as "externalId"
         from customer c left join identity i on i.customer_id = coalesce(c.merged_into, c.id) and i.kind = 'external' where c.id = $1
         order by i.shop_id limit 1`
      : `select coalesce(c.merged_into, c.id) as id, i.shop_id as "shopId", i.value as "externalId"
         from identity i join customer c on c.id = i.customer_id where i.kind = 'external' and i.value = $1 order by i.shop_id`,
    [idOrExternalId]);
  return rows.map((row) => ({ ...row, id: toCustomerId(row.id) }));
}
