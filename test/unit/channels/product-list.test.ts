import { describe, expect, it } from 'vitest';
import { compileMail } from '../../../src/channels/email/compile-mail.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData } from '../../../src/channels/sample-data.ts';
import type { CompiledTemplate, ShownProduct, TemplateFaults } from '../../../src/contracts/channel.ts';

const product = (over: Partial<ShownProduct> = {}): ShownProduct => ({ title: 'Lantern', price: 125_000, currency: 'GBP', url: null, picture: null, review: null, ...over });
const compiled = (over: Record<string, string> = {}, locale = 'en') => compileMail({ subject: 'Hello', html: '<div>{{products}}</div>', text: '{{products}}', ...over }, 'hash', locale);
function shown(list: readonly unknown[], locale = 'en') {
  const template = compiled({}, locale) as CompiledTemplate;
  return template.render({ ...sampleData(), products: { count: list.length, list: list as ShownProduct[] } }, SAMPLE_LINKS, SAMPLE_SENDER);
}
const faultsOf = (over: Record<string, string>) => (compiled(over) as TemplateFaults).faults.map(({ part, line, column, message }) => `${part}:${line}:${column} ${message}`);

describe('the helper products', () => {
  it('shows title, price, picture, link and the words of a customer with their source', () => {
    const { html, text } = shown([product({ url: 'https://shop.example/l?a=1&b=2', picture: 'https://shop.example/l.jpg', review: { rating: 4.5, source: 'own shop', text: 'Lovely' } })]);
    expect(html).toContain('href="https://shop.example/l?a&#x3D;1&amp;b&#x3D;2"><strong>Lantern</strong></a>');
    expect(html).toContain('<img src="https://shop.example/l.jpg" alt="Lantern"');
    expect(html).toContain('★★★★☆ “Lovely” (own shop)');
    expect(text).toContain('- Lantern, £12.50\n  https://shop.example/l?a=1&b=2\n  ★★★★☆ “Lovely” (own shop)');
  });

  it('never invents what the product list does not say: a product without a picture, a price, a link or a review has none', () => {
    const { html, text } = shown([product({ price: null })]);
    for (const absent of ['<img', 'shop.example/l', '★', 'null', 'undefined']) expect(html).not.toContain(absent);
    expect(text).toContain('- Lantern\n');
  });

  it('escapes whatever a product list may hold, and follows no strange address', () => {
    const { html } = shown([
      product({ title: '<script>alert(1)</script>"', url: 'javascript:alert(1)', picture: 'http://plain.example/x.jpg', review: { rating: 5, source: '<b>', text: '</div><img src=x>' } }),
      product({ url: 'https://shop.example/" onclick="x', picture: 'https://shop.example/a b.jpg' }),
    ]);
    for (const harm of ['<script', 'javascript:', 'plain.example', '<b>', '<img', 'onclick']) expect(html).not.toContain(harm);
    expect(html).toContain('&lt;script&gt;');
  });

  it('writes money as the language does, and nothing at all without products', () => {
    expect(shown([product()], 'de').text).toMatch(/12,50\s£/);
    expect(shown([]).html).toContain('<div></div>');
  });

  it('refuses a list that holds no products', () => {
    expect(() => shown([{ title: 3 }])).toThrow('products.list holds something that is no product');
  });

  it('is told its place: not in a line, not in a tag, not with words behind it', () => {
    expect(faultsOf({ subject: '{{products}}' })).toEqual(['subject:1:1 there is no room for products in one line']);
    expect(faultsOf({ html: '<p title="{{products}}">x</p>' })).toEqual(['html:1:11 products cannot stand inside a tag']);
    expect(faultsOf({ text: '{{products 3}}' })).toEqual(['text:1:1 products takes nothing']);
  });
});
