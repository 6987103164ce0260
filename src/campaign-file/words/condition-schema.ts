import * as z from 'zod';
import { CONDITION_FACTS } from '../../domain/condition.ts';
import type { Condition, FactName, Test } from '../../domain/condition.ts';
import { HAPPENED_FACTS } from '../../domain/condition-holds.ts';
import { LIFE_CYCLES, MARKS, ROLES, STAGES, WARNING_SIGNS } from '../../domain/customer.ts';
import { EVENT_KINDS } from '../../domain/event.ts';
import { INQUIRY_KINDS } from '../../domain/inquiry-kind.ts';
import { INQUIRY_QUALITIES } from '../../domain/inquiry-quality.ts';
import { expecting } from '../reading/expectation.ts';
import { FACT_NAMES, factFrom, kebab } from './fact-name.ts';
import { festivalNames } from './festival-names.ts';
import { nameOf } from './names.ts';
import { country, locale } from './place-names.ts';
import { isUnspoilt, numberTest, openTest, wordTest, yesNoTest } from './test-schema.ts';

const MONEY_UNITS = 10_000;
const LONGEST_DAYS = 3660;

// Only these leave a last time in the facts of a customer.
const happenedKind = z.enum(EVENT_KINDS.filter((kind) => kind in HAPPENED_FACTS));

// Shops name the facts of their events as they like.
const eventFact = expecting('the name of a fact of the event such as first-order', z.string().regex(/^[A-Za-z][\w.-]{0,59}$/));

const WORDS: Readonly<Partial<Record<FactName, z.ZodType<string>>>> = {
  stage: z.enum(STAGES), lifeCycle: z.enum(LIFE_CYCLES), mark: z.enum(MARKS), warning: z.enum(WARNING_SIGNS), role: z.enum(ROLES), openInquiry: z.enum(INQUIRY_KINDS), inquiryQuality: z.enum(INQUIRY_QUALITIES), country, region: nameOf('the name of a region'), language: locale,
};

/** Facts of a customer, joined by all, any and not; several facts in one mapping must all hold. */
export const condition: z.ZodType<Condition> = expecting(
  'a condition such as { order-count: { at-least: 2 } }',
  z.lazy(() => z.union([
    z.strictObject({ all: z.array(condition).min(1) }),
    z.strictObject({ any: z.array(condition).min(1) }),
    z.strictObject({ not: condition }),
    z.strictObject({ happened: happenedKind, 'within-days': z.number().int().min(1).max(LONGEST_DAYS).optional() })
      .transform((written) => ({ happened: written.happened, withinDays: written['within-days'] ?? null })),
    z.strictObject({ festival: festivalNames, 'within-days': expecting('whole days, from 0 to 60', z.number().int().min(0).max(60)).optional() })
      .transform((written) => ({ festivals: written.festival.map((festival) => ({ festival, daysBefore: written['within-days'] ?? 0 })) })),
    z.strictObject({ segment: nameOf('the name of a segment') }),
    facts,
  ])),
).meta({ id: 'condition', description: 'A condition on facts of the customer. 客户条件。' });

/** One condition for several of which all must hold; a single one stays itself. */
export function together(conditions: readonly Condition[]): Condition {
  const [first] = conditions;
  return first !== undefined && conditions.length === 1 ? first : { all: conditions };
}

const facts = z.strictObject({
  ...Object.fromEntries(FACT_NAMES.map((fact) => [kebab(fact), testOf(fact)])),
  event: z.record(eventFact, openTest).optional().meta({ description: 'Facts of the event that entered the customer or ended the wait. 事件的属性。' }),
}).refine((written) => Object.keys(written).length > 0, { error: 'expected a fact such as { tier: A }', when: isUnspoilt })
  .transform(({ event = {}, ...ofCustomer }) => together([...customerFacts(ofCustomer), ...eventFacts(event)]));

function testOf(fact: FactName): z.ZodType<readonly Test[] | undefined> {
  const kind = CONDITION_FACTS[fact];
  if (kind === 'money') return numberTest(MONEY_UNITS).optional().meta({ description: `${kebab(fact)}, in the shop's currency` });
  if (kind === 'yes-no') return yesNoTest.optional().meta({ description: kebab(fact) });
  const test = kind === 'number' ? numberTest(1) : wordTest(WORDS[fact] ?? z.string().min(1));
  return test.optional().meta({ description: kebab(fact) });
}

function customerFacts(written: Readonly<Record<string, readonly Test[] | undefined>>): readonly Condition[] {
  return Object.entries(written).flatMap(([key, tests = []]) => {
    const fact = factFrom(key);
    return fact === null ? [] : tests.map((test) => ({ fact, test }));
  });
}

function eventFacts(written: Readonly<Record<string, readonly Test[]>>): readonly Condition[] {
  return Object.entries(written).flatMap(([key, tests]) => tests.map((test) => ({ event: key, test })));
}
