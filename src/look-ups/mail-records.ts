import { Resolver } from 'node:dns/promises';
import { domainToASCII } from 'node:url';

/** One question of several that a look-up may ask; its own limit ends it as a whole. */
const QUESTION_LIMIT_MS = 1_000;
/** There is no such name, or none of that kind. */
const NOT_THERE: readonly string[] = ['ENOTFOUND', 'ENODATA'];

/**
 * Whether a domain takes mail, by its MX records or, where it has none, by its address (RFC 5321, 5.1); a null MX says that it does not (RFC 7505).
 * Null: nobody could tell. @param servers name servers, `address:port`; left out, those of this machine
 */
export async function takesMail(domain: string, signal: AbortSignal, servers?: readonly string[]): Promise<boolean | null> {
  const name = domainToASCII(domain);
  if (name === '') return null;
  const resolver = new Resolver({ timeout: QUESTION_LIMIT_MS, tries: 1 });
  if (servers !== undefined) resolver.setServers([...servers]);
  signal.addEventListener('abort', () => resolver.cancel(), { once: true });
  const exchanges = await answerOf(() => resolver.resolveMx(name));
  if (exchanges === null || exchanges.length > 0) return exchanges?.some(({ exchange }) => exchange !== '') ?? null;
  const addresses = [await answerOf(() => resolver.resolve4(name)), await answerOf(() => resolver.resolve6(name))];
  if (addresses.some((found) => found !== null && found.length > 0)) return true;
  return addresses.includes(null) ? null : false;
}

/** Nothing where there is nothing; null where the question got no answer. */
async function answerOf<T>(ask: () => Promise<readonly T[]>): Promise<readonly T[] | null> {
  try {
    return await ask();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return NOT_THERE.includes(code) ? [] : null;
  }
}
