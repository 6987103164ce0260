import { isMap, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import type { TemplateFault } from '../../contracts/channel.ts';
import { suggestWord } from '../nearest-word.ts';
import type { MailWord } from './mail-words.ts';
import { pluralForms } from './plural-forms.ts';

const KEY = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/;

/** The words of one language out of its YAML file: `greeting: Hello {name}`, or one text for each plural form: `items: { one: …, other: … }`. */
export function readWordsFile(source: string, locale: string): { readonly words: ReadonlyMap<string, MailWord>; readonly faults: readonly TemplateFault[] } {
  const reader = new WordsReader(locale);
  return { words: reader.read(source), faults: reader.faults };
}

class WordsReader {
  readonly faults: TemplateFault[] = [];
  private readonly locale: string;
  private readonly lines = new LineCounter();

  constructor(locale: string) {
    this.locale = locale;
  }

  read(source: string): ReadonlyMap<string, MailWord> {
    const document = parseDocument(source, { lineCounter: this.lines, prettyErrors: false, schema: 'failsafe' });
    for (const error of document.errors) this.faultAt(error.pos[0], `cannot be read as YAML: ${error.message.split('\n')[0] ?? ''}`);
    const contents: unknown = document.contents;
    if (document.errors.length > 0) return new Map();
    if (!isMap(contents)) {
      this.faultAt(0, 'expected words by their names', 'such as greeting: Hello {name}');
      return new Map();
    }
    return new Map(contents.items.flatMap((pair) => this.entry(pair)));
  }

  private entry({ key, value }: Pair): readonly (readonly [string, MailWord])[] {
    const name = isScalar(key) ? String(key.value) : '';
    const at = offsetOf(key);
    if (!KEY.test(name)) return this.fault(at, `${JSON.stringify(name.slice(0, 40))} is not the name of a word`, 'use small letters, digits, full stops and hyphens: order.number');
    if (isMap(value)) return this.forms(name, at, value.items);
    const text = this.text(value, offsetOf(value) ?? at);
    return text === null ? [] : [[name, { text }]];
  }

  private forms(name: string, at: number | null, items: readonly Pair[]): readonly (readonly [string, MailWord])[] {
    const wanted = pluralForms(this.locale);
    const forms: Record<string, string> = {};
    for (const { key, value } of items) {
      const form = isScalar(key) ? String(key.value) : '';
      if (!wanted.includes(form)) this.fault(offsetOf(key), `${this.locale} has no plural form ${JSON.stringify(form.slice(0, 20))}`, suggestWord(form, wanted) ?? `it has ${wanted.join(', ')}`);
      const text = this.text(value, offsetOf(value) ?? at);
      if (text !== null) forms[form] = text;
    }
    const missing = wanted.filter((form) => !items.some(({ key }) => isScalar(key) && key.value === form));
    if (missing.length > 0) this.fault(at, `${name} lacks the plural ${missing.length === 1 ? 'form' : 'forms'} ${missing.join(', ')} of ${this.locale}`, `write ${wanted.map((form) => `${form}: …`).join(', ')}`);
    return [[name, { forms }]];
  }

  private text(value: unknown, at: number | null): string | null {
    if (!isScalar(value) || typeof value.value !== 'string' || value.value.trim() === '') return this.none(at, 'expected a text', isMap(value) ? 'put a text that begins with { into quotes' : null);
    if (/\{\{|\}\}|\\/.test(value.value)) return this.none(at, 'a word has no {{ }} and no backslash', 'name what it is filled with in single braces: {name}');
    // oxlint-disable-next-line no-control-regex -- finding them is the point
    if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(value.value)) return this.none(at, 'a word is one line of text', null);
    return value.value;
  }

  private fault(at: number | null, message: string, suggestion: string | null): [] {
    this.faultAt(at ?? 0, message, suggestion);
    return [];
  }

  private none(at: number | null, message: string, suggestion: string | null): null {
    this.faultAt(at ?? 0, message, suggestion);
    return null;
  }

  private faultAt(offset: number, message: string, suggestion: string | null = null): void {
    const { line, col } = this.lines.linePos(offset);
    this.faults.push({ part: 'words', line: Math.max(line, 1), column: Math.max(col, 1), message, suggestion });
  }
}

function offsetOf(node: unknown): number | null {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : null;
}
