import { stretchesOf } from '../mustache-scan.ts';

// Private characters, which no template has: what stands between two of them is the number of a mustache.
const [BEGIN, END] = ['\uE000', '\uE001'];
const TOKEN = /\uE000(\d+)\uE001/g;

/** A template source in which numbers stand for the mustaches, so that programs that know HTML alone can work on it. */
export interface MaskedMarkup {
  readonly masked: string;
  /** Puts the mustaches back; null when one got lost, was doubled or changed its place. */
  restore(worked: string): string | null;
}

/** Masks the mustaches of a source; null when it has the private characters itself. */
export function maskForMarkup(source: string): MaskedMarkup | null {
  if (source.includes(BEGIN) || source.includes(END)) return null;
  const mustaches: string[] = [];
  const masked = stretchesOf(source).map(({ text, isMustache }) => (isMustache ? `${BEGIN}${mustaches.push(text) - 1}${END}` : text)).join('');
  return {
    masked,
    restore: (worked) => {
      const order = [...worked.matchAll(TOKEN)].map(([, index]) => Number(index));
      if (order.length !== mustaches.length || order.some((index, place) => index !== place)) return null;
      return worked.replaceAll(TOKEN, (_token, index: string) => mustaches[Number(index)] ?? '');
    },
  };
}
