import { isMap, type YAMLMap } from 'yaml';
import type { NamedFile, TemplateFault } from '../../contracts/channel.ts';
import { TEMPLATE_VARIABLES, templateVariable } from '../../contracts/template-variables.ts';
import { suggestWord } from '../nearest-word.ts';
import { checkExpressions } from '../email/expression-check.ts';
import { languageCode } from './language-code.ts';
import { endingsOf, isNamedAs, MEDIA, type Media } from './media-kinds.ts';
import { type PlacedText, YamlPart } from '../yaml-part.ts';

/** A file at an address of the shop, or one that lies beside the template. */
export type MediaFile = { readonly media: Media } & ({ readonly link: string } | { readonly file: string });

export type ButtonPlan =
  /** The part of an address after its last slash is what the button is filled with. */
  | { readonly kind: 'url'; readonly target: string }
  | { readonly kind: 'copy-code'; readonly code: string }
  | { readonly kind: 'quick-reply'; readonly payload: string }
  /** It takes nothing and keeps its place. */
  | { readonly kind: 'fixed' };

/** How one template of the provider is filled; texts are expressions over our variables. */
export interface TemplatePlan {
  readonly name: string;
  readonly language: string;
  readonly category: string;
  readonly header: MediaFile | { readonly text: string } | null;
  readonly body: readonly string[];
  /** The approved words with {{1}}, {{2}} … in their places; null: not written here. They are shown, never sent. */
  readonly words: string | null;
  readonly buttons: readonly ButtonPlan[];
  /** The variable with the last day of the offer. */
  readonly offerEndsOn: string | null;
  /** Goes beside the free words while the window is open. */
  readonly freeMedia: MediaFile | null;
}

export interface ReadPlan {
  /** Null when there are faults. */
  readonly plan: TemplatePlan | null;
  readonly faults: readonly TemplateFault[];
  readonly variables: ReadonlySet<string>;
  /** Files beside the template that it names. */
  readonly files: readonly NamedFile[];
}

const PART = 'template';
const WHOLE = 'name, category and what the template is filled with';
const FIELDS = ['name', 'category', 'language', 'header', 'words', 'body', 'buttons', 'limitedTimeOffer', 'inWindow'];
const CATEGORIES = ['marketing', 'utility', 'authentication'];
const BUTTON_KINDS = ['url', 'copyCode', 'quickReply', 'fixed'];
const LONGEST_WORDS = 1_024;
const MOST_PARAMETERS = 50;
const MOST_BUTTONS = 10;
/** Of a file beside the template: no folder, and nothing that a shell or an address would take for something else. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const OWN_LINKS = ['{{unsubscribeUrl}}', '{{preferencesUrl}}'];

/** Reads how a template of the provider is filled; answers everything that is wrong with it. */
export function readTemplatePlan(source: string, locale: string): ReadPlan {
  const reader = new PlanReader(source);
  const plan = reader.read(locale);
  return { plan: reader.faults.length === 0 ? plan : null, faults: reader.faults, variables: reader.variables, files: reader.files };
}

class PlanReader {
  readonly variables = new Set<string>();
  readonly files: NamedFile[] = [];
  readonly #yaml: YamlPart;

  constructor(source: string) {
    this.#yaml = new YamlPart(PART, source, WHOLE);
  }

  get faults(): TemplateFault[] {
    return this.#yaml.faults;
  }

