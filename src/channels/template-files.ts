import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Channel, CompiledTemplate, TemplateContent } from '../contracts/channel.ts';
import { findTemplates } from './template-folder.ts';
import type { TemplateFileFault, TemplateFolder } from './template-folder.ts';
import { readTemplateText } from './template-text.ts';

/** One locale of a template, ready to be frozen with a campaign version. */
interface TemplateSource {
  /** SHA-256 of channel, name, locale and content, in hex. */
  readonly hash: string;
  readonly channel: string;
  readonly name: string;
  readonly locale: string;
  readonly content: TemplateContent;
  /** http(s) targets by link index. */
  readonly links: readonly string[];
  readonly compiled: CompiledTemplate;
}

export interface LoadedTemplates {
  /** channel → template → locales in which it is written. */
  readonly catalogue: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly sources: readonly TemplateSource[];
  readonly faults: readonly TemplateFileFault[];
}

/**
 * Reads and compiles `<dir>/<channel>/<template>/<locale>.<part>.hbs` for every channel of the shelf.
 * Answers all faults of all files at once; a template with faults stands in the catalogue but not among the sources.
 */
export async function loadTemplateFiles(dir: string, channels: Readonly<Record<string, Channel>>): Promise<LoadedTemplates> {
  const found = await findTemplates(dir, channels);
  const read = await Promise.all(found.templates.map(async (folder) => readTemplate(dir, folder)));
  return {
    catalogue: catalogueOf(found.templates, Object.keys(channels)),
    sources: read.flatMap(({ source }) => (source === null ? [] : [source])),
    faults: [...found.faults, ...read.flatMap(({ faults }) => faults)].toSorted(byPlace),
  };
}

interface ReadTemplate {
  readonly source: TemplateSource | null;
  readonly faults: readonly TemplateFileFault[];
}

async function readTemplate(dir: string, folder: TemplateFolder): Promise<ReadTemplate> {
  const { channel, name, locale, files } = folder;
  const read = await Promise.all(Object.entries(files).map(async ([part, file]) => ({ part, ...(await readTemplateText(dir, file)) })));
  const faults = read.flatMap(({ fault }) => (fault === null ? [] : [fault]));
  if (faults.length > 0) return { source: null, faults };
  const content = Object.fromEntries(read.map(({ part, text }) => [part, text]));
  const hash = templateHash(folder, content);
  const compiled = channel.compile(content, hash, locale);
  if ('faults' in compiled) {
    return { source: null, faults: compiled.faults.map(({ part, ...fault }) => ({ file: fileOf(folder, part), ...fault })) };
  }
  return { source: { hash, channel: channel.name, name, locale, content, links: compiled.links, compiled }, faults: [] };
}

/** The file of a part; for a part that has none, the name it should have. */
function fileOf({ channel, name, locale, files }: TemplateFolder, part: string): string {
  const ending = channel.templateParts[part]?.ending ?? '';
  return files[part] ?? join(channel.name, name, `${locale}${ending}`);
}

/** The identity of a template's content: the same text in the same place has the same hash, on every machine. */
function templateHash({ channel, name, locale }: TemplateFolder, content: TemplateContent): string {
  const parts = Object.entries(content).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify([channel.name, name, locale, parts])).digest('hex');
}

function catalogueOf(templates: readonly TemplateFolder[], channels: readonly string[]): LoadedTemplates['catalogue'] {
  const catalogue: Record<string, Record<string, string[]>> = Object.fromEntries(channels.map((channel) => [channel, {}]));
  for (const { channel, name, locale } of templates) {
    const locales = ((catalogue[channel.name] ??= {})[name] ??= []);
    locales.push(locale);
  }
  return catalogue;
}

function byPlace(a: TemplateFileFault, b: TemplateFileFault): number {
  return (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column;
}
