import type { ShownProduct } from '../../contracts/channel.ts';
import type { RenderContext } from '../email/render-context.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A value as it has to stand in Markdown so that it reads as it is: nothing of it becomes a link, a heading or a tag, and a line stays one. */
export function escapeMarkdown(value: string): string {
  return value.replaceAll(/(?<!\n)\n(?!\n)/g, '  \n').replaceAll(/[\\`*_[\]~|#]/g, String.raw`\$&`).replaceAll(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign).replaceAll(/(https?):\/\//gi, String.raw`$1:\//`);
}

/** Words of a message without the signs of Markdown, as a notification shows them; `link`: what stands for one ($1 its words, $2 its target). */
export function withoutMarkdown(text: string, link = '$1'): string {
  const plain = text.replaceAll(/(?<!\\)\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, link).replaceAll(/\*\*([^*\n]+)\*\*/g, '$1');
  return plain.replaceAll(/\\([\\`*_[\]~|#/])/g, '$1').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The values of a context escaped for Markdown; the links that were made for the message stay as they are. */
export function markdownContext(context: RenderContext): RenderContext {
  return Object.fromEntries(Object.entries(context).map(([name, value]) => [name, typeof value !== 'object' || value === null || isMoney(value) ? value : escapedGroup(value)]));
}

/** The words of products escaped for Markdown. */
export function markdownProducts(products: readonly ShownProduct[]): readonly ShownProduct[] {
  return products.map((product) => ({
    ...product, title: escapeMarkdown(product.title),
    review: product.review === null ? null : { ...product.review, source: escapeMarkdown(product.review.source), text: escapeMarkdown(product.review.text) },
  }));
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
type Group = Exclude<RenderContext[string], string | number | null | { readonly amount: number; readonly currency: string }>;

const isMoney = (value: object): value is { readonly amount: number; readonly currency: string } => 'amount' in value && typeof value.amount === 'number';

/** Dates are read by a helper, and hold nothing to escape. */
function escapedGroup(group: Group): Group {
  return Object.fromEntries(Object.entries(group).map(([name, value]) => [name, typeof value === 'string' && !DATE.test(value) ? escapeMarkdown(value) : value]));
}
