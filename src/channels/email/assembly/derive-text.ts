import { maskForMarkup } from './masked-markup.ts';

const BLOCK = { leadingLineBreaks: 2, trailingLineBreaks: 2 };
const LINE = { leadingLineBreaks: 1, trailingLineBreaks: 1 };

/**
 * The text part that the words of an HTML part give, for a template without one of its own; null when they give none that says the same.
 * Tables are taken for what they are in mails: a way to place things.
 */
export async function deriveText(source: string): Promise<string | null> {
  const markup = maskForMarkup(source);
  if (markup === null) return null;
  const { convert } = await import('html-to-text');
  const converted = convert(markup.masked, {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { linkBrackets: false, hideLinkHrefIfSameAsText: true } },
      { selector: 'img', format: 'skip' },
      ...['h1', 'h2', 'h3'].map((selector) => ({ selector, options: { uppercase: false, ...BLOCK } })),
      ...['p', 'blockquote', 'div', 'table'].map((selector) => ({ selector, format: 'block', options: BLOCK })),
      ...['tr', 'td', 'th', 'thead', 'tbody'].map((selector) => ({ selector, format: 'block', options: LINE })),
      { selector: 'ul', options: { itemPrefix: '- ', ...BLOCK } },
    ],
  });
  const restored = markup.restore(converted.replaceAll(/[ \t]+$/gm, '').replaceAll(/\n{3,}/g, '\n\n').trim());
  // A condition that stands alone leaves no blank lines of its own behind.
  return restored?.replaceAll(/^(\{\{(?:[#^/][^\n]*|else)\}\})\n\n/gm, '$1\n') ?? null;
}
