import { dirname, join, sep } from 'node:path';
import { type AssembledTemplate, type AssemblyFault, type Channel, type CompiledTemplate, FILES_PART, type FrozenFile, type SharedFile, type TemplateAssembler, type TemplateContent } from '../contracts/channel.ts';
import type { ShopLanguages } from '../domain/locale-chain.ts';
import { type FileBeside, filesLeftOver, filesOfTemplate } from './files-beside.ts';
import { loadCannedAnswers } from './canned-answers.ts';
import { findTemplates } from './template-folder.ts';
import type { FoundTemplates, PlaceBeside, SharedPlace, TemplateFileFault, TemplateFolder } from './template-folder.ts';
import { templateHash } from './template-hash.ts';
import { readTemplateText } from './template-text.ts';

/** One locale of a template, ready to be frozen with a campaign version. */
interface TemplateSource {
  /** SHA-256 of channel, name, locale and content, in hex. */
  readonly hash: string;
  readonly channel: string;
  readonly name: string;
  readonly locale: string;
  /** With everything in it that it shares with others. */
  readonly content: TemplateContent;
  readonly layout: string | null;
  /** http(s) targets by link index. */
  readonly links: readonly string[];
  readonly compiled: CompiledTemplate;
  /** What may be published and should be better. */
  readonly advice: readonly string[];
  /** Pictures and documents that go with it. */
  readonly files: readonly FileBeside[];
}

export interface LoadedTemplates {
  /** channel → template → locales in which it is written. */
  readonly catalogue: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly sources: readonly TemplateSource[];
  readonly faults: readonly TemplateFileFault[];
}

const USUAL_LANGUAGES: ShopLanguages = { fallback: 'en' };

/**
 * Reads, puts together and compiles `<dir>/<channel>/<template>/<locale>.<part>.hbs` for every channel of the shelf.
 * Answers all faults of all files at once; a template with faults stands in the catalogue but not among the sources.
 * `languages` says where a word comes from that a language does not have.
 */
export async function loadTemplateFiles(dir: string, channels: Readonly<Record<string, Channel>>, languages = USUAL_LANGUAGES): Promise<LoadedTemplates> {
  const found = await findTemplates(dir, channels);
  const canned = await loadCannedAnswers(dir);
  const { assemblers, faults } = await openAssemblers(dir, channels, found);
  const read = await Promise.all(found.templates.map(async (folder) => readTemplate(dir, folder, { assembler: assemblers.get(folder.channel.name) ?? null, languages, beside: found.beside })));
  return {
    catalogue: catalogueOf(found.templates, Object.keys(channels)),
    sources: read.flatMap(({ source }) => (source === null ? [] : [source])),
    faults: eachOnce([...found.faults, ...canned.faults, ...faults, ...read.flatMap((one) => one.faults), ...filesLeftOver(found.beside, read)]).toSorted(byPlace),
  };
}

/** The faults that stand in the way of these templates (`email/offer`): their own, and those of what they may share. */
export function faultsInTheWay({ faults }: Pick<LoadedTemplates, 'faults'>, wanted: ReadonlySet<string>): readonly TemplateFileFault[] {
  const channels = new Set([...wanted].map((one) => one.split(sep)[0]));
  return faults.filter(({ file }) => wanted.has(dirname(file)) || (channels.has(file.split(sep)[0]) && file.split(sep)[1]?.startsWith('_') === true));
}

/** Opens what templates share, for each channel whose templates share anything. */
async function openAssemblers(dir: string, channels: Readonly<Record<string, Channel>>, { templates, shared }: FoundTemplates) {
  const assemblers = new Map<string, TemplateAssembler>();
  const faults: TemplateFileFault[] = [];
  for (const { name, assembly } of Object.values(channels)) {
    const own = shared.filter(({ channel }) => channel.name === name);
    if (assembly === undefined || (own.length === 0 && !templates.some(({ channel }) => channel.name === name))) continue;
    const read = await Promise.all(own.map(async (place) => readShared(dir, place)));
    const assembler = await assembly.open(read.flatMap(({ file }) => file ?? []));
    assemblers.set(name, assembler);
    faults.push(...read.flatMap(({ fault }) => fault ?? []), ...assembler.faults.map((fault) => inFile(fault, fault.file ?? '')));
  }
  return { assemblers, faults };
}

