import type { AssemblyFault, SharedFile } from '../../../contracts/channel.ts';
import { checkText } from '../template-source.ts';
import type { MailWord } from '../mail-words.ts';
import { readWordsFile } from '../words-file.ts';
import type { Origin } from './mapped-text.ts';
import { placedFault } from './mapped-text.ts';
import { readStyleSheet, type StyleSheet } from './style-sheet.ts';

/** Folders beside the templates, with the endings of their files. */
export const MAIL_FOLDERS = { _layouts: ['.html.hbs', '.css'], _partials: ['.html.hbs', '.text.hbs'], _words: ['.yaml'] } as const;

export interface Layout extends Origin {
  readonly name: string;
  readonly sheet: StyleSheet;
}

/** What mail templates share: layouts and partials by name, words by locale. Those of the shop stand before those that come with Touchline. */
export interface MailPieces {
  readonly layouts: ReadonlyMap<string, Layout>;
  /** By part: html, text. */
  readonly partials: Readonly<Record<string, ReadonlyMap<string, Origin>>>;
  /** For each locale, the shop's own first. */
  readonly words: ReadonlyMap<string, readonly ReadonlyMap<string, MailWord>[]>;
  readonly faults: readonly AssemblyFault[];
}

const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const BODY_PLACE = /\{\{\s*>\s*@partial-block\s*\}\}/;

/** Reads shared files; of two with the same place the first counts. */
export function readMailPieces(files: readonly SharedFile[]): MailPieces {
  const reader = new PieceReader();
  for (const file of files) reader.read(file);
  return reader.pieces();
}

class PieceReader {
  private readonly faults: AssemblyFault[] = [];
  private readonly markup = new Map<string, Origin>();
  private readonly sheets = new Map<string, { readonly origin: Origin; readonly sheet: StyleSheet }>();
  private readonly partials: Record<string, Map<string, Origin>> = { html: new Map(), text: new Map() };
  private readonly words = new Map<string, ReadonlyMap<string, MailWord>[]>();

  read({ folder, name, ending, file, text }: SharedFile): void {
    const origin: Origin = { file, part: ending, source: text };
    if (folder === '_words') return this.readWords(name, origin);
    if (!NAME.test(name)) return this.fault(origin, 0, `${JSON.stringify(name.slice(0, 40))} is not the name of a layout or partial`, 'use small letters, digits and hyphens');
    const broken = text.trim() === '' && ending === '.css' ? [] : checkText(origin, false);
    if (broken.length > 0) this.faults.push(...broken.map((one) => ({ file, ...one })));
    else if (folder === '_partials') keepFirst(this.partials[ending === '.text.hbs' ? 'text' : 'html'] ?? new Map<string, Origin>(), name, { ...origin, part: 'html' });
    else if (ending === '.css') this.readSheet(name, origin);
    else this.readLayout(name, origin);
  }

  pieces(): MailPieces {
    const layouts = new Map<string, Layout>();
    for (const [name, origin] of this.markup) layouts.set(name, { ...origin, name, part: 'html', sheet: this.sheets.get(name)?.sheet ?? { rules: [], media: [] } });
    for (const [name, { origin }] of this.sheets) {
      if (!this.markup.has(name)) this.fault(origin, 0, `there is no layout ${name} for this style sheet`, `add _layouts/${name}.html.hbs`);
    }
    return { layouts, partials: this.partials, words: this.words, faults: this.faults };
  }

  private readLayout(name: string, origin: Origin): void {
    if (!BODY_PLACE.test(origin.source)) this.fault(origin, 0, 'the layout has no place for the body of a template', 'put {{> @partial-block}} there');
    keepFirst(this.markup, name, origin);
  }

  private readSheet(name: string, origin: Origin): void {
    const { sheet, faults } = readStyleSheet(origin);
    this.faults.push(...faults.map((one) => ({ file: origin.file, ...one })));
    keepFirst(this.sheets, name, { origin, sheet });
  }

  private readWords(locale: string, origin: Origin): void {
    if (!isLocale(locale)) return this.fault(origin, 0, `${JSON.stringify(locale.slice(0, 40))} is not how a language is written`, 'name the file en.yaml, de.yaml or zh-CN.yaml');
    const { words, faults } = readWordsFile(origin.source, locale);
    this.faults.push(...faults.map((one) => ({ file: origin.file, ...one })));
    this.words.set(locale, [...(this.words.get(locale) ?? []), words]);
  }

  private fault(origin: Origin, offset: number, message: string, suggestion: string): void {
    this.faults.push(placedFault(origin, offset, message, suggestion));
  }
}

function keepFirst<T>(map: Map<string, T>, name: string, value: T): void {
  if (!map.has(name)) map.set(name, value);
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale)[0] === locale;
  } catch {
    return false;
  }
}
