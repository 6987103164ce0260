import type { CustomerFacts } from './customer.ts';
import type { DomainEvent } from './event.ts';

/**
 * The language in which to answer a word that some languages share: the customer's own where it is among them, else that of the word where
 * only one has it. Null: the word says nothing.
 * @param languages empty: every language has it
 */
export function answerLanguage(languages: readonly string[], own: string | null): string | null {
  if (own !== null && languages.includes(own.split('-', 1)[0] ?? own)) return own;
  return languages.length === 1 ? (languages[0] ?? null) : null;
}

/** The customer as a touch sees them that answers an event: an event may say in which language it was told. */
export function inLanguageOf(event: DomainEvent | null, customer: CustomerFacts): CustomerFacts {
  const language = event?.properties['language'];
  return typeof language === 'string' && language !== '' ? { ...customer, language } : customer;
}
