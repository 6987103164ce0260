import type { Transaction } from './pool.ts';

/** Invented addresses and consent for customers of one shop. */
export interface DemoContacts {
  readonly shopId: string;
  readonly channel: string;
  readonly wording: string;
}

// Reserved domain (RFC 2606), deterministic, and marked so that no channel that leaves the machine may use it.
const ADD_ADDRESSES = `
insert into contact_point (customer_id, channel, address, state, sandbox_only)
select i.customer_id, $2, 'customer-' || case when i.value ~ '^[a-z0-9]{1,40}$' then i.value else left(md5(i.value), 16) end || '@example.com', 'valid', true
from identity i where i.shop_id = $1 and i.kind = 'external'
  and not exists (select 1 from contact_point p where p.customer_id = i.customer_id and p.channel in ($2, 'onsite'))
order by i.value
on conflict (customer_id, channel, address) do nothing`;

// Only where the customer has never said anything: a repeated import must not undo a withdrawal.
const ADD_CONSENT = `
insert into consent (customer_id, channel, purpose, granted, source, wording, at)
select p.customer_id, $2, purpose, true, 'demo', $3, touchline_now()
from contact_point p cross join (values ('marketing'), ('service')) as v(purpose)
where p.channel = $2 and p.sandbox_only and exists (select 1 from identity i where i.customer_id = p.customer_id and i.shop_id = $1)
  and not exists (select 1 from consent c where c.customer_id = p.customer_id and c.channel = $2 and c.purpose = v.purpose)`;

/** Gives every customer of the shop who has no address on the channel an invented one, with consent that says so; but for those who are reached on site alone. */
export async function addDemoContacts(tx: Transaction, contacts: DemoContacts): Promise<void> {
  await tx.query(ADD_ADDRESSES, [contacts.shopId, contacts.channel]);
  await addDemoConsent(tx, contacts);
}

/** Says of whoever has an invented address on the channel that they have agreed, in words that say what that is worth. */
export async function addDemoConsent(tx: Transaction, { shopId, channel, wording }: DemoContacts): Promise<void> {
  await tx.query(ADD_CONSENT, [shopId, channel, wording]);
}