  read(locale: string): TemplatePlan | null {
    const root = this.#root();
    if (root === null) return null;
    const fields = this.#yaml.fields(root, FIELDS);
    const name = this.#matching(fields.get('name') ?? root, /^[a-z0-9_]{1,512}$/, 'the name of the template at WhatsApp, such as win_back');
    const category = this.#oneOf(fields.get('category') ?? root, CATEGORIES, 'category');
    const language = fields.has('language') ? this.#matching(fields.get('language'), /^[a-z]{2,3}(?:_[A-Z]{2,3})?$/, 'a code of WhatsApp, such as pt_BR') : languageCode(locale);
    const body = this.#body(fields.get('body'));
    const buttons = this.#buttons(fields.get('buttons'));
    const offer = fields.has('limitedTimeOffer') ? this.#dateVariable(fields.get('limitedTimeOffer')) : null;
    if (category !== 'marketing') this.#withoutOffers(fields, buttons);
    return {
      name: name ?? '', language: language ?? '', category: category ?? '', buttons, offerEndsOn: offer,
      header: fields.has('header') ? this.#header(fields.get('header')) : null,
      body, words: fields.has('words') ? this.#words(fields.get('words'), body.length) : null,
      freeMedia: fields.has('inWindow') ? this.#media(fields.get('inWindow')) : null,
    };
  }

