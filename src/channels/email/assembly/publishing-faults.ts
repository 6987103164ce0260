import type { AssemblyFault } from '../../../contracts/channel.ts';
import { markupBalance } from '../markup-check.ts';
import { stretchesOf } from '../mustache-scan.ts';
import { pluralForms } from '../plural-forms.ts';
import type { FlatPart } from './flatten.ts';
import { placedFault } from './mapped-text.ts';

/** What nobody should publish any more, though versions that were frozen with it go on. */
export function publishingFaults({ text, origins }: FlatPart, locale: string): readonly AssemblyFault[] {
  return [
    ...origins.flatMap((origin) => (origin.part === 'html' ? markupBalance(origin.source).map(({ offset, message, suggestion }) => placedFault(origin, offset, message, suggestion)) : [])),
    ...stretchesOf(text.text).flatMap(({ from, text: written, isMustache }) => (isMustache ? missingForms(written, locale).map((message) => text.faultAt(from, message, formsOf(locale))) : [])),
  ];
}

const formsOf = (locale: string) => `name each: ${pluralForms(locale).map((form) => `${form}="…"`).join(' ')}`;

/** A counted word without a form that the language has would be wrong for some numbers. */
function missingForms(written: string, locale: string): readonly string[] {
  const call = /\bplural\s+[\w.]+\s+((?:"[^"]*"|'[^']*'|[a-z]+\s*=\s*(?:"[^"]*"|'[^']*')|\s+)+)/.exec(written)?.[1];
  if (call === undefined) return [];
  const named = [...call.matchAll(/([a-z]+)\s*=/g)].map(([, form = '']) => form);
  const given = named.length > 0 ? named : ['one', 'other'];
  const missing = pluralForms(locale).filter((form) => !given.includes(form));
  return missing.length === 0 ? [] : [`plural lacks ${missing.join(', ')}: ${locale} has ${pluralForms(locale).length} forms`];
}
