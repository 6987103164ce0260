import * as z from 'zod';
import type { Finding, PathPart } from './diagnostic.ts';
import { didYouMean, listed, nearest } from './did-you-mean.ts';
import { expectationOf, keysOf, outermost, wayOutOf } from './expectation.ts';
import { schemaPlace } from './schema-place.ts';
import type { SchemaPlace } from './schema-place.ts';
import { chooseOption, isMapping, keysOfOptions, namingKey, tellingKeys } from './union-option.ts';

/** What a schema's complaint means for the author of the file: what was expected, and what was probably meant. */
export function explainIssue(schema: z.core.$ZodType, value: unknown, issue: z.core.$ZodIssue): readonly Finding[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const place = schemaPlace(schema, value, path);
  const read = place.schema === null ? null : outermost(place.schema);
  // A name that cannot stand left of a colon: what stands right of it is another question.
  if (issue.code === 'invalid_key') return issue.issues.map((inner) => ({ ...fault(path, inner.message, suggestionIn(inner)), at: 'key' }));
  if (read instanceof z.ZodUnion) return explainUnion(read, place);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, read instanceof z.ZodObject ? keysOf(read) : []));
  if (issue.code === 'custom') return [fault(path, issue.message, suggestionIn(issue))];
  if (issue.code === 'too_small' || issue.code === 'too_big') return [fault(path, `expected ${limitWords(issue)}, found ${found(place.value)}`)];
  return [unfit(place, issue)];
}

/** Explains by the alternative that the author meant, as if it were the only one. */
function explainUnion(union: z.ZodUnion, { schema, value, path }: SchemaPlace): readonly Finding[] {
  const misnamed = isMapping(value) ? misnamedIn(union, value, path) : null;
  if (misnamed !== null) return [misnamed];
  const option = chooseOption(union.options, value);
  if (option === null) {
    if (isMapping(value)) return untoldMapping(union, value, path);
    return [missingOr(path, value, expectationOf(schema ?? union))];
  }
  const issues = z.safeParse(option, value).error?.issues ?? [];
  if (issues.length === 0) return [missingOr(path, value, expectationOf(schema ?? union))];
  const findings = issues.flatMap((issue) => explainIssue(option, value, issue));
  return findings.map((finding) => ({ ...finding, path: [...path, ...finding.path], suggestion: otherFormOr(finding, union) }));
}

/** The key that names the alternative is missing, or names none. */
function misnamedIn(union: z.ZodUnion, value: Record<string, unknown>, path: readonly PathPart[]): Finding | null {
  const naming = namingKey(union.options);
  if (naming === null || naming.names.includes(String(value[naming.key]))) return null;
  const named = value[naming.key];
  if (typeof named !== 'string') return missingOr([...path, naming.key], named, `one of ${naming.names.join(', ')}`);
  return fault([...path, naming.key], `expected one of ${naming.names.join(', ')}, found ${found(named)}`, didYouMean(named, naming.names));
}

/** A key that is right in another alternative is not misspelt: the two exclude each other. */
function otherFormOr({ path, at, suggestion }: Finding, union: z.ZodUnion): string | null {
  const isMisplaced = at === 'key' && path.length === 1 && keysOfOptions(union.options).includes(String(path[0]));
  if (!isMisplaced) return suggestion;
  const naming = namingKey(union.options);
  return naming === null ? `it belongs to another form: ${listed(tellingKeys(union.options))} exclude each other` : `it is a term of another ${naming.key}`;
}

/** No key tells which alternative is meant: a misspelt one probably would have. */
function untoldMapping(union: z.ZodUnion, value: Record<string, unknown>, path: readonly PathPart[]): readonly Finding[] {
  const known = keysOfOptions(union.options);
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) return unknown.map((key) => unknownKey(path, key, known));
  return [fault(path, `expected one of the keys ${listed(tellingKeys(union.options))}`)];
}

function unknownKey(path: readonly PathPart[], key: string, known: readonly string[]): Finding {
  return { path: [...path, key], at: 'key', message: `unknown key "${key}"`, suggestion: didYouMean(key, known), severity: 'fault' };
}

function unfit({ schema, value, path }: SchemaPlace, issue: z.core.$ZodIssue): Finding {
  const names = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const name = typeof value === 'string' ? nearest(value, names) : null;
  const finding = missingOr(path, value, schema === null ? issue.message : expectationOf(schema));
  const wayOut = schema === null ? null : wayOutOf(schema);
  if (wayOut !== null && value !== undefined) return { ...finding, suggestion: wayOut };
  return name === null ? finding : { ...finding, suggestion: `did you mean "${name}"?` };
}

function missingOr(path: readonly PathPart[], value: unknown, expected: string): Finding {
  const key = path.at(-1);
  if (value === undefined && typeof key === 'string') return fault(path, `the key "${key}" is missing`, `add "${key}": ${expected}`);
  return fault(path, `expected ${expected}, found ${found(value)}`);
}

function limitWords(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [word, limit] = issue.code === 'too_small' ? ['at least', Number(issue.minimum)] : ['at most', Number(issue.maximum)];
  if (issue.origin === 'array') return `${word} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return issue.origin === 'string' ? `${word} ${limit} ${limit === 1 ? 'character' : 'characters'}` : `${word} ${limit}`;
}

function found(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isMapping(value)) return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : 'nothing';
}

function suggestionIn(issue: z.core.$ZodIssue): string | null {
  const suggestion: unknown = issue.code === 'custom' ? issue.params?.['suggestion'] : null;
  return typeof suggestion === 'string' ? suggestion : null;
}

function fault(path: readonly PathPart[], message: string, suggestion: string | null = null): Finding {
  return { path, at: 'value', message, suggestion, severity: 'fault' };
}