  #root(): YAMLMap | null {
    return this.#yaml.root === null ? null : this.#yaml.map(this.#yaml.root, WHOLE);
  }

  #body(node: unknown): string[] {
    const items = this.#yaml.list(node, 'a list of what {{1}}, {{2}} … of the template are filled with');
    if (items.length > MOST_PARAMETERS) this.#yaml.fault(node, `has more than ${MOST_PARAMETERS} parameters`);
    return items.map((item) => this.#expression(item));
  }

  /** What only marketing templates may hold. */
  #withoutOffers(fields: ReadonlyMap<string, unknown>, buttons: readonly ButtonPlan[]): void {
    if (buttons.some(({ kind }) => kind === 'copy-code')) this.#yaml.fault(fields.get('buttons'), 'only a marketing template has a code to copy');
    if (fields.has('limitedTimeOffer')) this.#yaml.fault(fields.get('limitedTimeOffer'), 'only a marketing template has a limited-time offer');
  }

  #words(node: unknown, filled: number): string | null {
    const words = this.#yaml.block(node, 'the approved words, with {{1}}, {{2}} … as they stand there');
    if (words === null) return null;
    if (words.length > LONGEST_WORDS) return this.#yaml.fault(node, `has ${words.length} characters, WhatsApp takes ${LONGEST_WORDS}`);
    const numbers = new Set([...words.matchAll(/\{\{(\d+)\}\}/g)].map(([, number]) => Number(number)));
    const last = Math.max(0, ...numbers);
    if (numbers.size === last && last === filled) return words;
    return this.#yaml.fault(node, `has ${numbers.size === 0 ? 'no parameter' : `parameters up to {{${last}}}`}${numbers.size < last ? ', and not all of them' : ''}; body fills ${filled}`);
  }

  #header(node: unknown): TemplatePlan['header'] {
    const map = this.#yaml.map(node, `one of text, ${MEDIA.join(', ')}`);
    if (map === null) return null;
    const text = this.#yaml.fields(map, ['text', ...MEDIA]).get('text');
    return text === undefined ? this.#media(node) : { text: this.#expression(text) };
  }

  #media(node: unknown): MediaFile | null {
    const map = this.#yaml.map(node, `one of ${MEDIA.join(', ')}`);
    const fields = map === null ? new Map<string, unknown>() : this.#yaml.fields(map, MEDIA);
    const media = MEDIA.find((kind) => fields.has(kind));
    if (media === undefined || fields.size !== 1) return map === null ? null : this.#yaml.fault(map, `expected exactly one of ${MEDIA.join(', ')}`);
    const placed = this.#yaml.text(fields.get(media), 'an address such as https://shop.example/picture.jpg, or the name of a file in this folder');
    if (placed === null) return null;
    return isHttps(placed.text) ? { media, link: placed.text } : this.#file(fields.get(media), media, placed);
  }

  #file(node: unknown, media: Media, { text, line, column }: PlacedText): MediaFile | null {
    if (!FILE_NAME.test(text)) return this.#yaml.fault(node, 'expected an address that begins with https://, or the name of a file in this folder');
    if (!isNamedAs(media, text)) return this.#yaml.fault(node, `${text} is no ${media} that WhatsApp takes`, endingsOf(media));
    this.files.push({ name: text, use: media, part: PART, line, column });
    return { media, file: text };
  }

  #buttons(node: unknown): ButtonPlan[] {
    const items = this.#yaml.list(node, 'a list of buttons in the order of the template');
    if (items.length > MOST_BUTTONS) this.#yaml.fault(node, `has more than ${MOST_BUTTONS} buttons`);
    const buttons = items.flatMap((item) => this.#button(item) ?? []);
    if (buttons.filter(({ kind }) => kind === 'copy-code').length > 1) this.#yaml.fault(node, 'a template has one code to copy at most');
    return buttons;
  }

  #button(node: unknown): ButtonPlan | null {
    const map = this.#yaml.map(node, `one of ${BUTTON_KINDS.join(', ')}`);
    if (map === null) return null;
    const [entry, another] = [...this.#yaml.fields(map, BUTTON_KINDS)];
    if (entry === undefined || another !== undefined) return this.#yaml.fault(map, `expected exactly one of ${BUTTON_KINDS.join(', ')}`);
    const [kind, value] = entry;
    if (kind === 'copyCode') return { kind: 'copy-code', code: this.#expression(value) };
    const text = this.#yaml.text(value, 'a text');
    if (text === null) return null;
    if (kind === 'url') return this.#urlButton(value, text);
    if (kind === 'fixed') return { kind: 'fixed' };
    return text.text.length <= 128 ? { kind: 'quick-reply', payload: text.text } : this.#yaml.fault(value, 'is longer than 128 characters');
  }

  #urlButton(node: unknown, { text }: PlacedText): ButtonPlan | null {
    const own = text.replaceAll(' ', '');
    if (OWN_LINKS.includes(own)) return { kind: 'url', target: own.slice(2, -2) };
    if (text.includes('{{')) return this.#yaml.fault(node, 'a link cannot contain a variable: clicks are looked up by the place of the link', `write the whole target, or ${OWN_LINKS.join(' or ')}`);
    return isHttps(text) ? { kind: 'url', target: text } : this.#yaml.fault(node, 'expected an address that begins with https://');
  }

  /** A text with variables; its faults stand where they are in the file. */
  #expression(node: unknown): string {
    const placed = this.#yaml.text(node, 'a text, with variables such as "{{shop.name}}"');
    if (placed === null) return '';
    const { faults, variables } = checkExpressions({ part: PART, source: placed.text });
    for (const fault of faults) this.faults.push({ ...fault, line: placed.line, column: placed.column + fault.column - 1 });
    for (const variable of variables) this.variables.add(variable);
    return placed.text;
  }

  #dateVariable(node: unknown): string | null {
    const told = this.#yaml.text(node, 'the variable with the last day of the offer, such as promotion.endsOn');
    if (told === null) return null;
    if (templateVariable(told.text)?.kind === 'date') {
      this.variables.add(told.text);
      return told.text;
    }
    return this.#yaml.fault(node, `${told.text} is no variable with a date`, suggestWord(told.text, Object.keys(TEMPLATE_VARIABLES)));
  }

  #matching(node: unknown, pattern: RegExp, expected: string): string | null {
    if (isMap(node) && node === this.#yaml.root) return this.#yaml.fault(node, `lacks ${expected}`);
    const told = this.#yaml.text(node, expected);
    return told === null || pattern.test(told.text) ? (told?.text ?? null) : this.#yaml.fault(node, `expected ${expected}`);
  }

  #oneOf(node: unknown, known: readonly string[], what: string): string | null {
    const told = this.#matching(node, /^/, `${what}: one of ${known.join(', ')}`);
    return told === null || known.includes(told) ? told : this.#yaml.fault(node, `expected one of ${known.join(', ')}`, suggestWord(told, known));
  }
}

function isHttps(text: string): boolean {
  return /^https:\/\//i.test(text) && URL.canParse(text);
}
