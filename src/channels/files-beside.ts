import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrozenFile, NamedFile, TemplateContent, TemplateFault } from '../contracts/channel.ts';
import { suggestWord } from './nearest-word.ts';
import type { PlaceBeside, TemplateFileFault, TemplateFolder } from './template-folder.ts';

/** A picture or document that goes with a template, where it lies. */
export interface FileBeside extends FrozenFile {
  /** Its bytes. @throws an Error when they are no longer those that were looked at */
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>;
}

export interface FilesOfTemplate {
  readonly files: readonly FileBeside[];
  /** Names of those that the template asks for, also where there is none. */
  readonly named: readonly string[];
  /** Each where the template names the file. */
  readonly faults: readonly TemplateFault[];
}

const HEAD_BYTES = 4_096;

/** Looks at the files that a template names: whether they are there, and may go out as what they are named for. */
export async function filesOfTemplate(dir: string, { channel, name, locale }: TemplateFolder, content: TemplateContent, beside: readonly PlaceBeside[]): Promise<FilesOfTemplate> {
  const own = beside.filter((place) => place.channel === channel && place.template === name);
  const named = channel.files?.named(content, locale) ?? [];
  const looked = await Promise.all(named.map(async (file) => lookAt(dir, file, own)));
  const files = looked.flatMap((one) => ('fault' in one ? [] : [one]));
  return { files: [...new Map(files.map((file) => [file.name, file])).values()], named: named.map((file) => file.name), faults: looked.flatMap((one) => ('fault' in one ? [one.fault] : [])) };
}

/** Files that no template of their folder names: they would never go out. Of a folder with other faults nothing is said. */
export function filesLeftOver(beside: readonly PlaceBeside[], read: readonly { readonly folder: TemplateFolder; readonly named: readonly string[]; readonly faults: readonly unknown[] }[]): readonly TemplateFileFault[] {
  return beside.flatMap(({ channel, template, name, file }) => {
    const own = read.filter(({ folder }) => folder.channel === channel && folder.name === template);
    const isSpoken = own.some(({ named, faults }) => faults.length > 0 || named.includes(name));
    return isSpoken ? [] : [{ file, line: 1, column: 1, message: 'no template of this folder names it', suggestion: 'name it in one, or take it away' }];
  });
}

async function lookAt(dir: string, named: NamedFile, own: readonly PlaceBeside[]): Promise<FileBeside | { readonly fault: TemplateFault }> {
  const { name, part, line, column } = named;
  const fault = (message: string, suggestion: string | null) => ({ fault: { part, line, column, message, suggestion } });
  const place = own.find((one) => one.name === name);
  if (place === undefined) {
    const names = own.map((one) => one.name);
    return fault(`there is no file ${name} in this folder`, suggestWord(name, names) ?? (names.length === 0 ? 'put it beside the template' : `there is ${names.join(', ')}`));
  }
  const path = join(dir, place.file);
  const { sizeBytes, head } = await beginningOf(path);
  const judged = place.channel.files?.judge(named, sizeBytes, head) ?? { message: 'cannot go with it', suggestion: null };
  if ('message' in judged) return fault(`${name} ${judged.message}`, judged.suggestion);
  const hash = await hashOf(path);
  return { name, type: judged.type, sizeBytes, hash, read: async () => readUnchanged(path, hash) };
}

async function beginningOf(path: string): Promise<{ readonly sizeBytes: number; readonly head: Uint8Array }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(HEAD_BYTES), position: 0 });
    return { sizeBytes: size, head: buffer.subarray(0, bytesRead) };
  } finally {
    await file.close();
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

async function readUnchanged(path: string, hash: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(path);
  if (createHash('sha256').update(bytes).digest('hex') !== hash) throw new Error(`${path} was changed while it was read: run the command again`);
  return new Uint8Array(bytes);
}
