import { scanMarkup } from '../markup-scan.ts';
import { maskMustaches } from '../mustache-scan.ts';
import { maskForMarkup } from './masked-markup.ts';

/**
 * Writes the rules of a style sheet into the tags that they fit: many mailboxes read no others. Null when the markup came back as
 * something else than it was. Loaded when first needed: only whoever publishes templates does it.
 */
export async function inlineStyle(source: string, css: string): Promise<string | null> {
  const markup = maskForMarkup(source);
  if (markup === null) return null;
  const { default: juice } = await import('juice');
  const inlined = juice.inlineContent(markup.masked, css, {
    // An align attribute of a table would move the table, not its text.
    applyWidthAttributes: false, applyHeightAttributes: false, applyAttributesTableElements: false, inlinePseudoElements: false, resolveCSSVariables: false,
  });
  const restored = markup.restore(inlined);
  return restored !== null && tagsOf(restored) === tagsOf(source) ? restored : null;
}

function tagsOf(source: string): string {
  return scanMarkup(maskMustaches(source)).tags.map(({ name, closing }) => `${closing ? '/' : ''}${name}`).join(' ');
}
