import type { Queryable, Transaction } from './pool.ts';

// A user id, not a telephone number: every number belongs to somebody, or may one day. Marked so that no channel that leaves the machine uses it.
const ADD_CHATS = `
insert into contact_point (customer_id, channel, address, state, sandbox_only)
select i.customer_id, 'whatsapp', c.country || '.' || left(translate(md5(i.value), 'abcdef', '123456'), 20), 'valid', true
from identity i join customer c on c.id = i.customer_id, shop s
where i.shop_id = $1 and i.kind = 'external' and s.id = $1 and c.country is not null and c.country <> $2
  and not exists (select 1 from contact_point p where p.customer_id = i.customer_id and p.channel = 'onsite')
on conflict (customer_id, channel, address) do nothing`;

// The conversation is named as the sandbox names it: its id says whose it is, so that it outlives a start.
const ADD_CONVERSATIONS = `
insert into contact_point (customer_id, channel, address, state, sandbox_only, reference)
select customer_id, 'skype', 'msteams/' || user_id, 'valid', true, jsonb_build_object('channelId', 'msteams', 'serviceUrl', 'http://127.0.0.1:2727/', 'userId', user_id,
  'conversationId', 'a:' || rtrim(translate(encode(convert_to(user_id, 'UTF8'), 'base64'), '+/', '-_'), '='), 'botId', $3::text, 'tenantId', $4::text)
from (
  select i.customer_id, '29:1' || left(translate(md5(i.value), 'abcdef', '123456'), 20) as user_id
  from identity i join customer c on c.id = i.customer_id
  where i.shop_id = $1 and i.kind = 'external' and c.country = $2 and not exists (select 1 from contact_point p where p.customer_id = i.customer_id and p.channel = 'onsite')
    and (select count(*) from orders o where o.shop_id = $1 and o.customer_id = i.customer_id and o.kind = 'order') >= $5
) regular
on conflict (customer_id, channel, address) do nothing`;

/** Who buys so often buys for a trade, and works with Teams. */
const REGULAR_ORDERS = 5;

export interface DemoBot {
  readonly botId: string;
  readonly tenantId: string;
}

/** Gives regular buyers at home of a demo shop an invented conversation in Teams, with the sandbox's bot. */
export async function addDemoConversations(tx: Transaction, { shopId, homeCountry, botId, tenantId }: DemoBot & { readonly shopId: string; readonly homeCountry: string }): Promise<void> {
  await tx.query(ADD_CONVERSATIONS, [shopId, homeCountry, botId, tenantId, REGULAR_ORDERS]);
}

/** Gives the customers of a demo shop who live abroad an invented user id at WhatsApp; writing about their orders needs no consent. */
export async function addDemoChats(tx: Transaction, { shopId, homeCountry }: { readonly shopId: string; readonly homeCountry: string }): Promise<void> {
  await tx.query(ADD_CHATS, [shopId, homeCountry]);
}

/** Where customers of the shop are on WhatsApp, by their external id. */
export async function chatAddresses(db: Queryable, shopId: string, externalIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ value: string; address: string }>(
    `select i.value, p.address from identity i join contact_point p on p.customer_id = i.customer_id and p.channel = 'whatsapp' and p.sandbox_only
     where i.shop_id = $1 and i.kind = 'external' and i.value = any($2::text[]) order by p.id desc`, [shopId, externalIds]);
  return new Map(rows.map(({ value, address }) => [value, address]));
}
