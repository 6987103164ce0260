import type { ChannelNews, NewsAddress } from '../contracts/channel-news.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import type { Queryable, Transaction } from './pool.ts';

interface Inbound {
  readonly channel: string;
  readonly news: Extract<ChannelNews, { kind: 'inbound' }>;
  /** Null: nobody is known by the address; the words are kept and listed all the same. */
  readonly customerId: string | null;
  readonly messageId: string | null;
  readonly atMs: number;
}

/** Keeps what somebody wrote, in this table alone. Answers its row; null: it was kept before. */
export async function keepInbound(tx: Transaction, { channel, news, customerId, messageId, atMs }: Inbound): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>(
    `insert into inbound_message (channel, news_id, customer_id, address, text, at, message_id, is_automatic, files) values ($1, $2, $3, $4, $5, instant($6), $7, $8, $9)
     on conflict (channel, news_id) do nothing returning id`, [channel, news.id, customerId, news.from.address, news.text, atMs, messageId, news.isAutomatic, JSON.stringify(news.files ?? [])]);
  return rows[0]?.id ?? null;
}

/**
 * Whoever writes can be written to there: the address and the other ids by which the provider knows them become contact points, without
 * consent. The window for free words opens or stays open longer.
 */
export async function knowSender(tx: Transaction, { customerId }: LockedOwner, told: { readonly channel: string; readonly from: NewsAddress; readonly windowUntilMs: number | null }): Promise<void> {
  const addresses = [told.from.address, ...told.from.others];
  // A second id of somebody whose first address was invented for a demo stays as local as that.
  await tx.query(
    `insert into contact_point (customer_id, channel, address, state, sandbox_only)
     select $1, $2, one, 'valid', exists (select 1 from contact_point p where p.customer_id = $1 and p.channel = $2 and p.sandbox_only) from unnest($3::text[]) one
     where not exists (select 1 from contact_point p where p.customer_id = $1 and p.channel = $2 and lower(p.address) = lower(one))
     on conflict (customer_id, channel, address) do nothing`, [customerId, told.channel, addresses]);
  if (told.windowUntilMs === null) return;
  await tx.query(
    `update contact_point set window_until = greatest(window_until, instant($3)), state = case when state = 'unverified' then 'valid' else state end
     where customer_id = $1 and channel = $2 and address = any($4)`, [customerId, told.channel, told.windowUntilMs, addresses]);
}

/** The old address is gone, the new one stands in its place, as verified and as local as it was. */
export async function moveAddress(tx: Transaction, { customerId, shopId }: LockedOwner, { channel, from, to }: { channel: string; from: NewsAddress; to: NewsAddress }): Promise<void> {
  const [before, now] = [[from.address, ...from.others], [to.address, ...to.others]];
  await tx.query(
    `insert into contact_point (customer_id, channel, address, state, sandbox_only)
     select $1, $2, one, 'valid', exists (select 1 from contact_point p where p.customer_id = $1 and p.channel = $2 and p.sandbox_only) from unnest($3::text[]) one
     on conflict (customer_id, channel, address) do update set state = 'valid'`, [customerId, channel, now]);
  await tx.query(`update contact_point set state = 'gone', window_until = null where customer_id = $1 and channel = $2 and address = any($3) and not address = any($4)`, [customerId, channel, before, now]);
  await tx.query(
    `insert into identity (shop_id, kind, value, customer_id, source) select $1, 'phone', one, $2, $3 from unnest($4::text[]) one where one ~ '^\\+\\d+$' on conflict do nothing`,
    [shopId, customerId, `channel:${channel}`, now]);
}

/** Takes the words of erased customers out: they may not remain anywhere. */
export async function forgetErasedMessages(db: Queryable): Promise<void> {
  await db.query(`update inbound_message i set text = null, address = '', files = '[]' from customer c where c.id = i.customer_id and c.erased_at is not null and (i.text is not null or i.files <> '[]')`);
}
