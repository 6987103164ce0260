import { readdir, readFile } from 'node:fs/promises';
import type { AssembledTemplate, AssemblyFault, SharedFile, TemplateAssembler, TemplateContent, TemplateFault } from '../../../contracts/channel.ts';
import { localeChain, type ShopLanguages } from '../../../domain/locale-chain.ts';
import { type CheckedMail, checkMail, tidied } from '../compile-mail.ts';
import { writesFromTheRight } from '../direction.ts';
import { type MailWord, type MailWords, writeWords } from '../mail-words.ts';
import { deriveText } from './derive-text.ts';
import { flatten, type FlatPart } from './flatten.ts';
import { inlineStyle } from './inline-style.ts';
import { fromTheRight, textFromTheRight } from './isolate-values.ts';
import { type Layout, MAIL_FOLDERS, type MailPieces, readMailPieces } from './mail-pieces.ts';
import { mirroredSheet } from './mirror-style.ts';
import { publishingFaults } from './publishing-faults.ts';
import { headRules, tagRules } from './style-sheet.ts';

/** Opens the shared files of a shop, with those that come with Touchline behind them. */
export async function openMailAssembler(files: readonly SharedFile[]): Promise<TemplateAssembler> {
  const pieces = readMailPieces([...files, ...await shippedFiles()]);
  return { faults: pieces.faults, assemble: async (content, locale, languages) => new Assembly(pieces, locale, languages).assemble(content) };
}

const SHIPPED = new URL('../shipped/', import.meta.url);

/** Layouts, partials and words that come with Touchline. */
async function shippedFiles(): Promise<readonly SharedFile[]> {
  const found = await Promise.all(Object.entries(MAIL_FOLDERS).map(async ([folder, endings]) => {
    const names = await readdir(new URL(`${folder}/`, SHIPPED));
    return Promise.all(names.toSorted().map(async (file): Promise<SharedFile> => {
      const ending = endings.find((one) => file.endsWith(one)) ?? '';
      const text = await readFile(new URL(`${folder}/${file}`, SHIPPED), 'utf8');
      return { folder, name: file.slice(0, -ending.length), ending, file: `${folder}/${file} of Touchline`, text: tidied(text) };
    }));
  }));
  return found.flat();
}

/** One locale of one template on its way to be frozen. */
class Assembly {
  private readonly pieces: MailPieces;
  private readonly locale: string;
  private readonly words: MailWords;

  constructor(pieces: MailPieces, locale: string, languages: ShopLanguages) {
    this.pieces = pieces;
    this.locale = locale;
    this.words = resolvedWords(pieces, locale, languages);
  }

  async assemble(content: TemplateContent): Promise<AssembledTemplate | { faults: readonly AssemblyFault[] }> {
    const parts = this.flatParts(content);
    const flat = await this.flatContent(content, parts);
    const checked = checkMail(flat, this.locale, this.words);
    const isDerived = content['text'] === undefined && content['html'] !== undefined;
    const faults = [
      ...Object.values(parts).flatMap((part) => part.faults),
      // What is wrong with a text that was taken from the HTML part is told there, once.
      ...checked.faults.filter(({ part }, _index, all) => !(isDerived && part === 'text' && all.some((other) => other.part === 'html'))).map((fault) => placed(fault, parts)),
      ...Object.values(parts).flatMap((part) => publishingFaults(part, this.locale)),
    ];
    return faults.length > 0 ? { faults } : this.finished(flat, checked, parts['html'] ?? null);
  }

  private flatParts(content: TemplateContent): Readonly<Record<string, FlatPart>> {
    return Object.fromEntries(Object.entries(content).filter(([part]) => part === 'html' || part === 'text')
      .map(([part, source]) => [part, flatten({ file: null, part, source: tidied(source) }, this.pieces)]));
  }

  /** The parts as they would be, the style sheet still outside of the tags. */
  private async flatContent(content: TemplateContent, { html, text }: Readonly<Record<string, FlatPart>>): Promise<TemplateContent> {
    const said = content['text'] === undefined && content['html'] !== undefined ? await this.derived(content['html']) : null;
    return {
      ...content,
      ...(html === undefined ? {} : { html: html.text.text }),
      ...(text === undefined ? {} : { text: text.text.text }),
      ...(said === null ? {} : { text: said }),
      ...(html === undefined || html.layouts.length === 0 ? {} : { style: '' }),
    };
  }

