import type { CustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { errandOf, type OccasionKind, type PastOccasion, type RightOccasion, type RightTerms, type ToldRight } from '../domain/right-occasion.ts';
import type { Right } from '../domain/rights.ts';
import type { Queryable, Transaction } from './pool.ts';

/** When and where occasions come up, and by which policy. */
export interface OccasionsAt {
  readonly atMs: EpochMs;
  readonly shopId: string;
  readonly policy: Pick<ShopPolicy, 'webhooks' | 'regions'>;
  readonly policyOrdinal: number;
}

// The shop's own name for the customer goes along, unless it is an address. An occasion that is known leaves nothing a second time.
const SAVE_SQL = `
with told as (
  select * from jsonb_to_recordset($1::jsonb) as o(id text, "customerId" uuid, "right" text, kind text, "orderId" text, terms jsonb, errand jsonb)
), new as (
  insert into right_occasion (id, customer_id, "right", kind, at, shop_id, order_id, terms, policy_ordinal)
  select id, "customerId", "right", kind, instant($2), $3, "orderId", terms, $4 from told on conflict (id) do nothing returning id
), tasks as (
  insert into task (origin, shop_id, customer_id, kind, what, team, created_at)
  select 'right/' || id, $3, "customerId", errand->>'kind', errand->>'what', errand->>'team', instant($2) from told join new using (id)
  where errand->>'by' = 'task' order by id
)
insert into webhook (id, origin, type, data, at)
select 'msg_' || left(encode(sha256(convert_to('right/' || id, 'UTF8')), 'hex'), 32), 'right/' || id, errand->>'type',
  (errand->'data') || jsonb_strip_nulls(jsonb_build_object('shopId', $3::text, 'externalId', (select min(i.value) from identity i
    where i.customer_id = "customerId" and i.shop_id = $3 and i.kind = 'external' and i.value !~ '@'))), instant($2)
from told join new using (id) where errand->>'by' = 'webhook' order by id`;

/** Writes occasions with the task or the webhook by which each leaves. Call it in the transaction of the fact that brings them about. */
export async function saveOccasions(tx: Transaction, occasions: readonly RightOccasion[], { atMs, shopId, policy, policyOrdinal }: OccasionsAt): Promise<void> {
  if (occasions.length === 0) return;
  const rows = occasions.map((occasion) => ({ ...occasion, errand: errandOf(occasion, policy) }));
  await tx.query(SAVE_SQL, [JSON.stringify(rows), atMs, shopId, policyOrdinal]);
}

interface ToldRow {
  customer_id: CustomerId;
  right: Right;
  kind: ToldRight['kind'];
  terms: RightTerms;
  times: number;
}

/** What others were last told of the rights that stand, by customer. Call it under the customers' locks. */
export async function toldRights(tx: Transaction, ids: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, readonly ToldRight[]>> {
  const { rows } = await tx.query<ToldRow>(
    `select distinct on (customer_id, "right") customer_id, "right", kind, terms, split_part(id, '/', 3)::int as times
     from right_occasion where customer_id = any($1::uuid[]) and kind <> 'order' order by customer_id, "right", split_part(id, '/', 3)::int desc`, [ids]);
  const told = new Map<CustomerId, ToldRight[]>();
  for (const { customer_id: id, ...one } of rows) told.set(id, [...(told.get(id) ?? []), one]);
  return told;
}

interface PastRow {
  right: Right;
  kind: OccasionKind;
  order_id: string | null;
  at_ms: string;
  errand: PastOccasion['errand'];
  state: string;
}

/** The last occasion of each right of a customer, with what became of its task or webhook. */
export async function lastOccasions(db: Queryable, id: CustomerId): Promise<PastOccasion[]> {
  const { rows } = await db.query<PastRow>(
    `select distinct on (o."right") o."right", o.kind, o.order_id, epoch_ms(o.at) as at_ms,
       case when t.id is null then 'webhook' else 'task' end as errand, coalesce(t.state, w.state) as state
     from right_occasion o left join task t on t.origin = 'right/' || o.id left join webhook w on w.origin = 'right/' || o.id
     where o.customer_id = $1 order by o."right", o.at desc, o.id desc`, [id]);
  return rows.map(({ order_id: orderId, at_ms: atMs, ...row }) => ({ ...row, orderId, atMs: Number(atMs) }));
}
