import type { Transaction } from './pool.ts';

// A user id, not a telephone number: every number belongs to somebody, or may one day. Marked so that no channel that leaves the machine uses it.
const ADD_CHATS = `
insert into contact_point (customer_id, channel, address, state, sandbox_only)
select i.customer_id, 'whatsapp', c.country || '.' || left(translate(md5(i.value), 'abcdef', '123456'), 20), 'valid', true
from identity i join customer c on c.id = i.customer_id, shop s
where i.shop_id = $1 and i.kind = 'external' and s.id = $1 and c.country is not null and c.country <> $2
on conflict (customer_id, channel, address) do nothing`;

/** Gives the customers of a demo shop who live abroad an invented user id at WhatsApp; writing about their orders needs no consent. */
export async function addDemoChats(tx: Transaction, { shopId, homeCountry }: { readonly shopId: string; readonly homeCountry: string }): Promise<void> {
  await tx.query(ADD_CHATS, [shopId, homeCountry]);
}