  private async derived(source: string): Promise<string | null> {
    const body = flatten({ file: null, part: 'html', source: tidied(source) }, this.pieces, { bodyOnly: true });
    return publishingFaults(body, this.locale).length > 0 ? null : deriveText(body.text.text);
  }

  private async finished(flat: TemplateContent, checked: CheckedMail, html: FlatPart | null): Promise<AssembledTemplate | { faults: readonly AssemblyFault[] }> {
    const isMirrored = writesFromTheRight(this.locale);
    const layouts = (html?.layouts ?? []).map((layout) => (isMirrored ? { ...layout, sheet: mirroredSheet(layout.sheet) } : layout));
    const { html: markup = '', text = '' }: Readonly<Record<string, string>> = flat;
    const styled = await this.styled(isMirrored ? fromTheRight(markup) : markup, layouts);
    if (styled === null) return { faults: [wholeHtml('the styles of the layout cannot be written into its tags', 'look for markup that is not closed where it was opened')] };
    if (hidesFooter(styled)) return { faults: [wholeHtml('the layout hides the footer', 'no tag around {{> footer}} may be hidden')] };
    const words = new Map([...this.words].filter(([key]) => checked.usedWords.has(key)));
    return {
      content: {
        ...flat, html: styled, text: isMirrored ? textFromTheRight(text) : text,
        ...(layouts.length === 0 ? {} : { style: layouts.map(({ sheet }) => headRules(sheet, styled)).join('') }),
        ...(words.size === 0 ? {} : { words: writeWords(words) }),
      },
      layout: layouts.at(-1)?.name ?? null,
      advice: this.borrowedWords(words),
    };
  }

  private borrowedWords(words: MailWords): readonly string[] {
    return [...words].flatMap(([key, { locale = this.locale }]) => (tongue(locale) === tongue(this.locale) ? [] : [`the word ${key} is taken from ${locale}`]));
  }

  private async styled(markup: string, layouts: readonly Layout[]): Promise<string | null> {
    return layouts.length === 0 ? markup : inlineStyle(markup, layouts.map(({ sheet }) => tagRules(sheet, markup)).join('\n'));
  }
}

const tongue = (locale: string) => locale.split('-')[0];

/** Each word from the nearest language that has it, by the same chain as texts; where that is another one, the word says so. */
function resolvedWords({ words }: MailPieces, locale: string, { fallback, standIns = {} }: ShopLanguages): MailWords {
  const chain = localeChain(locale);
  const resolved = new Map<string, MailWord>();
  for (const own of [...chain, ...chain.flatMap((tag) => standIns[tag] ?? []), fallback]) {
    for (const [key, word] of (words.get(own) ?? []).flatMap((list) => [...list])) {
      if (!resolved.has(key)) resolved.set(key, own === locale ? word : { ...word, locale: own });
    }
  }
  return resolved;
}

function placed(fault: TemplateFault, parts: Readonly<Record<string, FlatPart>>): AssemblyFault {
  const flat = parts[fault.part];
  return flat === undefined ? { file: null, ...fault } : flat.text.faultAtLine(fault.line, fault.column, fault.message, fault.suggestion);
}

const wholeHtml = (message: string, suggestion: string): AssemblyFault => ({ file: null, part: 'html', line: 1, column: 1, message, suggestion });

const HIDES = /display:\s*none|visibility:\s*hidden|opacity:\s*0(?![.\d])|font-size:\s*0(?![.\d])|(?:max-)?(?:height|width):\s*0(?![.\d])/i;

/** Whether a tag around the footer hides it; what is not open at its place does not matter. */
function hidesFooter(html: string): boolean {
  const footerAt = html.indexOf('{{footer}}');
  const open: string[] = [];
  for (const tag of html.slice(0, Math.max(footerAt, 0)).matchAll(/<(\/?)([a-z][a-z0-9]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi)) {
    const [, closing, name = '', attributes = ''] = tag;
    if (/^(?:br|hr|img)$/i.test(name)) continue;
    if (closing === '/') open.pop();
    else open.push(attributes);
  }
  return open.some((attributes) => HIDES.test(attributes));
}
