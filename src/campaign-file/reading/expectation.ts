import * as z from 'zod';

/** What an author should have written, in words: `a duration such as "3 days"`. Read when a value does not fit. */
const expectations = z.registry<{ expected: string; wayOut: string | null }>();

/** Gives a schema the words for its place in an error message, and what to do where that is not plain. */
export function expecting<Schema extends z.ZodType>(expected: string, schema: Schema, wayOut: string | null = null): Schema {
  expectations.add(schema, { expected, wayOut });
  return schema;
}

/** What to do when a value does not fit; null where the words say it. */
export function wayOutOf(schema: z.core.$ZodType): string | null {
  return expectations.get(schema)?.wayOut ?? null;
}

/** The words for a schema; derived from its type where none were given. */
export function expectationOf(schema: z.core.$ZodType): string {
  const given = expectations.get(schema)?.expected;
  if (given !== undefined) return given;
  const inner = innerOf(schema);
  if (inner !== null) return expectationOf(inner);
  if (schema instanceof z.ZodUnion) return [...new Set(schema.options.map(expectationOf))].join(', or ');
  if (schema instanceof z.ZodObject) return `a mapping with ${keysOf(schema).slice(0, 6).join(', ')}${keysOf(schema).length > 6 ? ' …' : ''}`;
  if (schema instanceof z.ZodArray) return `a list [ … ], each entry ${expectationOf(schema.element)}`;
  if (schema instanceof z.ZodRecord) return 'a mapping of names to values';
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.join(', ')}`;
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((value) => JSON.stringify(value)).join(' or ');
  return TYPE_WORDS[schema._zod.def.type] ?? schema._zod.def.type;
}

/** What an optional, lazy or transforming schema reads; null for all others. */
function innerOf(schema: z.core.$ZodType): z.core.$ZodType | null {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodLazy || schema instanceof z.ZodDefault) return schema.unwrap();
  if (schema instanceof z.ZodPipe) return schema.in;
  return null;
}

/** The schema that looks at the written value itself, inside optional, lazy and transforming ones. */
export function outermost(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = innerOf(schema);
  return inner === null ? schema : outermost(inner);
}

/** Keys that may stand in a mapping, in the order of the definition. */
export function keysOf(schema: z.ZodObject): readonly string[] {
  return Object.keys(schema.shape);
}

const TYPE_WORDS: Readonly<Record<string, string>> = { string: 'a word', number: 'a number', boolean: 'true or false' };
