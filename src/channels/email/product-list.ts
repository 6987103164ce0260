import Handlebars from 'handlebars';
import * as z from 'zod';
import type { RenderData, ShownProduct } from '../../contracts/channel.ts';
import { styleEdits } from './mail-style.ts';
import { plainText } from './render-context.ts';
import type { RenderContext } from './render-context.ts';
import { applyEdits } from './template-source.ts';

/** The products that a message shows, out of its data. @throws RangeError when they are not what the helper takes */
export function shownProducts({ products }: RenderData): readonly ShownProduct[] {
  const list = typeof products === 'object' && products !== null && Object.hasOwn(products, 'list') ? products['list'] : [];
  if (!Array.isArray(list)) throw new RangeError('products.list has to be a list');
  return list.map((one: unknown) => {
    const parsed = shownProduct.safeParse(one);
    if (!parsed.success) throw new RangeError('products.list holds something that is no product');
    return parsed.data;
  });
}

const shownProduct = z.object({
  title: z.string(), price: z.number().nullable(), currency: z.string().regex(/^[A-Z]{3}$/), url: z.string().nullable(), picture: z.string().nullable(),
  review: z.object({ rating: z.number().min(1).max(5), source: z.string(), text: z.string() }).nullable(),
});

/** What `{{#products}}` sees of one product. An address that a mail does not lead to is none. */
export function productContext({ title, price, currency, url, picture, review }: ShownProduct): RenderContext[string] {
  const words = reviewWords(review);
  return {
    title: plainText(title),
    price: price === null ? null : { amount: price, currency },
    url: isAddress(url, ['https:']) ? url : null,
    picture: isAddress(picture, ['https:']) ? picture : null,
    review: words === null ? null : plainText(words),
  };
}

/** How money is written in the language of the template. */
export type WordMoney = (amount: number, currency: string) => string;

const escape = (text: string) => Handlebars.escapeExpression(plainText(text));

/**
 * The `products` helper in an HTML part: one block per product, with what is known of it and nothing else. Links go straight to the shop:
 * redirects are counted per template, and these differ from mail to mail.
 */
export function productsInHtml(products: readonly ShownProduct[], money: WordMoney): string {
  const markup = products.map((product) => `<div style="margin:0 0 20px">${pictureOf(product)}${titleOf(product)}${priceInHtml(product, money)}${reviewInHtml(product)}</div>`).join('');
  return applyEdits(markup, styleEdits(markup));
}

function pictureOf({ picture, title }: ShownProduct): string {
  if (!isAddress(picture, ['https:'])) return '';
  return `<img src="${escape(picture)}" alt="${escape(title)}" width="200" style="display:block;max-width:200px;height:auto;margin:0 0 8px">`;
}

function titleOf({ title, url }: ShownProduct): string {
  const words = `<strong>${escape(title)}</strong>`;
  return isAddress(url) ? `<a href="${escape(url)}">${words}</a>` : words;
}

function priceInHtml({ price, currency }: ShownProduct, money: WordMoney): string {
  return price === null ? '' : `<br>${escape(money(price, currency))}`;
}

function reviewInHtml({ review }: ShownProduct): string {
  const words = reviewWords(review);
  return words === null ? '' : `<br><span class="note">${escape(words)}</span>`;
}

/** The same in a text part: a line each, the address below it. */
export function productsInText(products: readonly ShownProduct[], money: WordMoney): string {
  return products.map(({ title, url, price, currency, review }) => [
    `- ${plainText(title)}${price === null ? '' : `, ${money(price, currency)}`}`,
    ...(isAddress(url) ? [`  ${url}`] : []),
    ...(reviewWords(review) === null ? [] : [`  ${plainText(reviewWords(review) ?? '')}`]),
  ].join('\n')).join('\n');
}

/** The words of a customer with stars and source, as they were imported. */
function reviewWords(review: ShownProduct['review']): string | null {
  if (review === null || review.text.trim() === '') return null;
  // Four and a half stars are no five.
  const stars = Math.floor(review.rating);
  return `${'★'.repeat(stars)}${'☆'.repeat(5 - stars)} “${review.text}” (${review.source})`;
}

function isAddress(address: string | null, protocols: readonly string[] = ['https:', 'http:']): address is string {
  return address !== null && URL.canParse(address) && protocols.includes(new URL(address).protocol) && !/[\s<>"]/.test(address);
}
