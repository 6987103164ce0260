import * as z from 'zod';
import type { PathPart } from './diagnostic.ts';
import { outermost } from './expectation.ts';
import { isMapping } from './union-option.ts';

/** A value of the file with the schema that reads it; null where no schema is known. */
export interface SchemaPlace {
  readonly schema: z.core.$ZodType | null;
  readonly value: unknown;
  readonly path: readonly PathPart[];
}

/** Follows a path through schema and value. Stops at the first union: which alternative is meant is another question. */
export function schemaPlace(schema: z.core.$ZodType, value: unknown, path: readonly PathPart[]): SchemaPlace {
  let place: SchemaPlace = { schema, value, path: [] };
  for (const part of path) {
    const read = place.schema === null ? null : outermost(place.schema);
    if (read instanceof z.ZodUnion) return place;
    const inner: unknown = isMapping(place.value) || Array.isArray(place.value) ? Reflect.get(place.value, part) : undefined;
    place = { schema: read === null ? null : childSchema(read, part), value: inner, path: [...place.path, part] };
  }
  return place;
}

function childSchema(schema: z.core.$ZodType, part: PathPart): z.core.$ZodType | null {
  if (schema instanceof z.ZodObject) return schema.shape[part] ?? null;
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : null;
}
