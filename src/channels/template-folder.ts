import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Channel, TemplateFault } from '../contracts/channel.ts';
import { suggestWord } from './nearest-word.ts';

/** A fault with its file, relative to the templates folder. */
export type TemplateFileFault = Omit<TemplateFault, 'part'> & { readonly file: string };

/** The files of one locale of one template; paths are relative to the templates folder. */
export interface TemplateFolder {
  readonly channel: Channel;
  readonly name: string;
  readonly locale: string;
  /** part → file */
  readonly files: Readonly<Record<string, string>>;
}

/** A file that the templates of a channel share; its path is relative to the templates folder. */
export interface SharedPlace {
  readonly channel: Channel;
  readonly folder: string;
  readonly name: string;
  readonly ending: string;
  readonly file: string;
}

/** A picture or document in a template's folder; its path is relative to the templates folder. */
export interface PlaceBeside {
  readonly channel: Channel;
  /** Of the template. */
  readonly template: string;
  readonly name: string;
  readonly file: string;
}

export interface FoundTemplates {
  readonly templates: readonly TemplateFolder[];
  readonly beside: readonly PlaceBeside[];
  readonly shared: readonly SharedPlace[];
  readonly faults: readonly TemplateFileFault[];
}

/** The folder of answers that are written once for many questions, beside those of the channels: `_canned/<name>/<locale>.hbs`. */
export const CANNED_FOLDER = '_canned';

/** How templates and the like are called. */
export const TEMPLATE_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Finds what lies in the templates folder, and what lies there without belonging there. */
export async function findTemplates(dir: string, channels: Readonly<Record<string, Channel>>): Promise<FoundTemplates> {
  const entries = await readdir(dir, { withFileTypes: true });
  const found = await Promise.all(entries.filter((entry) => !isHidden(entry.name) && entry.name !== CANNED_FOLDER).map(async (entry): Promise<FoundTemplates> => {
    const channel = Object.hasOwn(channels, entry.name) ? channels[entry.name] : undefined;
    if (channel !== undefined && entry.isDirectory()) return findInChannel(dir, channel);
    const known = Object.keys(channels);
    return onlyFault(entry.name, 'is not the folder of a channel', suggestWord(entry.name, known) ?? `channels are ${known.join(', ')}`);
  }));
  return together(found);
}

async function findInChannel(dir: string, channel: Channel): Promise<FoundTemplates> {
  const entries = await readdir(join(dir, channel.name), { withFileTypes: true });
  const found = await Promise.all(entries.filter((entry) => !isHidden(entry.name)).map(async (entry) => {
    const path = join(channel.name, entry.name);
    if (!entry.isDirectory()) return onlyFault(path, 'is not a template folder', null);
    if (entry.name.startsWith('_')) return findShared(channel, entry.name, await readdir(join(dir, path)));
    if (!TEMPLATE_NAME.test(entry.name)) return onlyFault(path, 'is not a template name', 'use small letters, digits and hyphens: win-back');
    return findLocales(channel, entry.name, await readdir(join(dir, path)));
  }));
  return together(found);
}

/** What lies in a folder that begins with an underscore, beside the templates. */
function findShared(channel: Channel, folder: string, fileNames: readonly string[]): FoundTemplates {
  const folders = channel.assembly?.folders ?? {};
  const endings = Object.hasOwn(folders, folder) ? folders[folder] : undefined;
  if (endings === undefined) {
    const known = Object.keys(folders);
    return onlyFault(join(channel.name, folder), 'is not a folder that templates share', suggestWord(folder, known) ?? (known.length === 0 ? null : `such folders are ${known.join(', ')}`));
  }
  return together(fileNames.filter((text) => !isHidden(text)).toSorted().map((fileName): FoundTemplates => {
    const file = join(channel.name, folder, fileName);
    const ending = endings.find((one) => fileName.endsWith(one));
    if (ending === undefined) return onlyFault(file, `does not belong into ${folder}`, `files end in ${endings.join(', ')}`);
    return { ...NOTHING, shared: [{ channel, folder, name: fileName.slice(0, -ending.length), ending, file }] };
  }));
}

function findLocales(channel: Channel, name: string, fileNames: readonly string[]): FoundTemplates {
  const locales = new Map<string, Record<string, string>>();
  const faults: TemplateFileFault[] = [];
  const beside: PlaceBeside[] = [];
  for (const fileName of fileNames.filter((text) => !isHidden(text)).toSorted()) {
    const file = join(channel.name, name, fileName);
    const part = Object.entries(channel.templateParts).find(([, { ending }]) => fileName.endsWith(ending));
    if (part === undefined && channel.files?.endings.some((ending) => fileName.endsWith(ending)) === true) {
      beside.push({ channel, template: name, name: fileName, file });
      continue;
    }
    if (part === undefined) {
      faults.push({ ...WHOLE_FILE, file, message: 'is no part of a template', suggestion: endingsOf(channel) });
      continue;
    }
    const [partName, { ending }] = part;
    const locale = fileName.slice(0, -ending.length);
    const fault = localeFault(locale);
    if (fault !== null) faults.push({ ...WHOLE_FILE, file, ...fault });
    else locales.set(locale, { ...locales.get(locale), [partName]: file });
  }
  return { templates: [...locales].map(([locale, files]) => ({ channel, name, locale, files })), beside, shared: [], faults };
}

const WHOLE_FILE = { line: 1, column: 1 };
const isHidden = (name: string) => name.startsWith('.');
const endingsOf = ({ templateParts, files }: Channel) => `files end in ${[...Object.values(templateParts).map(({ ending }) => ending), ...files?.endings ?? []].join(', ')}`;
const NOTHING: FoundTemplates = { templates: [], beside: [], shared: [], faults: [] };

/** What is wrong with the language in a file's name; null: nothing. */
export function localeFault(locale: string): Pick<TemplateFault, 'message' | 'suggestion'> | null {
  try {
    const [canonical] = Intl.getCanonicalLocales(locale);
    if (canonical === locale) return null;
    return { message: `${locale} is not how this language is written`, suggestion: canonical === undefined ? null : `name it ${canonical}` };
  } catch {
    return { message: `${JSON.stringify(locale)} is not a language tag`, suggestion: 'such as en, de or zh-CN' };
  }
}

function onlyFault(file: string, message: string, suggestion: string | null): FoundTemplates {
  return { ...NOTHING, faults: [{ ...WHOLE_FILE, file, message, suggestion }] };
}

function together(found: readonly FoundTemplates[]): FoundTemplates {
  return { templates: found.flatMap(({ templates }) => templates), beside: found.flatMap(({ beside }) => beside), shared: found.flatMap(({ shared }) => shared), faults: found.flatMap(({ faults }) => faults) };
}
