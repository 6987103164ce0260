import type { Queryable, Transaction } from './pool.ts';

// By the customer's id, so that they are always the same ones: of sixteen, one has an account in the shop and one has bought through a
// marketplace, under an invented name.
const OF_SIXTEEN = `('x' || left(md5(i.value), 2))::bit(8)::int % 16`;
const [ACCOUNT, MARKETPLACE] = [15, 4];

const ADD_ON_SITE = `
insert into contact_point (customer_id, channel, address, state, sandbox_only, platform)
select i.customer_id, 'onsite', case when ${OF_SIXTEEN} = ${ACCOUNT} then i.value else 'ebay:demo_buyer_' || left(md5(i.value), 8) end, 'valid', true,
  case when ${OF_SIXTEEN} = ${ACCOUNT} then null else 'ebay' end
from identity i where i.shop_id = $1 and i.kind = 'external' and ${OF_SIXTEEN} in (${ACCOUNT}, ${MARKETPLACE}) and i.value ~ '^[A-Za-z0-9]{1,40}$'
on conflict (customer_id, channel, address) do nothing`;

/** Lets one customer in eight of a demo shop be reached on site alone; call it before other addresses are invented. */
export async function addDemoOnSite(tx: Transaction, shopId: string): Promise<void> {
  await tx.query(ADD_ON_SITE, [shopId]);
}

/** Invented customers with an account in the shop's own pages, whoever has unread messages first. */
export async function demoAccounts(db: Queryable): Promise<{ customer: string; messages: number; unread: number }[]> {
  const { rows } = await db.query<{ customer: string; messages: number; unread: number }>(
    `select p.address as customer, count(o.id)::int as messages, (count(o.id) filter (where o.read_at is null))::int as unread
     from contact_point p left join on_site_message o on o.customer_id = p.customer_id where p.channel = 'onsite' and p.sandbox_only and p.platform is null
     group by p.address order by unread desc, messages desc, customer limit 100`);
  return rows;
}
