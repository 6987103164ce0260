import { randomBytes } from 'node:crypto';
import type { LinkKey, LinkedMessage } from '../contracts/links.ts';
import type { Queryable } from './pool.ts';

const KEY_SETTING = 'link-key';

/** The keys that sign links, newest first; made at the first use. Whoever comes second takes what the first has written. */
export async function linkKeys(db: Queryable): Promise<readonly LinkKey[]> {
  return signingKeys(db, KEY_SETTING);
}

/** The keys of a setting, newest first; made at the first use. */
export async function signingKeys(db: Queryable, setting: string): Promise<readonly LinkKey[]> {
  await db.query('insert into setting (key, value) values ($1, $2) on conflict (key) do nothing', [setting, JSON.stringify([newKey()])]);
  const { rows } = await db.query<{ value: LinkKey[] }>('select value from setting where key = $1', [setting]);
  return rows[0]?.value ?? [];
}

/** Puts a new key in front; the one before it still opens links, older ones do not. */
export async function rotateLinkKey(db: Queryable): Promise<readonly LinkKey[]> {
  const [newest] = await linkKeys(db);
  const keys = [newKey(), ...(newest === undefined ? [] : [newest])];
  await db.query('update setting set value = $2 where key = $1', [KEY_SETTING, JSON.stringify(keys)]);
  return keys;
}

/** 256 random bits with a short name. */
export const newKey = (): LinkKey => ({ id: randomBytes(4).toString('hex'), secret: randomBytes(32).toString('base64') });

interface LinkedRow {
  id: string;
  customer_id: string;
  shop_id: string;
  campaign: string;
  step: string;
  channel: string;
  locale: string | null;
  language: string | null;
  erased: boolean;
  links: string[] | null;
}

/** The message behind a link, with the customer it belongs to now (merges followed); null when there is none. */
export async function messageByRef(db: Queryable, ref: bigint): Promise<LinkedMessage | null> {
  const { rows } = await db.query<LinkedRow>(
    `with recursive owner as (
       select c.id, c.merged_into, 0 as merges from message m join customer c on c.id = m.customer_id where m.ref = $1
       union all select c.id, c.merged_into, owner.merges + 1 from owner join customer c on c.id = owner.merged_into where owner.merges < 20
     )
     select m.id, coalesce((select id from owner where merged_into is null limit 1), m.customer_id) as customer_id,
       coalesce((select i.shop_id from identity i where i.customer_id = m.customer_id order by i.shop_id limit 1), '') as shop_id,
       m.campaign, m.step, m.channel, t.locale, t.links, c.language, coalesce(c.erased_at is not null, false) as erased
     from message m left join template_version t on t.hash = m.template_hash
       left join customer c on c.id = (select id from owner where merged_into is null limit 1) where m.ref = $1`, [ref]);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    ref, id: row.id, customerId: row.customer_id, shopId: row.shop_id, campaign: row.campaign, step: row.step,
    channel: row.channel, locale: row.locale ?? 'en', language: row.language, erased: row.erased, links: row.links ?? [],
  };
}

/**
 * Puts a click into the inbox; null when the same link was clicked in the same minute of system time (double clicks, retries).
 * Applied like every other event.
 */
export async function storeClick(db: Queryable, message: LinkedMessage, linkIndex: number): Promise<number | null> {
  const { rows } = await db.query<{ id: string }>(
    `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload)
     values ('link', $1 || '.' || floor(extract(epoch from clock_timestamp()) / 60)::bigint, $2, $3, 'clicked', touchline_now(), clock_timestamp(), $4)
     on conflict (source, message_id) do nothing returning id`,
    [`click.${message.ref}.${linkIndex}`, message.shopId, message.customerId, JSON.stringify({
      customer: null,
      traits: null,
      properties: { campaign: message.campaign, step: message.step, link: linkIndex, target: message.links[linkIndex] ?? '' },
      change: { does: 'receipt', stamp: 'clicked', message: message.id },
      told: {},
    })]);
  return rows[0] === undefined ? null : Number(rows[0].id);
}
