import type { TemplateFault } from '../../contracts/channel.ts';
import { checkExpressions } from '../email/expression-check.ts';
import { suggestWord } from '../nearest-word.ts';
import { YamlPart } from '../yaml-part.ts';
import { ACTIONS, CARD, COLUMN, ELEMENTS, FACT, type PropertyKind } from './card-kinds.ts';

/** A piece of a card: written as it is, or filled for each message. */
export type Plan =
  | { readonly plan: 'fixed'; readonly value: string | boolean }
  | { readonly plan: 'words'; readonly source: string; readonly isMarkdown: boolean }
  | { readonly plan: 'link'; readonly target: string }
  | { readonly plan: 'says'; readonly source: string }
  | { readonly plan: 'list'; readonly items: readonly Plan[] }
  | { readonly plan: 'object'; readonly fields: Readonly<Record<string, Plan>> };

export interface ReadPlan {
  /** Null when there are faults. */
  readonly plan: Plan | null;
  readonly faults: readonly TemplateFault[];
  readonly variables: ReadonlySet<string>;
  /** Addresses of the shop, in their order. */
  readonly targets: readonly string[];
}

const OWN_LINKS = ['{{unsubscribeUrl}}', '{{preferencesUrl}}'];
const MOST_ITEMS = 50;
/** Teams shows so many in a chat with one person. */
const MOST_SUGGESTIONS = 6;
const DEEPEST = 8;

/** Reads an Adaptive Card; answers everything that is wrong with it. */
export function readCard(part: string, source: string): ReadPlan {
  const reader = new CardReader(part, source, 'an Adaptive Card: body, actions');
  return reader.answer(reader.card());
}

/** Reads what is suggested as an answer: a list of texts. */
export function readSuggestions(part: string, source: string): ReadPlan {
  const reader = new CardReader(part, source, 'a list of answers to offer');
  return reader.answer(reader.suggestions());
}

const fixed = (value: string | boolean): Plan => ({ plan: 'fixed', value });

class CardReader {
  readonly #yaml: YamlPart;
  readonly #part: string;
  readonly #expected: string;
  readonly #variables = new Set<string>();
  readonly #targets: string[] = [];

  constructor(part: string, source: string, expected: string) {
    this.#part = part;
    this.#expected = expected;
    this.#yaml = new YamlPart(part, source, expected);
  }

