import rows from './free-mailboxes.json' with { type: 'json' };

const FREE: ReadonlySet<string> = new Set(rows.lists.flatMap(({ domains }) => domains));

/** Whether anybody gets a mailbox under this domain: who writes from it shows no firm of their own. */
export const isFreeMailbox = (domain: string): boolean => FREE.has(domain.toLowerCase());

/** The domain of an address in lower case; null when it is none. */
export function domainOf(address: string): string | null {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).trim().toLowerCase().replace(/\.$/, '');
  return at < 1 || !domain.includes('.') ? null : domain;
}

/**
 * Whether answers would go elsewhere than to the sender: to another domain that is no part of theirs, or in a free mailbox to another person.
 * False without an address for answers.
 */
export function replyGoesElsewhere(from: string, replyTo: string | null): boolean {
  if (replyTo === null || replyTo.trim() === '') return false;
  const [own, other] = [domainOf(from), domainOf(replyTo)];
  if (own === null || other === null) return false;
  if (own === other) return isFreeMailbox(own) && from.trim().toLowerCase() !== replyTo.trim().toLowerCase();
  return !own.endsWith(`.${other}`) && !other.endsWith(`.${own}`);
}
