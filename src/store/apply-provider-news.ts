import { saveLimit } from './messaging-limit.ts';
import type { End, NewsOf, Scene } from './news-scene.ts';

/** How a sender stands; what was told later stands. */
export async function noteSender({ tx, channel, news }: Scene, { sender, state, detail }: Pick<NewsOf<'sender'>, 'sender' | 'state' | 'detail'>): Promise<End> {
  await tx.query(
    `insert into channel_sender (channel, sender, state, detail, at_system) values ($1, $2, $3, $4, instant($5))
     on conflict (channel, sender) do update set state = excluded.state, detail = excluded.detail, at_system = excluded.at_system
     where channel_sender.at_system <= excluded.at_system`, [channel, sender, state, detail, news.atMs]);
  return null;
}

/** How a template stands; what was told later stands. */
export async function noteTemplate({ tx, channel, news }: Scene, { template, locale, status, detail }: NewsOf<'template'>): Promise<End> {
  await tx.query(
    `insert into channel_template (channel, name, locale, status, detail, at_system) values ($1, $2, $3, $4, $5, instant($6))
     on conflict (channel, name, locale) do update set status = excluded.status, detail = excluded.detail, at_system = excluded.at_system
     where channel_template.at_system <= excluded.at_system`, [channel, template, locale, status, detail, news.atMs]);
  return null;
}

/** Something of a template besides its status. Of one that nobody has read yet all is read at the next look. */
export async function noteTemplateTrait({ tx, channel, news }: Scene, { template, locale, category, quality }: NewsOf<'template-trait'>): Promise<End> {
  // Told in disorder, the older may stand for an hour: then all are read again.
  const { rowCount } = await tx.query(
    `update channel_template set category = coalesce($4, category), quality = coalesce($5, quality) where channel = $1 and name = $2 and locale = $3 and at_system <= instant($6)`,
    [channel, template, locale, category, quality, news.atMs]);
  if (rowCount === 0) await tx.query(`delete from setting where key = 'templates-read:' || $1`, [channel]);
  return null;
}

/** To how many people a day may be written from now on. */
export async function noteLimit({ tx, channel, news }: Scene, { most }: NewsOf<'messaging-limit'>): Promise<End> {
  await saveLimit(tx, channel, { most, atMs: news.atMs });
  return null;
}
