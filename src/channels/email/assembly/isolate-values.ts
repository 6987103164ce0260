import { isolated } from '../direction.ts';
import { scanMarkup } from '../markup-scan.ts';
import { maskMustaches, stretchesOf } from '../mustache-scan.ts';
import { applyEdits, type SourceEdit } from '../template-source.ts';
import { mirroredDeclarations } from './mirror-style.ts';

// Words of the shop are written in the direction of the text and know themselves what to keep apart.
const PRINTS_A_VALUE = /^\{\{~?\s*(?!t\s|plural\s|products\b|footer\b|coupon\b|else\b|url\s|link\d)(?:(?:money|date)\s+)?[a-z][\w.]*\s*~?\}\}$/i;

/** An HTML part for writing from the right: values keep their own direction, tables say theirs, what lies left lies right. */
export function fromTheRight(source: string): string {
  const { tags } = scanMarkup(maskMustaches(source));
  const insideTag = (offset: number) => tags.some(({ from, to }) => from < offset && offset < to);
  const values = valuesOf(source).filter(({ from }) => !insideTag(from))
    .map(({ from, text }) => ({ from, to: from + text.length, text: `<bdi>${text}</bdi>` }));
  return applyEdits(source, [...values, ...tags.flatMap(mirroredTag)]);
}

/** The same for a text part, by characters. Addresses stay bare: a mailbox would take the character for a part of them. */
export function textFromTheRight(source: string): string {
  return applyEdits(source, valuesOf(source).map(({ from, text }) => ({ from, to: from + text.length, text: isolated(text) })));
}

const valuesOf = (source: string) => stretchesOf(source).filter(({ text, isMustache }) => isMustache && PRINTS_A_VALUE.test(text) && !/Url\b/.test(text));

function mirroredTag({ name, closing, from, attributes }: ReturnType<typeof scanMarkup>['tags'][number]): readonly SourceEdit[] {
  if (closing) return [];
  const edits = attributes.flatMap(({ name: attribute, value, valueAt }): readonly SourceEdit[] => {
    if (value === null) return [];
    const to = valueAt + value.length;
    if (attribute === 'align' && /^(?:left|right)$/i.test(value)) return [{ from: valueAt, to, text: /^left$/i.test(value) ? 'right' : 'left' }];
    return attribute === 'style' ? [{ from: valueAt, to, text: mirroredDeclarations(value) }] : [];
  });
  const saysDirection = attributes.some(({ name: attribute }) => attribute === 'dir');
  const after = from + 1 + name.length;
  return name === 'table' && !saysDirection ? [...edits, { from: after, to: after, text: ' dir="rtl"' }] : edits;
}
