import * as z from 'zod';
import type { Finding, PathPart } from './diagnostic.ts';
import { didYouMean, listed, nearest } from './did-you-mean.ts';
import { expectationOf, innerOf, keysOf } from './expectation.ts';
import { chooseOption, isMapping, keysOfOptions, tellingKeys } from './union-option.ts';

/** What a schema's complaint means for the author of the file: what was expected, and what was probably meant. */
export function explainIssue(schema: z.core.$ZodType, value: unknown, issue: z.core.$ZodIssue): readonly Finding[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const place = walk(schema, value, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, place.schema === null ? [] : knownKeys(place.schema)));
    case 'invalid_union':
      return place.schema === null ? [] : explainUnion(place.schema, place.value, path);
    case 'custom':
      return [fault(path, issue.message, suggestionIn(issue.params))];
    case 'too_small':
    case 'too_big':
      return [fault(path, `expected ${limitWords(issue)}, found ${found(place.value)}`)];
    default:
      return [unfit(path, place, issue)];
  }
}

interface Place {
  readonly schema: z.core.$ZodType | null;
  readonly value: unknown;
}

/** Follows a path through the schema, taking at each union the alternative that the author meant. */
function walk(schema: z.core.$ZodType, value: unknown, path: readonly PathPart[]): Place {
  let place: Place = { schema, value };
  for (const part of path) {
    const at = place.schema === null ? null : resolved(place.schema, place.value);
    const next = isMapping(place.value) || Array.isArray(place.value) ? Reflect.get(place.value, part) : undefined;
    place = { schema: at === null ? null : childSchema(at, part), value: next };
  }
  return place;
}

function resolved(schema: z.core.$ZodType, value: unknown): z.core.$ZodType | null {
  const inner = innerOf(schema);
  if (inner !== null) return resolved(inner, value);
  if (!(schema instanceof z.ZodUnion)) return schema;
  const option = chooseOption(schema.options, value);
  return option === null ? null : resolved(option, value);
}

function childSchema(schema: z.core.$ZodType, part: PathPart): z.core.$ZodType | null {
  if (schema instanceof z.ZodObject) return schema.shape[part] ?? null;
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : null;
}

function knownKeys(schema: z.core.$ZodType): readonly string[] {
  const inner = innerOf(schema);
  if (inner !== null) return knownKeys(inner);
  if (schema instanceof z.ZodUnion) return keysOfOptions(schema.options);
  return schema instanceof z.ZodObject ? keysOf(schema) : [];
}

function explainUnion(schema: z.core.$ZodType, value: unknown, path: readonly PathPart[]): readonly Finding[] {
  const inner = innerOf(schema);
  if (inner !== null) return explainUnion(inner, value, path);
  if (!(schema instanceof z.ZodUnion)) return [];
  const option = chooseOption(schema.options, value);
  if (option === null) return isMapping(value) ? untoldMapping(schema, value, path) : [fault(path, `expected ${expectationOf(schema)}, found ${found(value)}`)];
  const parsed = z.safeParse(option, value);
  const nested = parsed.error?.issues ?? [];
  return nested.flatMap((issue) => explainIssue(option, value, issue)).map((finding) => widened(finding, path, schema));
}

/** A nested finding under its full path; unknown keys are compared with the keys of all alternatives. */
function widened(finding: Finding, path: readonly PathPart[], schema: z.ZodUnion): Finding {
  const key = finding.path.at(-1);
  const isOwnKey = finding.path.length === 1 && finding.at === 'key' && typeof key === 'string' && finding.message.startsWith('unknown key');
  const elsewhere = isOwnKey && keysOfOptions(schema.options).includes(key);
  const suggestion = elsewhere ? `"${key}" belongs to another form: ${listed(tellingKeys(schema.options))} exclude each other` : finding.suggestion;
  return { ...finding, path: [...path, ...finding.path], suggestion };
}

/** No key tells which alternative is meant: a misspelt one probably would have. */
function untoldMapping(schema: z.ZodUnion, value: Record<string, unknown>, path: readonly PathPart[]): readonly Finding[] {
  const known = keysOfOptions(schema.options);
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) return unknown.map((key) => unknownKey(path, key, known));
  return [fault(path, `expected one of the keys ${listed(tellingKeys(schema.options))}`)];
}

function unknownKey(path: readonly PathPart[], key: string, known: readonly string[]): Finding {
  return { path: [...path, key], at: 'key', message: `unknown key "${key}"`, suggestion: didYouMean(key, known), severity: 'fault' };
}

function unfit(path: readonly PathPart[], place: Place, issue: z.core.$ZodIssue): Finding {
  const expected = place.schema === null ? issue.message : expectationOf(place.schema);
  const key = path.at(-1);
  if (place.value === undefined && typeof key === 'string') return fault(path, `the key "${key}" is missing`, `add "${key}": ${expected}`);
  const names = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const name = typeof place.value === 'string' ? nearest(place.value, names) : null;
  return fault(path, `expected ${expected}, found ${found(place.value)}`, name === null ? null : `did you mean "${name}"?`);
}

function limitWords(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [word, limit] = issue.code === 'too_small' ? ['at least', issue.minimum] : ['at most', issue.maximum];
  const units: Readonly<Record<string, string>> = { array: ' entry', string: ' character' };
  const unit = units[issue.origin] ?? '';
  const plural = unit === ' entry' ? ' entries' : `${unit}s`;
  return `${word} ${limit}${unit === '' || Number(limit) === 1 ? unit : plural}`;
}

function found(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isMapping(value)) return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  if (value === null || value === undefined) return 'nothing';
  const text = String(value);
  const cut = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return typeof value === 'string' ? `"${cut}"` : cut;
}

function suggestionIn(params: Readonly<Record<string, unknown>> | undefined): string | null {
  return typeof params?.['suggestion'] === 'string' ? params['suggestion'] : null;
}

function fault(path: readonly PathPart[], message: string, suggestion: string | null = null): Finding {
  return { path, at: 'value', message, suggestion, severity: 'fault' };
}
