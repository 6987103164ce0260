import type { Campaign } from '../domain/campaign.ts';
import type { FrozenContent } from '../contracts/channel.ts';
import { inTransaction, type Pool, type Queryable } from './pool.ts';

/** A picture or document that is frozen with a template, known by the hash of its bytes. */
export interface FileToFreeze {
  readonly hash: string;
  readonly type: string;
  readonly read: () => Promise<Uint8Array>;
}

export interface CampaignToApply {
  readonly campaign: Campaign;
  readonly source: string;
  readonly hash: string;
  readonly templates: readonly (FrozenContent & { readonly files?: readonly FileToFreeze[] })[];
}

/** Who of the staff applies a version; null: nobody is named, so that nobody is its author. */
type Author = string | null;

export interface AppliedCampaign {
  readonly ordinal: number;
  /** `unchanged`: this very content was applied before and is active again. */
  readonly change: 'created' | 'new-version' | 'unchanged';
}

/** Freezes a campaign version and its templates and makes it the active one. Running customers keep theirs, and a version the author that was named first. */
export async function applyCampaign(pool: Pool, { campaign, source, hash, templates }: CampaignToApply, author: Author = null): Promise<AppliedCampaign> {
  return inTransaction(pool, async (tx) => {
    await freezeFiles(tx, templates.flatMap(({ files = [] }) => files));
    await freezeTemplates(tx, templates);
    // The campaign's row is the lock of its versions.
    const first = await tx.query(`insert into campaign (name, active_ordinal) values ($1, 1) on conflict (name) do nothing`, [campaign.name]);
    await tx.query('select 1 from campaign where name = $1 for update', [campaign.name]);
    const known = await tx.query<{ ordinal: number }>('select ordinal from campaign_version where campaign = $1 and hash = $2', [campaign.name, hash]);
    const ordinal = known.rows[0]?.ordinal ?? await nextOrdinal(tx, campaign.name);
    if (known.rows[0] === undefined) {
      await tx.query(
        `insert into campaign_version (campaign, ordinal, hash, source, definition, created_at, author) values ($1, $2, $3, $4, $5, touchline_now(), $6)`,
        [campaign.name, ordinal, hash, source, JSON.stringify(campaign), author]);
    } else if (author !== null) {
      await tx.query('update campaign_version set author = $3 where campaign = $1 and ordinal = $2 and author is null', [campaign.name, ordinal, author]);
    }
    await tx.query('update campaign set active_ordinal = $2 where name = $1', [campaign.name, ordinal]);
    const isNew = first.rowCount === 1;
    return { ordinal, change: known.rows[0] !== undefined ? 'unchanged' : isNew ? 'created' : 'new-version' };
  });
}

async function nextOrdinal(db: Queryable, name: string): Promise<number> {
  const { rows } = await db.query<{ next: number }>('select coalesce(max(ordinal), 0) + 1 as next from campaign_version where campaign = $1', [name]);
  return rows[0]?.next ?? 1;
}

/** Each once, whatever the number of templates that name it; one after the other, so that no two lie in memory. */
async function freezeFiles(db: Queryable, files: readonly FileToFreeze[]): Promise<void> {
  for (const { hash, type, read } of new Map(files.map((file) => [file.hash, file])).values()) {
    const { rowCount } = await db.query('select 1 from template_file where hash = $1', [hash]);
    if (rowCount === 0) await db.query('insert into template_file (hash, type, bytes, created_at) values ($1, $2, $3, touchline_now()) on conflict (hash) do nothing', [hash, type, Buffer.from(await read())]);
  }
}

/** Keeps templates as they are now, each once. */
export async function freezeTemplates(db: Queryable, templates: readonly FrozenContent[]): Promise<void> {
  for (const template of templates) {
    await db.query(
      `insert into template_version (hash, channel, name, locale, content, links, created_at)
       values ($1, $2, $3, $4, $5, $6, touchline_now()) on conflict (hash) do nothing`,
      [template.hash, template.channel, template.name, template.locale, JSON.stringify(template.content), template.links]);
  }
}

/** A frozen template by its hash, or null. */
export async function readTemplate(db: Queryable, hash: string): Promise<FrozenContent | null> {
  const { rows } = await db.query<FrozenContent>('select hash, channel, name, locale, content, links from template_version where hash = $1', [hash]);
  return rows[0] ?? null;
}

/** What was written for a channel, the newest first. */
export async function writtenTemplates(db: Queryable, channel: string): Promise<Pick<FrozenContent, 'content' | 'locale'>[]> {
  const { rows } = await db.query<FrozenContent>('select content, locale from template_version where channel = $1 order by created_at desc, hash limit 1000', [channel]);
  return rows;
}

/** Every campaign that has been applied, by its name. */
export async function campaignNames(db: Queryable): Promise<readonly string[]> {
  const { rows } = await db.query<{ name: string }>('select name from campaign order by name');
  return rows.map(({ name }) => name);
}

/** The active version of a campaign, or null when none was applied. */
export async function readActiveCampaign(db: Queryable, name: string): Promise<{ campaign: Campaign; ordinal: number; state: string; source: string } | null> {
  const { rows } = await db.query<{ campaign: Campaign; ordinal: number; state: string; source: string }>(
    `select v.definition as campaign, v.ordinal, c.state, v.source from campaign c
     join campaign_version v on v.campaign = c.name and v.ordinal = c.active_ordinal where c.name = $1`, [name]);
  return rows[0] ?? null;
}