  answer(plan: Plan | null): ReadPlan {
    const { faults } = this.#yaml;
    return { plan: faults.length === 0 ? plan : null, faults, variables: this.#variables, targets: this.#targets };
  }

  card(): Plan | null {
    if (this.#yaml.root === null) return null;
    const fields = this.#object(this.#yaml.root, CARD, { type: 'AdaptiveCard', version: '1.5' }, 0);
    return fields === null ? null : { plan: 'object', fields: { $schema: fixed('http://adaptivecards.io/schemas/adaptive-card.json'), type: fixed('AdaptiveCard'), version: fixed('1.5'), ...fields } };
  }

  suggestions(): Plan | null {
    if (this.#yaml.root === null) return null;
    const items = this.#yaml.list(this.#yaml.root, this.#expected);
    if (items.length === 0) this.#yaml.fault(this.#yaml.root, `expected ${this.#expected}`);
    if (items.length > MOST_SUGGESTIONS) this.#yaml.fault(this.#yaml.root, `has ${items.length} answers, Teams shows ${MOST_SUGGESTIONS}`);
    return { plan: 'list', items: items.map((item) => this.#words(item, false)) };
  }

  #object(node: unknown, { required, properties }: typeof CARD, given: Readonly<Record<string, string>>, depth: number): Record<string, Plan> | null {
    const map = this.#yaml.map(node, `an object with ${required.join(', ')}`);
    if (map === null) return null;
    if (depth > DEEPEST) return this.#yaml.fault(map, `is nested more than ${DEEPEST} deep`);
    const known = Object.keys(properties);
    const told = this.#yaml.fields(map, [...known, ...Object.keys(given), '$schema']);
    for (const [name, value] of Object.entries(given)) this.#sameAs(told.get(name), name, value);
    for (const name of required) if (!told.has(name)) this.#yaml.fault(map, `lacks ${name}`);
    return Object.fromEntries(known.flatMap((name) => {
      const kind = properties[name];
      return kind !== undefined && told.has(name) ? [[name, this.#property(told.get(name), kind, depth)]] : [];
    }));
  }

  #sameAs(node: unknown, name: string, value: string): void {
    if (node === undefined) return;
    const text = this.#yaml.text(node, value);
    if (text !== null && text.text !== value) this.#yaml.fault(node, `expected ${name}: ${value}`);
  }

  #property(node: unknown, kind: PropertyKind, depth: number): Plan {
    switch (kind.kind) {
      case 'words': return this.#words(node, true);
      case 'plain': return this.#words(node, false);
      case 'says': return { plan: 'says', source: this.#expression(node) };
      case 'choice': return this.#choice(node, kind.of);
      case 'picture': return fixed(this.#address(node));
      case 'link': return this.#link(node);
      case 'elements': return this.#list(node, 'a list of elements', (item) => this.#typed(item, ELEMENTS, depth));
      case 'actions': return this.#list(node, 'a list of actions', (item) => this.#typed(item, ACTIONS, depth));
      case 'facts': return this.#list(node, 'a list of title and value', (item) => this.#plain(item, FACT, depth));
      case 'columns': return this.#list(node, 'a list of columns', (item) => this.#plain(item, COLUMN, depth));
      default: return fixed('');
    }
  }

  #list(node: unknown, expected: string, read: (item: unknown) => Plan): Plan {
    const items = this.#yaml.list(node, expected);
    if (items.length === 0) this.#yaml.fault(node, `expected ${expected}`);
    if (items.length > MOST_ITEMS) this.#yaml.fault(node, `has more than ${MOST_ITEMS} items`);
    return { plan: 'list', items: items.slice(0, MOST_ITEMS).map(read) };
  }

  #plain(node: unknown, kind: typeof CARD, depth: number): Plan {
    return { plan: 'object', fields: this.#object(node, kind, kind === COLUMN ? { type: 'Column' } : {}, depth + 1) ?? {} };
  }

  /** Its `type` says what it may hold. */
  #typed(node: unknown, kinds: Readonly<Record<string, typeof CARD>>, depth: number): Plan {
    const map = this.#yaml.map(node, `one of ${Object.keys(kinds).join(', ')}`);
    const told = map?.get('type', true);
    const text = map === null ? null : this.#yaml.text(told ?? map, `type: one of ${Object.keys(kinds).join(', ')}`);
    if (map === null || text === null) return fixed('');
    const kind = Object.hasOwn(kinds, text.text) ? kinds[text.text] : undefined;
    if (kind === undefined) {
      this.#yaml.fault(told, `${JSON.stringify(text.text.slice(0, 40))} cannot stand here`, suggestWord(text.text, Object.keys(kinds)) ?? `known are ${Object.keys(kinds).join(', ')}`);
      return fixed('');
    }
    return { plan: 'object', fields: { type: fixed(text.text), ...this.#object(map, kind, { type: text.text }, depth + 1) } };
  }

  #words(node: unknown, isMarkdown: boolean): Plan {
    return { plan: 'words', source: this.#expression(node), isMarkdown };
  }

  #choice(node: unknown, of: readonly string[]): Plan {
    const told = this.#yaml.text(node, `one of ${of.join(', ')}`);
    const found = of.find((one) => one.toLowerCase() === told?.text.toLowerCase());
    if (told !== null && found === undefined) this.#yaml.fault(node, `expected one of ${of.join(', ')}`, suggestWord(told.text, of));
    return fixed(found === 'true' || found === 'false' ? found === 'true' : (found ?? ''));
  }

  #link(node: unknown): Plan {
    const own = this.#yaml.text(node, 'an address that begins with https://')?.text.replaceAll(' ', '') ?? '';
    if (OWN_LINKS.includes(own)) return { plan: 'link', target: own.slice(2, -2) };
    const target = this.#address(node);
    if (target !== '') this.#targets.push(target);
    return { plan: 'link', target };
  }

  #address(node: unknown): string {
    const text = this.#yaml.text(node, 'an address that begins with https://')?.text ?? '';
    if (text.includes('{{')) this.#yaml.fault(node, 'a link cannot contain a variable: clicks are looked up by the place of the link', `write the whole target, or ${OWN_LINKS.join(' or ')}`);
    else if (text !== '' && !(/^https:\/\//i.test(text) && URL.canParse(text))) this.#yaml.fault(node, 'expected an address that begins with https://');
    else return text;
    return '';
  }

  /** A text with variables; its faults stand where they are in the file. */
  #expression(node: unknown): string {
    const placed = this.#yaml.text(node, 'a text, with variables such as "{{shop.name}}"');
    if (placed === null) return '';
    const { faults, variables } = checkExpressions({ part: this.#part, source: placed.text });
    for (const fault of faults) this.#yaml.faults.push({ ...fault, line: placed.line, column: placed.column + fault.column - 1 });
    for (const variable of variables) this.#variables.add(variable);
    return placed.text;
  }
}
