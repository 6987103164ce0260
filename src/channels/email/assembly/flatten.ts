import Handlebars from 'handlebars';
import type { AssemblyFault, TemplateFault } from '../../../contracts/channel.ts';
import { suggestWord } from '../../nearest-word.ts';
import { stretchesOf, type Stretch } from '../mustache-scan.ts';
import { syntaxFault } from '../syntax-fault.ts';
import { type Layout, type MailPieces } from './mail-pieces.ts';
import { MappedText, type Origin, placedFault } from './mapped-text.ts';
import { type GivenValues, readGivenValues, withGivenValues } from './given-values.ts';

/** A part with its layout and partials put in. */
export interface FlatPart {
  readonly text: MappedText;
  /** Outermost first. */
  readonly layouts: readonly Layout[];
  /** Every text that went into it, each once. */
  readonly origins: readonly Origin[];
  readonly faults: readonly AssemblyFault[];
}

/**
 * Puts layouts and partials into a part: by their text, so that what is frozen is one template, is checked as one and renders as fast as one.
 * `bodyOnly` leaves the layout out: what the template itself says.
 */
export function flatten(origin: Origin, pieces: MailPieces, { bodyOnly = false } = {}): FlatPart {
  const flattener = new Flattener(pieces, origin.part, bodyOnly);
  flattener.start(origin);
  return flattener.result();
}

interface Scope {
  readonly values: GivenValues;
  /** What stands between the tags that called this text. */
  readonly body: Body | null;
  /** Names on the way here. */
  readonly trail: readonly string[];
  readonly kind: 'template' | 'layout' | 'partial';
}

interface Body {
  readonly origin: Origin;
  readonly stretches: readonly Stretch[];
  readonly scope: Scope;
}

interface Call {
  readonly origin: Origin;
  readonly at: number;
  readonly name: string;
  readonly values: GivenValues;
  readonly body: Body | null;
  readonly scope: Scope;
  /** Whether nothing but blanks stands around it in its origin. */
  readonly alone: boolean;
}

