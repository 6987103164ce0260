import * as z from 'zod';
import { expecting } from '../reading/expectation.ts';

interface Wording<T> {
  /** In an error message: `a duration such as "3 days"`. */
  readonly expected: string;
  readonly examples: readonly string[];
  /** For editors; `read` is the judge. */
  readonly pattern?: string;
  /** Null when the text says nothing that is known here. */
  readonly read: (text: string) => T | null;
  /** What was probably meant by a text that cannot be read. */
  readonly propose?: (text: string) => string | null;
}

/** A schema for text with a small grammar of its own: reads it, or says what was expected. */
export function readsText<T>({ expected, examples, pattern, read, propose }: Wording<T>) {
  const text = z.string().meta({ description: expected, examples: [...examples], ...(pattern === undefined ? {} : { pattern }) });
  const schema = text.transform((written, context) => {
    const value = read(written);
    if (value !== null) return value;
    const shown = written.length > 60 ? `${written.slice(0, 60)}…` : written;
    context.addIssue({ code: 'custom', message: `expected ${expected}, found "${shown}"`, params: { suggestion: propose?.(written) ?? null } });
    return z.NEVER;
  });
  return expecting(expected, schema);
}
