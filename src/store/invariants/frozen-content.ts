import { createHash } from 'node:crypto';
import type { Transaction } from '../pool.ts';
import { type Invariant, type Look, MOST_OFFENDERS, type Offender } from './invariant.ts';

interface FrozenRow {
  what: 'campaign' | 'policy' | 'template' | 'file';
  id: string;
  hash: string;
  /** Null: of a file, whose hash was counted where it lies. */
  content: object | null;
}

const FROZEN_SQL = `
select 'campaign' as what, campaign || ' v' || ordinal as id, hash, definition as content from campaign_version
union all select 'policy', 'v' || ordinal, hash, definition from policy_version
union all select 'template', hash, hash, jsonb_build_object('place', jsonb_build_array(channel, name, locale), 'parts', content) from template_version
union all select 'file', hash, encode(sha256(bytes), 'hex'), null from template_file
union all select 'file', f.file->>'hash', 'missing', null from template_version t, jsonb_each((t.content->>'files')::jsonb) as f(name, file)
  where t.content ? 'files' and not exists (select 1 from template_file k where k.hash = f.file->>'hash')`;

/** What was frozen is still what was reviewed: contents match the hashes that name them. */
export const FROZEN_CONTENT: Invariant = {
  id: 'frozen-content',
  title: 'versions of campaigns, policies and templates, and the files that go with them, are what their hashes say',
  remedy: 'a frozen version was changed by hand: restore it from a backup, or apply the file again as a new version',
  look: findChanged,
};

async function findChanged(tx: Transaction): Promise<Look> {
  const { rows } = await tx.query<FrozenRow>(FROZEN_SQL);
  const changed: Offender[] = rows.filter((row) => isChanged(row)).map(({ what, id }) => ({ what, id }));
  return { checked: rows.length, count: changed.length, offenders: changed.slice(0, MOST_OFFENDERS) };
}

function isChanged({ what, id, hash, content }: FrozenRow): boolean {
  return content === null ? id !== hash : hashOf(what, content) !== hash;
}

// Computed on its own: a check that shared the code which froze the content would agree with its faults.
function hashOf(what: FrozenRow['what'], content: object): string {
  const text = what === 'template' ? templateText(content) : JSON.stringify(content, sortedKeys);
  return createHash('sha256').update(text).digest('hex');
}

function templateText(content: object): string {
  const { place = [], parts = {} }: { place?: readonly string[]; parts?: Readonly<Record<string, string>> } = content;
  return JSON.stringify([...place, Object.entries(parts).toSorted(byKey)]);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(byKey));
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
