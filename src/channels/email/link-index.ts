import type { TemplateFault } from '../../contracts/channel.ts';
import { suggestWord } from '../nearest-word.ts';
import { scanMarkup } from './markup-scan.ts';
import { MASK, maskMustaches } from './mustache-scan.ts';
import { faultAt, withoutTail } from './template-source.ts';
import type { PartSource, SourceEdit } from './template-source.ts';

/** The distinct http(s) targets of a template in the order they appear: the place of one is its link index. */
export class LinkIndex {
  readonly targets: string[] = [];

  /** The index of a target; the same target keeps the same index in every part. */
  indexOf(target: string): number {
    const known = this.targets.indexOf(target);
    return known === -1 ? this.targets.push(target) - 1 : known;
  }
}

/** Name of the variable that holds the redirect of a link at render; authors cannot write it, their paths are checked before. */
export const linkVariable = (index: number) => `link${index}`;

const OWN_LINKS: ReadonlySet<string> = new Set(['unsubscribeUrl', 'preferencesUrl', 'confirmUrl']);

export interface FoundLinks {
  readonly faults: readonly TemplateFault[];
  readonly edits: readonly SourceEdit[];
}

/** Finds the links of an HTML part: each http(s) target is replaced by its redirect; mailto and tel stay as they are. */
export function indexHtmlLinks(text: PartSource, links: LinkIndex): FoundLinks {
  const faults: TemplateFault[] = [];
  const edits: SourceEdit[] = [];
  const hrefs = scanMarkup(maskMustaches(text.source)).tags.flatMap((tag) => tag.attributes).filter(({ name }) => name === 'href');
  for (const { value, valueAt, quoted } of hrefs) {
    const to = valueAt + (value ?? '').length;
    const written = text.source.slice(valueAt, to);
    const fault = quoted ? linkFault(written, value ?? '') : { message: 'a link needs its target in quotes', suggestion: null };
    if (fault !== null) faults.push(faultAt(text, valueAt, fault.message, fault.suggestion));
    else if (isHttp(written)) edits.push(redirectEdit(valueAt, to, links.indexOf(decodeEntities(written))));
  }
  return { faults, edits };
}

const TEXT_LINK = /https?:\/\/[^\s<>"'`)\]}]+/gi;

/** Finds the addresses in a text part, which stand bare; a full stop or comma after one belongs to the sentence. */
export function indexTextLinks(text: PartSource, links: LinkIndex): FoundLinks {
  const faults: TemplateFault[] = [];
  const edits: SourceEdit[] = [];
  for (const match of maskMustaches(text.source).matchAll(TEXT_LINK)) {
    const masked = withoutTail(match[0], '.,;:!?');
    const to = match.index + masked.length;
    const written = text.source.slice(match.index, to);
    const fault = linkFault(written, masked) ?? neighbourFault(text.source[match.index - 1], text.source[to]);
    if (fault !== null) faults.push(faultAt(text, match.index, fault.message, fault.suggestion));
    else edits.push(redirectEdit(match.index, to, links.indexOf(written)));
  }
  return { faults, edits };
}

const isHttp = (target: string) => /^https?:\/\//i.test(target);

function redirectEdit(from: number, to: number, index: number): SourceEdit {
  return { from, to, text: `{{${linkVariable(index)}}}` };
}

interface LinkFault {
  readonly message: string;
  readonly suggestion: string | null;
}

/** The redirect is put in between braces: beside a brace or a backslash of the text it would read as something else. */
function neighbourFault(before: string | undefined, after: string | undefined): LinkFault | null {
  if (before !== '{' && before !== '\\' && after !== '}') return null;
  return { message: 'a link cannot stand right beside a brace or a backslash', suggestion: 'put a space between them' };
}

/** `{{url product.url}}`: a target that is known with the message alone, checked when it is rendered. */
export const isUrlCall = (written: string) => /^\{\{\s*url\s+[\w.]+\s*\}\}$/.test(written);

function linkFault(written: string, masked: string): LinkFault | null {
  if (isUrlCall(written)) return null;
  const own = /^\{\{\s*([\w.]+)\s*\}\}$/.exec(written)?.[1];
  if (own !== undefined) {
    if (OWN_LINKS.has(own)) return null;
    return { message: `${own} cannot be a link`, suggestion: suggestWord(own, OWN_LINKS) };
  }
  if (masked.includes(MASK)) {
    return {
      message: 'a link cannot contain a variable: clicks are looked up by the place of the link',
      suggestion: 'write the whole target, for example https://shop.example/account',
    };
  }
  if (/^(mailto|tel):\S+$/i.test(written)) return null;
  if (!isHttp(written) || !URL.canParse(decodeEntities(written))) {
    return { message: `${JSON.stringify(written.slice(0, 60))} is not a link target`, suggestion: 'https://…, mailto:… or tel:…' };
  }
  return null;
}

function decodeEntities(value: string): string {
  const signs: Readonly<Record<string, string>> = { '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' };
  return value.replace(/&(?:quot|#39|lt|gt|amp);/g, (entity) => signs[entity] ?? entity);
}