async function readShared(dir: string, { folder, name, ending, file }: SharedPlace): Promise<{ file: SharedFile | null; fault: TemplateFileFault | null }> {
  const { text, fault } = await readTemplateText(dir, file);
  return { file: fault === null ? { folder, name, ending, file, text } : null, fault };
}

interface ReadTemplate {
  readonly folder: TemplateFolder;
  readonly source: TemplateSource | null;
  readonly faults: readonly TemplateFileFault[];
  /** Files beside it that it asks for. */
  readonly named: readonly string[];
}

interface Surroundings {
  readonly assembler: TemplateAssembler | null;
  readonly languages: ShopLanguages;
  readonly beside: readonly PlaceBeside[];
}

async function readTemplate(dir: string, folder: TemplateFolder, { assembler, languages, beside }: Surroundings): Promise<ReadTemplate> {
  const { channel, name, locale, files: parts } = folder;
  const read = await Promise.all(Object.entries(parts).map(async ([part, file]) => ({ part, ...(await readTemplateText(dir, file)) })));
  const unreadable = read.flatMap(({ fault }) => (fault === null ? [] : [fault]));
  if (unreadable.length > 0) return { folder, source: null, faults: unreadable, named: [] };
  const written = Object.fromEntries(read.map(({ part, text }) => [part, text]));
  const refused = (faults: readonly (Omit<AssemblyFault, 'file'> & { readonly file?: string | null })[]) =>
    ({ folder, source: null, named: [], faults: faults.map((fault) => inFile(fault, fault.file ?? fileOf(folder, fault.part))) });
  const assembled: Awaited<ReturnType<TemplateAssembler['assemble']>> = assembler === null ? standsAlone(written) : await assembler.assemble(written, locale, languages);
  if ('faults' in assembled) return refused(assembled.faults);
  const { layout, advice } = assembled;
  const { files, named, faults } = await filesOfTemplate(dir, folder, assembled.content, beside);
  const content = withFiles(assembled.content, files);
  const hash = templateHash({ channel: channel.name, name, locale }, content);
  const compiled = channel.compile(content, hash, locale);
  if ('faults' in compiled || faults.length > 0) return refused([...faults, ...('faults' in compiled ? compiled.faults : [])]);
  return { folder, source: { hash, channel: channel.name, name, locale, content, layout, links: compiled.links, compiled, advice, files }, faults: [], named };
}

/** The files stand in the content by their hashes: another picture makes another template. */
function withFiles(content: TemplateContent, files: readonly FileBeside[]): TemplateContent {
  if (files.length === 0) return content;
  const frozen = files.map(({ name, hash, type, sizeBytes }): [string, FrozenFile] => [name, { name, hash, type, sizeBytes }]);
  return { ...content, [FILES_PART]: JSON.stringify(Object.fromEntries(frozen.toSorted(([a], [b]) => (a < b ? -1 : 1)))) };
}

const standsAlone = (content: TemplateContent): AssembledTemplate => ({ content, layout: null, advice: [] });

function inFile({ line, column, message, suggestion }: Omit<AssemblyFault, 'file'>, file: string): TemplateFileFault {
  return { file, line, column, message, suggestion };
}

/** A layout with a fault would be told once for each template that uses it. */
function eachOnce(faults: readonly TemplateFileFault[]): TemplateFileFault[] {
  return [...new Map(faults.map((fault) => [`${fault.file}:${fault.line}:${fault.column} ${fault.message}`, fault])).values()];
}

/** The file of a part; for a part that has none, the name it should have. */
function fileOf({ channel, name, locale, files }: TemplateFolder, part: string): string {
  const ending = channel.templateParts[part]?.ending ?? '';
  return files[part] ?? join(channel.name, name, `${locale}${ending}`);
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
