import * as z from 'zod';
import { DERIVED_EVENT_KINDS, EVENT_KINDS } from '../../domain/event.ts';
import { expecting } from '../reading/expectation.ts';
import { locale } from './place-names.ts';
import { readsText } from './reads-text.ts';

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const LONGEST_NAME = 60;

/** True for a kebab-case name: letters and digits in lower case, hyphens inside. Safe in ids, file names and addresses. */
export function isName(text: string): boolean {
  return NAME.test(text) && text.length <= LONGEST_NAME;
}

function proposeName(text: string): string | null {
  const tidy = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^[-0-9]+|-+$/g, '').slice(0, LONGEST_NAME);
  return isName(tidy) ? `did you mean "${tidy}"?` : null;
}

/** A kebab-case name of something: `of` says what in the error message. */
export const nameOf = (of: string) => readsText({
  expected: `${of} in lower case with hyphens, such as "second-order"`,
  examples: ['second-order'],
  pattern: NAME.source,
  read: (text) => (isName(text) ? text : null),
  propose: proposeName,
});

export const anyEventKind = expecting('an event such as order.placed, clicked or became-at-risk', z.enum([...EVENT_KINDS, ...DERIVED_EVENT_KINDS]));

/** A text in one or more languages: `{ en: Welcome, zh-CN: 欢迎 }`. */
export const titles = z.record(locale, expecting('a text', z.string().trim().min(1).max(200)))
  .meta({ description: 'The title by language. 各语言的标题。', examples: [{ en: 'Welcome', 'zh-CN': '欢迎' }] });
