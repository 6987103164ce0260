import type { OutgoingLinks, RenderData, Sender, ShownProduct } from '../contracts/channel.ts';
import { TEMPLATE_VARIABLES } from '../contracts/template-variables.ts';

/** Data with an invented value for every variable, for previews without a customer and for checks of templates. */
export function sampleData(): RenderData {
  const groups: Record<string, Record<string, string | number>> = {};
  for (const [path, { sample }] of Object.entries(TEMPLATE_VARIABLES)) {
    const [group = '', field] = path.split('.');
    if (field !== undefined) groups[group] = { ...groups[group], [field]: sample };
  }
  return { ...groups, products: { ...groups['products'], list: SAMPLE_PRODUCTS } };
}

const SAMPLE_PRODUCTS: readonly ShownProduct[] = [
  { title: 'Sample lantern & holder', price: 29_500, currency: 'GBP', url: 'https://shop.example/lantern', picture: 'https://shop.example/lantern.jpg', review: { rating: 5, source: 'sample', text: 'A sample of a review' } },
  { title: 'Sample cushion', price: null, currency: 'GBP', url: null, picture: null, review: null },
];

/** The same with nothing that may be missing: what the poorest customer record gives. */
export function sparseSampleData(): RenderData {
  const groups: Record<string, Record<string, string | number | null>> = {};
  for (const [path, { sample, optional }] of Object.entries(TEMPLATE_VARIABLES)) {
    const [group = '', field] = path.split('.');
    if (field !== undefined) groups[group] = { ...groups[group], [field]: optional ? null : sample };
  }
  return groups;
}

/** Links that lead nowhere, in the shape of real ones. */
export const SAMPLE_LINKS: OutgoingLinks = {
  unsubscribeUrl: 'https://shop.example/u/sample',
  preferencesUrl: 'https://shop.example/p/sample',
  confirmUrl: 'https://shop.example/y/sample',
  redirectUrl: (linkIndex) => `https://shop.example/c/sample-${linkIndex}`,
};

export const SAMPLE_SENDER: Sender = {
  legalName: 'Example Shop Ltd',
  postalAddress: '12 Example Street, Sampleton EX1 2MP, United Kingdom',
  fromName: 'Example & Shop',
  fromAddress: 'hello@shop.example',
  replyTo: 'hello@shop.example',
  domain: 'shop.example',
};
