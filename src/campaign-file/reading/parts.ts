import type { PathPart } from './diagnostic.ts';
import { isMapping } from './union-option.ts';

// Cross-checks look at the file as it was written, whatever else is wrong with it: so all faults come at once.
// A part of another kind reads as empty here; the schema has already said what is wrong with it.

/** The part at a path, or undefined. */
export function partAt(value: unknown, ...path: readonly PathPart[]): unknown {
  return path.reduce<unknown>((part, key) => (isMapping(part) || Array.isArray(part) ? ownPart(part, key) : undefined), value);
}

/** The mapping at a path; empty when there is none. */
export function mappingAt(value: unknown, ...path: readonly PathPart[]): Readonly<Record<string, unknown>> {
  const part = partAt(value, ...path);
  return isMapping(part) ? part : {};
}

/** The list at a path; empty when there is none. */
export function listAt(value: unknown, ...path: readonly PathPart[]): readonly unknown[] {
  const part = partAt(value, ...path);
  return Array.isArray(part) ? part : [];
}

/** The text at a path, or null. */
export function textAt(value: unknown, ...path: readonly PathPart[]): string | null {
  const part = partAt(value, ...path);
  return typeof part === 'string' ? part : null;
}

function ownPart(parent: object, key: PathPart): unknown {
  return Object.hasOwn(parent, key) ? Reflect.get(parent, key) : undefined;
}
