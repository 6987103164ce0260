import type { TemplateContent, TemplateFault } from '../contracts/channel.ts';
import { checkExpressions } from './email/expression-check.ts';
import { indexTextLinks, type LinkIndex } from './email/link-index.ts';
import { applyEdits, checkText, type PartSource, withoutTail } from './email/template-source.ts';
import { suggestWord } from './nearest-word.ts';

/** A part of a template with Unix line ends and without a last one: those belong to the editor. Empty when there is none. */
export function partOf(content: TemplateContent, name: string): string {
  const source: unknown = Object.hasOwn(content, name) ? content[name] : '';
  return typeof source === 'string' ? withoutTail(source.replaceAll(/\r\n?/g, '\n'), '\n') : '';
}

/** A fault of a whole part. */
export function wholeFault(part: string, message: string, suggestion: string | null): TemplateFault {
  return { part, line: 1, column: 1, message, suggestion };
}

/** Parts that the channel does not know. */
export function foreignParts(content: TemplateContent, known: readonly string[]): readonly TemplateFault[] {
  return Object.keys(content).filter((name) => !known.includes(name))
    .map((part) => wholeFault(part, `the part ${part} is not known`, suggestWord(part, known) ?? `parts are ${known.join(', ')}`));
}

/** Whether a text is a tag of a language, such as en or zh-CN. */
export function isLanguageTag(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}

/** A text part that was checked: its links are redirects from now on. */
export interface CheckedPart {
  readonly source: string;
  readonly faults: readonly TemplateFault[];
  readonly variables: ReadonlySet<string>;
}

/** Checks a part of plain text; an empty one has no faults. A text with control characters is not looked at further: its other faults would mislead. */
export function readTextPart(part: PartSource, links: LinkIndex, isOneLine = false): CheckedPart {
  const faults = part.source === '' ? [] : checkText(part, isOneLine);
  if (part.source === '' || faults.length > 0) return { source: part.source, faults, variables: new Set() };
  const expressions = checkExpressions(part);
  const found = indexTextLinks(part, links);
  return { source: applyEdits(part.source, found.edits), faults: [...expressions.faults, ...found.faults], variables: expressions.variables };
}
