import * as z from 'zod';
import type { Test } from '../../domain/condition.ts';
import { expecting } from '../reading/expectation.ts';
import { share } from './share.ts';

type Scalar = string | number | boolean;
/** Comparisons as files write them; all of them must hold. */
interface WrittenComparisons {
  readonly is?: Scalar | undefined;
  readonly in?: readonly (string | number)[] | undefined;
  readonly 'at-least'?: number | undefined;
  readonly 'at-most'?: number | undefined;
  readonly 'more-than'?: number | undefined;
  readonly 'less-than'?: number | undefined;
  readonly known?: boolean | undefined;
}

// Far beyond every count and amount, and still exact in 1/10,000 units.
const LARGEST = 100_000_000;

/** Tests of a fact that is a word: `A`, `[A, B]`, `{ in: [A, B] }`, `{ known: false }`. */
export function wordTest(word: z.ZodType<string>) {
  const words = z.array(word).min(1);
  return z.union([
    word.transform(toIs),
    words.transform(toIn),
    atLeastOneOf({ is: word.optional(), in: words.optional(), known: knownTest() }).transform(toTests),
  ]);
}

/** Tests of a fact that is a yes or a no: `true`, `false`. */
export const yesNoTest = expecting('true or false', z.boolean()).transform(toIs);

/** Tests of a fact that is a number: `2`, `[1, 2]`, `{ at-least: 2, less-than: 10 }`; `units` makes one of the written into so many. */
export function numberTest(units: number) {
  const amount = numberUpTo(LARGEST).transform((written) => Math.round(written * units * 1e6) / 1e6);
  const amounts = z.array(amount).min(1);
  return z.union([
    amount.transform(toIs),
    amounts.transform(toIn),
    atLeastOneOf({ is: amount.optional(), in: amounts.optional(), ...comparisons(amount), known: knownTest() }).transform(toTests),
  ]);
}

/** Tests of a fact that is a share: `{ at-least: 40% }`. */
export const shareTest = atLeastOneOf({ ...comparisons(share), known: knownTest() }).transform(toTests);

const open = z.union([z.string(), z.number()]);

/** Tests of an event's own facts, whose kind only the sender of the event knows. */
export const openTest = expecting('a value, a list of values, or comparisons such as { at-least: 50 }', z.union([
  z.string().transform(toIs),
  z.number().transform(toIs),
  z.boolean().transform(toIs),
  z.array(open).min(1).transform(toIn),
  atLeastOneOf({ is: z.union([open, z.boolean()]).optional(), in: z.array(open).min(1).optional(), ...comparisons(z.number()), known: knownTest() }).transform(toTests),
]));

function numberUpTo(largest: number) {
  return z.number().min(-largest).max(largest);
}

function knownTest() {
  return z.boolean().optional().meta({ description: 'true: the fact is known; false: it is not. 该事实是否已知。' });
}

function comparisons(amount: z.ZodType<number>) {
  return {
    'at-least': amount.optional().meta({ description: 'This or more. 大于或等于。' }),
    'at-most': amount.optional().meta({ description: 'This or less. 小于或等于。' }),
    'more-than': amount.optional().meta({ description: 'More than this. 大于。' }),
    'less-than': amount.optional().meta({ description: 'Less than this. 小于。' }),
  };
}

/** A mapping with a misspelt key is not empty: the key is its only fault. */
export function isUnspoilt({ issues }: z.core.ParsePayload): boolean {
  return issues.length === 0;
}

/** A mapping of comparisons that says something. */
function atLeastOneOf<Shape extends z.ZodRawShape>(shape: Shape) {
  const words = `one of ${Object.keys(shape).join(', ')}`;
  return z.strictObject(shape).refine((written) => Object.keys(written).length > 0, { error: `expected ${words}`, when: isUnspoilt });
}

function toIs(value: Scalar): readonly Test[] {
  return [{ is: value }];
}

function toIn(values: readonly (string | number)[]): readonly Test[] {
  return [{ in: values }];
}

function toTests(written: WrittenComparisons): readonly Test[] {
  const { 'at-least': atLeast, 'at-most': atMost, 'more-than': moreThan, 'less-than': lessThan, known: isKnown } = written;
  const tests: readonly (Test | null)[] = [
    written.is === undefined ? null : { is: written.is },
    written.in === undefined ? null : { in: written.in },
    atLeast === undefined ? null : { atLeast },
    atMost === undefined ? null : { atMost },
    moreThan === undefined ? null : { moreThan },
    lessThan === undefined ? null : { lessThan },
    isKnown === undefined ? null : { known: isKnown },
  ];
  return tests.filter((test) => test !== null);
}
