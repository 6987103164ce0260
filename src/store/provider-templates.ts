import type { ProviderTemplate, RegisteredName } from '../contracts/channel.ts';
import { inTransaction, type Pool, type Queryable } from './pool.ts';

/** How a registered template stands, as last told. */
export interface TemplateState extends ProviderTemplate {
  readonly channel: string;
  /** By the system clock. */
  readonly asOfMs: number;
}

/**
 * Takes over what the provider has registered, all of it: what is not among them any more is disabled. News that was told later than `askedMs` stands.
 */
export async function saveProviderTemplates(pool: Pool, channel: string, templates: readonly ProviderTemplate[], askedMs: number): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await tx.query(
      `insert into channel_template (channel, name, locale, status, detail, category, quality, at_system)
       select $1, t.name, t.locale, t.status, t.detail, t.category, t.quality, instant($3) from jsonb_to_recordset($2::jsonb) as t(name text, locale text, status text, detail text, category text, quality text)
       order by t.name, t.locale
       on conflict (channel, name, locale) do update set category = excluded.category, quality = excluded.quality,
         status = case when channel_template.at_system <= excluded.at_system then excluded.status else channel_template.status end,
         detail = case when channel_template.at_system <= excluded.at_system then excluded.detail else channel_template.detail end,
         at_system = greatest(channel_template.at_system, excluded.at_system)`, [channel, JSON.stringify(templates), askedMs]);
    await tx.query(
      `update channel_template set status = 'disabled', detail = 'no longer registered', at_system = instant($2)
       where channel = $1 and at_system < instant($2) and status <> 'disabled'`, [channel, askedMs]);
    await tx.query(
      `insert into setting (key, value) values ('templates-read:' || $1, to_jsonb($2::float8)) on conflict (key) do update set value = excluded.value`, [channel, askedMs]);
  });
}

/** Channels whose templates were not read for an hour. */
export async function templatesDue(db: Queryable, channels: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ channel: string }>(
    `select channel from unnest($1::text[]) channel left join setting s on s.key = 'templates-read:' || channel
     where s.key is null or instant((s.value #>> '{}')::float8) < clock_timestamp() - interval '1 hour' order by channel`, [channels]);
  return rows.map(({ channel }) => channel);
}

/** How one stands; null: nothing is known of it, and the provider will say. */
export async function templateState(db: Queryable, channel: string, { name, locale }: RegisteredName): Promise<Pick<ProviderTemplate, 'status' | 'detail'> | null> {
  const { rows } = await db.query<Pick<ProviderTemplate, 'status' | 'detail'>>('select status, detail from channel_template where channel = $1 and name = $2 and locale = $3', [channel, name, locale]);
  return rows[0] ?? null;
}

/** All that is known, by name. */
export async function listTemplates(db: Queryable): Promise<TemplateState[]> {
  const { rows } = await db.query<Omit<TemplateState, 'asOfMs'> & { as_of: string }>(
    `select channel, name, locale, status, detail, category, quality, epoch_ms(at_system) as as_of from channel_template order by channel, name, locale`);
  return rows.map(({ as_of: asOf, ...state }) => ({ ...state, asOfMs: Number(asOf) }));
}
