import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { TemplateFault } from '../contracts/channel.ts';
import { suggestWord } from './nearest-word.ts';

/** A text in a YAML file, with the place of its first character. */
export interface PlacedText {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

type Node = { readonly range?: readonly [number, number, number] | null };

/** Reads plain YAML: maps, lists, texts. What a node should have been and is not becomes a fault at its place. */
export class YamlPart {
  readonly faults: TemplateFault[] = [];
  /** The map or list that the file is; null: it is none, or cannot be read. */
  readonly root: YAMLMap | YAMLSeq | null;
  readonly #part: string;
  readonly #lines = new LineCounter();

  /** @param expected what the file should hold, in words */
  constructor(part: string, source: string, expected: string) {
    this.#part = part;
    const document = parseDocument(source, { lineCounter: this.#lines, prettyErrors: false, schema: 'failsafe' });
    for (const error of document.errors) this.faultAt(error.pos[0], `cannot be read as YAML: ${error.message.split('\n')[0] ?? ''}`);
    const contents: unknown = document.contents;
    this.root = document.errors.length === 0 && (isMap(contents) || isSeq(contents)) ? contents : null;
    if (document.errors.length === 0 && this.root === null) this.faultAt(0, `expected ${expected}`);
  }

  fault(node: unknown, message: string, suggestion: string | null = null): null {
    const range = isNode(node) ? node.range : null;
    this.faultAt(range?.[0] ?? 0, message, suggestion);
    return null;
  }

  faultAt(offset: number, message: string, suggestion: string | null = null): void {
    const { line, col } = this.#lines.linePos(offset);
    this.faults.push({ part: this.#part, line: Math.max(line, 1), column: Math.max(col, 1), message, suggestion });
  }

  /** The values of a map by key; keys that are not known are faults. */
  fields(map: YAMLMap, known: readonly string[]): ReadonlyMap<string, unknown> {
    const found = new Map<string, unknown>();
    for (const { key, value } of map.items as readonly Pair[]) {
      const name = isScalar(key) ? String(key.value) : '';
      if (known.includes(name)) found.set(name, value);
      else this.fault(key, `${JSON.stringify(name.slice(0, 40))} is not known here`, suggestWord(name, known) ?? `known are ${known.join(', ')}`);
    }
    return found;
  }

  /** One line of text, or null with a fault. */
  text(node: unknown, expected: string): PlacedText | null {
    if (!isScalar(node) || typeof node.value !== 'string' || node.value.trim() === '') {
      return this.fault(node, `expected ${expected}`, isMap(node) ? 'put a value that begins with {{ into quotes' : null);
    }
    if (/[\n\r\t]/.test(node.value)) return this.fault(node, 'has a line break or a tab: neither can stand here');
    return { text: node.value, ...this.#placeOf(node) };
  }

  /** Text of one line or more, or null with a fault. */
  block(node: unknown, expected: string): string | null {
    return isScalar(node) && typeof node.value === 'string' && node.value.trim() !== '' ? node.value.trim() : this.fault(node, `expected ${expected}`);
  }

  /** A map, or null with a fault. */
  map(node: unknown, expected: string): YAMLMap | null {
    return isMap(node) ? node : this.fault(node, `expected ${expected}`);
  }

  /** The items of a list; nothing is an empty one. */
  list(node: unknown, expected: string): readonly unknown[] {
    if (node === undefined) return [];
    if (isSeq(node)) return node.items;
    this.fault(node, `expected ${expected}`);
    return [];
  }

  #placeOf(node: Scalar): Pick<PlacedText, 'line' | 'column'> {
    const { line, col } = this.#lines.linePos(node.range?.[0] ?? 0);
    return { line, column: col + (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0) };
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}