const CALL = /^\{\{(~?)\s*(#?)>\s*([^\s}~"'()]+)\s*([\s\S]*?)(~?)\}\}$/;
const OPENS = /^\{\{~?\s*[#^]\s*[^\s}~]/;
const CLOSES = /^\{\{~?\s*\//;
const MOST_DEPTH = 20;

class Flattener {
  private readonly text = new MappedText();
  private readonly faults: AssemblyFault[] = [];
  private readonly layouts: Layout[] = [];
  private readonly origins = new Set<Origin>();
  private readonly pieces: MailPieces;
  private readonly part: string;
  private readonly bodyOnly: boolean;
  private footers = 0;
  private footerRefused = false;
  private openConditions = 0;

  constructor(pieces: MailPieces, part: string, bodyOnly: boolean) {
    this.pieces = pieces;
    this.part = part;
    this.bodyOnly = bodyOnly;
  }

  start(origin: Origin): void {
    this.include(origin, { values: new Map(), body: null, trail: [], kind: 'template' });
    const [outermost] = this.layouts.toReversed();
    if (outermost !== undefined && this.footers !== 1 && !this.footerRefused && !this.bodyOnly) {
      this.faults.push(placedFault(outermost, 0, this.footers === 0 ? 'the layout has no place for the footer' : 'the layout has the footer more than once', 'put {{> footer}} there, once'));
    }
  }

  result(): FlatPart {
    return { text: this.text, layouts: this.layouts.toReversed(), origins: [...this.origins], faults: this.faults };
  }

  private include(origin: Origin, scope: Scope): void {
    const fault = parseFault(origin);
    if (fault !== null && !this.origins.has(origin)) this.faults.push({ file: origin.file, ...fault });
    this.origins.add(origin);
    // What cannot be read as a template is left out: whatever else is wrong is told all the same.
    if (fault === null) this.splice(origin, stretchesOf(origin.source), scope);
  }

  private splice(origin: Origin, stretches: readonly Stretch[], scope: Scope): void {
    for (let index = 0; index < stretches.length; index += 1) {
      const stretch = stretches[index];
      if (stretch === undefined) continue;
      const { from, text } = stretch;
      const call = stretch.isMustache ? CALL.exec(text) : null;
      if (call === null) {
        this.plain(origin, stretch, scope);
        continue;
      }
      const [, before, block, name = '', given = '', after] = call;
      if (before !== '' || after !== '') this.fault(origin, from, 'a layout or partial takes no ~', 'write it without');
      const end = block === '' ? index : closingOf(stretches, index);
      const body = block === '' ? null : { origin, stretches: stretches.slice(index + 1, end), scope };
      const { values, fault } = readGivenValues(given, scope.values);
      if (fault !== null) this.fault(origin, from, fault, 'such as label="…" or value=order.number');
      const alone = [...stretches.slice(0, index), ...stretches.slice(end + 1)].every((other) => other.text.trim() === '');
      this.call({ origin, at: from, name, values, body, scope, alone });
      index = end;
    }
  }

  private plain(origin: Origin, { from, text, isMustache }: Stretch, scope: Scope): void {
    if (!isMustache) return this.text.copy(origin, from, from + text.length);
    if (OPENS.test(text)) this.openConditions += 1;
    else if (CLOSES.test(text)) this.openConditions -= 1;
    if (/^\{\{~?\s*footer\s*~?\}\}$/.test(text)) return this.fault(origin, from, 'the footer is placed by the layout', 'remove it, or write {{> footer}} in a layout of your own');
    if (this.part === 'html' && this.layouts.length > 0 && !this.bodyOnly && /^\{\{\s*products\s*\}\}$/.test(text)) {
      return this.call({ origin, at: from, name: 'product-list', values: new Map(), body: null, scope, alone: false });
    }
    const filled = withGivenValues(text, scope.values, this.part === 'html');
    if (filled === text) this.text.copy(origin, from, from + text.length);
    else this.text.make(origin, from, filled);
  }

  private call(call: Call): void {
    const { name, origin, at, scope } = call;
    if (name === '@partial-block') return this.putBody(call);
    if (name === 'footer') return this.putFooter(call);
    if (scope.trail.includes(name) || scope.trail.length >= MOST_DEPTH) return this.fault(origin, at, `goes round in a circle: ${[...scope.trail, name].join(' → ')}`, null);
    const layout = this.part === 'html' && call.body !== null ? this.pieces.layouts.get(name) : undefined;
    const partial = this.pieces.partials[this.part]?.get(name);
    if (layout !== undefined) return this.putLayout(layout, call);
    if (partial === undefined) {
      this.unknown(call);
      return this.bodyAlone(call.body);
    }
    this.include(partial, { values: call.values, body: call.body, trail: [...scope.trail, name], kind: 'partial' });
  }

  /** What stands inside a call that cannot be followed is looked at all the same. */
  private bodyAlone(body: Body | null): void {
    if (body !== null) this.splice(body.origin, body.stretches, body.scope);
  }

  private putLayout(layout: Layout, { name, origin, at, body, scope, alone }: Call): void {
    if (scope.kind === 'partial' || !alone) {
      this.fault(origin, at, 'everything that a layout surrounds goes inside it', `let the file begin with {{#> ${name}}} and end with {{/${name}}}`);
      return this.bodyAlone(body);
    }
    this.layouts.push(layout);
    if (this.bodyOnly && body !== null) return this.splice(body.origin, body.stretches, body.scope);
    this.include(layout, { values: new Map(), body, trail: [...scope.trail, name], kind: 'layout' });
  }

  private putBody({ origin, at, scope: { body, kind } }: Call): void {
    if (body !== null) return this.splice(body.origin, body.stretches, body.scope);
    if (kind === 'template') this.fault(origin, at, 'a template has no body to put here', 'layouts and partials have');
    else this.fault(origin, at, 'this partial wants a body', 'call it as {{#> name}} … {{/name}}');
  }

  private putFooter({ origin, at, scope }: Call): void {
    if (scope.kind !== 'layout' || this.part !== 'html') return this.fault(origin, at, 'the footer is placed by the layout', 'remove it');
    this.footerRefused = this.openConditions > 0;
    if (this.footerRefused) return this.fault(origin, at, 'the footer cannot depend on anything', 'put it outside of {{#if}}');
    this.footers += 1;
    this.text.make(origin, at, '{{footer}}');
  }

  private unknown({ name, origin, at, body }: Call): void {
    const partials = [...(this.pieces.partials[this.part]?.keys() ?? [])];
    const layouts = this.part === 'html' ? [...this.pieces.layouts.keys()] : [];
    if (layouts.includes(name)) return this.fault(origin, at, `${name} is a layout and wants a body`, `write {{#> ${name}}} … {{/${name}}}`);
    if (this.pieces.layouts.has(name)) return this.fault(origin, at, 'a layout is for the html part alone', 'write the text without one');
    const known = body === null ? partials : [...layouts, ...partials];
    this.fault(origin, at, `there is no ${body === null ? 'partial' : 'layout or partial'} ${name}${this.part === 'text' ? ' for the text part' : ''}`, suggestWord(name, known) ?? (known.length === 0 ? `add _partials/${name}.${this.part}.hbs` : `known are ${known.join(', ')}`));
  }

  private fault(origin: Origin, at: number, message: string, suggestion: string | null): void {
    this.faults.push(placedFault(origin, at, message, suggestion));
  }
}

const parsed = new WeakMap<Origin, TemplateFault | null>();

/** Why a text cannot be read as a template, if it calls others: whatever is put in is checked as a whole. What is shared is read once. */
function parseFault(origin: Origin): TemplateFault | null {
  if (!/\{\{~?\s*#?>/.test(origin.source)) return null;
  const known = parsed.get(origin);
  if (known !== undefined) return known;
  let fault: TemplateFault | null = null;
  try {
    Handlebars.parse(origin.source);
  } catch (error) {
    fault = syntaxFault(origin, error);
  }
  parsed.set(origin, fault);
  return fault;
}

/** Where the block that opens at a place closes; the parser has made sure that it does. */
function closingOf(stretches: readonly Stretch[], opening: number): number {
  let depth = 0;
  for (let index = opening; index < stretches.length; index += 1) {
    const { text, isMustache } = stretches[index] ?? { text: '', isMustache: false };
    if (!isMustache) continue;
    if (OPENS.test(text)) depth += 1;
    else if (CLOSES.test(text)) depth -= 1;
    if (depth === 0) return index;
  }
  return stretches.length;
}
