import { INGEST_LIMITS } from './ingest-limits.ts';

/** Something in a JSON value that no table can hold or no reader should meet. */
export interface StructureFault {
  readonly code: string;
  readonly detail: string;
  readonly pointer: string;
}

/**
 * Checks one parsed JSON value: depth, number of keys, NUL and lone surrogates (PostgreSQL refuses both),
 * numbers that JSON cannot carry exactly, and keys that reach for prototypes. Never deeper than the limit, so it cannot overflow.
 */
export function structureFaults(value: unknown, pointer: string): StructureFault[] {
  const walk: Walk = { faults: [], keys: 0 };
  visit(value, pointer, 1, walk);
  return walk.faults.slice(0, INGEST_LIMITS.faultsPerEvent);
}

/** One step of a JSON pointer (RFC 6901). */
const pointerStep = (key: string | number) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

interface Walk {
  readonly faults: StructureFault[];
  keys: number;
}

function visit(value: unknown, pointer: string, depth: number, walk: Walk): void {
  if (walk.faults.length >= INGEST_LIMITS.faultsPerEvent) return;
  if (typeof value === 'string') walk.faults.push(...textFaults(value, pointer));
  else if (typeof value === 'number') walk.faults.push(...numberFaults(value, pointer));
  else if (typeof value === 'object' && value !== null) visitChildren(value, pointer, depth, walk);
}

function visitChildren(value: object, pointer: string, depth: number, walk: Walk): void {
  if (depth > INGEST_LIMITS.depth) {
    walk.faults.push({ code: 'too-deep', detail: `nested deeper than ${INGEST_LIMITS.depth} levels`, pointer });
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    walk.keys += 1;
    if (walk.keys === INGEST_LIMITS.keysPerEvent + 1) {
      walk.faults.push({ code: 'too-many-keys', detail: `more than ${INGEST_LIMITS.keysPerEvent} keys and items`, pointer });
    }
    if (walk.keys > INGEST_LIMITS.keysPerEvent) return;
    walk.faults.push(...keyFaults(key, pointer));
    visit(child, pointer + pointerStep(printable(key)), depth + 1, walk);
  }
}

function keyFaults(key: string, pointer: string): StructureFault[] {
  if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
    return [{ code: 'forbidden-key', detail: `the key "${key}" is not allowed`, pointer }];
  }
  return textFaults(key, pointer);
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;

function textFaults(text: string, pointer: string): StructureFault[] {
  if (text.includes('\0')) return [{ code: 'nul-character', detail: 'text contains the character U+0000, which cannot be stored', pointer }];
  if (LONE_SURROGATE.test(text)) return [{ code: 'lone-surrogate', detail: 'text contains half of a surrogate pair, which is not Unicode', pointer }];
  return [];
}

// Faulty keys stand in pointers of what lies below them: made harmless there.
const printable = (key: string) => key.slice(0, 80).replaceAll('\0', '?').replaceAll(LONE_SURROGATES, '?');

function numberFaults(value: number, pointer: string): StructureFault[] {
  if (!Number.isFinite(value)) return [{ code: 'number-out-of-range', detail: 'the number is too large', pointer }];
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return [{ code: 'number-out-of-range', detail: 'integers beyond 2^53 lose digits: send them as text', pointer }];
  }
  return [];
}
