import type { AskedPreferences, Preferences } from '../contracts/preferences.ts';
import { NOTHING_STATED, type Stated } from '../domain/stated.ts';
import type { Queryable } from './pool.ts';

/** More than so many questions nobody answers. */
const MOST_INTERESTS = 24;

/** What the shop has to ask about: categories and the commonest tags of its products, and the kinds of promotion on its shelf. */
export async function askedPreferences(db: Queryable): Promise<AskedPreferences> {
  const { rows } = await db.query<{ interests: string[]; promotions: string[] }>(
    `with words as (
       select category as word, true as is_category from product where kind = 'product' and category is not null
       union all select tag, false from product, unnest(tags) tag where kind = 'product'
     ), counted as (
       select min(trim(word)) as word, count(*) as products, bool_or(is_category) as is_category from words where length(trim(word)) between 2 and 40 group by lower(trim(word)) having count(*) > 1
     )
     select coalesce((select json_agg(word order by lower(word)) from (select word from counted order by is_category desc, products desc, word limit ${MOST_INTERESTS}) most), '[]') as interests,
       coalesce((select json_agg(distinct one->>'tool') from policy_version p, jsonb_array_elements(p.definition->'promotions'->'shelf') one where p.active), '[]') as promotions`);
  return rows[0] ?? { interests: [], promotions: [] };
}

interface PreferenceRow {
  readonly language: string | null;
  readonly birthday: string | null;
  readonly channels: Preferences['channels'];
  readonly tracking: boolean | null;
  readonly said: Partial<Stated>;
}

/**
 * What a customer wants, as far as it is known: whether marketing may use each of their channels, and what they have stated.
 * @param showingOpens channels whose messages can tell that they are opened
 */
export async function readPreferences(db: Queryable, customerId: string, asked: AskedPreferences, showingOpens: readonly string[]): Promise<Preferences> {
  const { rows } = await db.query<PreferenceRow>(
    `with reached as (
       select distinct channel from contact_point where customer_id = $1 and state <> 'gone'
     ), word as (
       select distinct on (channel, purpose) channel, purpose, granted from consent where customer_id = $1 order by channel, purpose, id desc
     )
     select c.language, c.birthday::text,
       coalesce((select json_agg(json_build_object('channel', r.channel, 'allowed',
         exists (select 1 from word w where w.channel = r.channel and w.purpose = 'marketing' and w.granted)
         and not exists (select 1 from suppression s where s.customer_id = $1 and s.channel in (r.channel, '*') and s.purpose in ('marketing', '*') and s.lifted_at is null)) order by r.channel)
         from reached r), '[]') as channels,
       case when (select (definition->'tracking'->>'opens')::boolean from policy_version where active) then (
         select bool_and(coalesce(w.granted, false)) from reached r left join word w on w.channel = r.channel and w.purpose = 'tracking' where r.channel = any($2)) end as tracking,
       coalesce((select json_object_agg(kind, value) from (select distinct on (kind) kind, value from statement where customer_id = $1 order by kind, id desc) newest), '{}') as said
     from customer c where c.id = $1`, [customerId, showingOpens]);
  const [row] = rows;
  const { frequency, interests, promotions } = { ...NOTHING_STATED, ...row?.said };
  return { channels: row?.channels ?? [], tracking: row?.tracking ?? null, language: row?.language ?? null, birthday: row?.birthday ?? null, frequency, interests, promotions, asked };
}
