import type { TemplateFault } from '../../contracts/channel.ts';
import { isUrlCall } from './link-index.ts';
import { scanMarkup } from './markup-scan.ts';
import type { Attribute, Tag } from './markup-scan.ts';
import { MASK, maskMustaches } from './mustache-scan.ts';
import { faultAt } from './template-source.ts';
import type { PartSource } from './template-source.ts';

const VOID_TAGS: ReadonlySet<string> = new Set(['br', 'hr', 'img']);
const TAGS: ReadonlySet<string> = new Set([
  'p', 'a', 'strong', 'em', 'b', 'i', 'small', 'sub', 'sup', 'span', 'bdi', 'div', 'blockquote', 'h1', 'h2', 'h3',
  'ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'td', 'th', ...VOID_TAGS,
]);
const ATTRIBUTES: ReadonlySet<string> = new Set([
  'href', 'src', 'alt', 'title', 'class', 'style', 'width', 'height', 'align', 'valign', 'bgcolor', 'colspan', 'rowspan',
  'role', 'lang', 'dir', 'border', 'cellpadding', 'cellspacing', 'aria-hidden', 'aria-label',
]);
/** Attributes whose value is words, so that an escaped variable can do no harm in them. */
const WORD_ATTRIBUTES: ReadonlySet<string> = new Set(['alt', 'title', 'aria-label']);

/**
 * Faults of the HTML part: it has to be a well-closed fragment of harmless tags. A tag, comment or style left open
 * would swallow the footer, and a variable inside a tag would escape the escaping. Links are checked by link-index.ts.
 */
export function checkMarkup(text: PartSource): readonly TemplateFault[] {
  const masked = maskMustaches(text.source);
  const { tags, strays } = scanMarkup(masked);
  const found = [
    ...strays.map((offset) => masked.startsWith('<!--', offset)
      ? fault(offset, 'HTML comments are sent to the receiver', 'write {{!-- … --}}')
      : fault(offset, 'a tag is opened here and not closed', 'write &lt; for the sign itself')),
    ...tags.filter((tag) => !TAGS.has(tag.name)).map((tag) => fault(tag.from, `<${tag.name}> is not allowed in a mail`)),
    ...tags.flatMap((tag) => tag.attributes.flatMap((attribute) => checkAttribute(attribute, writtenIn(attribute, text.source)))),
    ...checkBalance(tags.filter((tag) => TAGS.has(tag.name))),
  ].toSorted((a, b) => a.offset - b.offset);
  return found.slice(0, MOST_FAULTS).map(({ offset, message, suggestion }) => faultAt(text, offset, message, suggestion));
}

/** Nobody reads on after so many; placing each costs time. */
const MOST_FAULTS = 300;

interface MarkupFault {
  readonly offset: number;
  readonly message: string;
  readonly suggestion: string | null;
}

const fault = (offset: number, message: string, suggestion: string | null = null): MarkupFault => ({ offset, message, suggestion });

const writtenIn = ({ value, valueAt }: Attribute, source: string) => source.slice(valueAt, valueAt + (value ?? '').length);

function checkAttribute(attribute: Attribute, written: string): readonly MarkupFault[] {
  const { name, value, nameAt, valueAt, quoted } = attribute;
  if (name.includes(MASK)) return [fault(nameAt, 'a variable cannot stand inside a tag', 'put it between tags')];
  if (name === '') return [];
  if (!ATTRIBUTES.has(name)) return [fault(nameAt, `the attribute ${name} is not allowed in a mail`)];
  if (name === 'href') return [];
  if (value === null || !quoted) return [fault(nameAt, `${name} needs a value in quotes`)];
  if (WORD_ATTRIBUTES.has(name)) return markupFault(written, valueAt);
  if (name === 'src' && isUrlCall(written)) return [];
  if (value.includes(MASK)) return [fault(valueAt, `a variable cannot stand in ${name}`)];
  if (name === 'src') return pictureFault(value, valueAt);
  if (name === 'style' && /url\s*\(|expression|@import|\\/i.test(value)) return [fault(valueAt, 'a style cannot load anything')];
  return [];
}

function pictureFault(address: string, at: number): readonly MarkupFault[] {
  if (address.startsWith('https://')) return [];
  return [fault(at, 'a picture needs an absolute https address', /^data:/i.test(address) ? 'put it on your site: many mailboxes show no picture that is inside the mail' : null)];
}

/** Words may stand in an attribute; a list of products, a code and the footer are markup of their own. */
function markupFault(written: string, valueAt: number): readonly MarkupFault[] {
  const helper = /\{\{~?[\s#]*(products|coupon|footer)\b/.exec(written)?.[1];
  return helper === undefined ? [] : [fault(valueAt, `${helper} cannot stand inside a tag`, `put {{${helper}}} between tags`)];
}

/** Tags far inside each other are drawn by no mailbox and make every program slow. */
const DEEPEST = 60;

/** Faults of the nesting alone, with their offsets: for a text that will be put into another. */
export function markupBalance(source: string): readonly MarkupFault[] {
  return checkBalance(scanMarkup(maskMustaches(source)).tags.filter((tag) => TAGS.has(tag.name)), DEEPEST);
}

function checkBalance(tags: readonly Tag[], deepest = Infinity): readonly MarkupFault[] {
  const open: Tag[] = [];
  const faults: MarkupFault[] = [];
  for (const tag of tags) {
    if (VOID_TAGS.has(tag.name)) continue;
    if (!tag.closing) {
      open.push(tag);
      if (open.length === deepest + 1) faults.push(fault(tag.from, `there are more than ${deepest} tags inside each other`));
      continue;
    }
    const last = open.at(-1);
    if (last?.name === tag.name) open.pop();
    else faults.push(fault(tag.from, `</${tag.name}> closes nothing`, last === undefined ? null : `<${last.name}> is open here`));
  }
  return [...faults, ...open.map((tag) => fault(tag.from, `<${tag.name}> is not closed`, `add </${tag.name}>`))];
}
