import { createHash, randomUUID } from 'node:crypto';

/**
 * A message id for an event that came without one. With a time of its own it is derived from the content, so that a repeat
 * of the same request is recognised; without any time two equal events may be two facts, and a random id keeps both.
 */
export function messageKeyFor(event: object, hasTime: boolean): string {
  if (!hasTime) return `given-${randomUUID()}`;
  return `derived-${createHash('sha256').update(canonical(event)).digest('hex').slice(0, 40)}`;
}

/** JSON with sorted keys. The value has passed the depth check, so recursion is bounded. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonical(child)}`).join(',')}}`;
}
