import * as z from 'zod';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, partAt, textAt } from '../campaign-file/reading/parts.ts';
import { nameOf, titles } from '../campaign-file/words/names.ts';
import { country } from '../campaign-file/words/place-names.ts';
import type { PaymentMethod } from '../domain/payment-method.ts';

/** The payment-methods block of the shop policy: what else a customer may pay with when a payment has failed. */
export const paymentMethodsSchema = z.array(z.strictObject({
  method: nameOf('a method of payment, as the events of the shop call it'),
  title: titles,
  countries: z.array(country).min(1).max(300).optional().meta({ description: 'Everywhere when left out. 适用国家。' }),
})).max(100).meta({ description: 'Named in this order to whom a payment has failed: those of their country, less the one that failed. 支付方式。' });

/** The methods that a checked block means. */
export function toPaymentMethods(written: z.output<typeof paymentMethodsSchema>): readonly PaymentMethod[] {
  return written.map(({ method, title, countries }) => ({ method, title, ...(countries === undefined ? {} : { countries }) }));
}

/** Finds methods that stand twice, and those that the fallback language has no word for. */
export function checkPaymentMethods(policy: unknown, findings: Findings): void {
  const fallback = textAt(policy, 'languages', 'fallback');
  const methods = listAt(policy, 'payment-methods').map((entry) => textAt(entry, 'method'));
  for (const [index, entry] of listAt(policy, 'payment-methods').entries()) {
    const method = methods[index] ?? null;
    if (method !== null && methods.indexOf(method) < index) findings.fault(['payment-methods', index, 'method'], `"${method}" already stands above`, 'name all its countries there');
    const title = partAt(entry, 'title');
    if (title !== undefined && fallback !== null && textAt(title, fallback) === null) {
      findings.fault(['payment-methods', index, 'title'], `the title is missing in "${fallback}", the language for all others`, `add ${fallback}: …`);
    }
  }
}
