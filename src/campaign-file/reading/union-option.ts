import * as z from 'zod';
import { keysOf, outermost } from './expectation.ts';

/** The alternative that the author meant, told by the kind of the value and, in mappings, by which key stands there. */
export function chooseOption(options: readonly z.core.$ZodType[], value: unknown): z.core.$ZodType | null {
  if (isMapping(value)) return optionByName(options, value) ?? optionByKey(options, Object.keys(value));
  return options.find((option) => readsKind(option, value)) ?? null;
}

/** The key whose value names the alternative, such as `tool: coupon`, with the names that may stand there; null when there is none. */
export function namingKey(options: readonly z.core.$ZodType[]): { readonly key: string; readonly names: readonly string[] } | null {
  const [first, ...others] = mappings(options);
  const key = first === undefined || others.length === 0 ? undefined : keysOf(first).find((one) => [first, ...others].every((option) => option.shape[one] instanceof z.ZodLiteral));
  if (key === undefined) return null;
  const names = mappings(options).flatMap((option) => namesAt(option, key));
  return new Set(names).size === names.length ? { key, names } : null;
}

function namesAt(option: z.ZodObject, key: string): readonly string[] {
  const read: unknown = option.shape[key];
  return read instanceof z.ZodLiteral ? [...read.values].map(String) : [];
}

function optionByName(options: readonly z.core.$ZodType[], value: Record<string, unknown>): z.core.$ZodType | null {
  const naming = namingKey(options);
  return naming === null ? null : mappings(options).find((option) => namesAt(option, naming.key).includes(String(value[naming.key]))) ?? null;
}

/** Every key that could stand in a mapping here. */
export function keysOfOptions(options: readonly z.core.$ZodType[]): readonly string[] {
  return [...new Set(mappings(options).flatMap(keysOf))];
}

/** Keys of which one has to stand in a mapping here, to tell the alternatives apart. */
export function tellingKeys(options: readonly z.core.$ZodType[]): readonly string[] {
  const required = mappings(options).map(requiredKeys);
  const common = required[0]?.filter((key) => required.every((keys) => keys.includes(key))) ?? [];
  return [...new Set(required.flat())].filter((key) => !common.includes(key));
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function optionByKey(options: readonly z.core.$ZodType[], keys: readonly string[]): z.core.$ZodType | null {
  const telling = tellingKeys(options);
  const candidates = mappings(options);
  const told = candidates.find((option) => requiredKeys(option).some((key) => telling.includes(key) && keys.includes(key)));
  if (told !== undefined) return told;
  if (candidates.length === 1) return candidates[0] ?? null;
  // A mapping without telling keys of its own is meant when one of its optional keys stands there.
  return candidates.find((option) => requiredKeys(option).length === 0 && keysOf(option).some((key) => keys.includes(key))) ?? null;
}

function requiredKeys(option: z.ZodObject): readonly string[] {
  return keysOf(option).filter((key) => !(option.shape[key] instanceof z.ZodOptional));
}

function mappings(options: readonly z.core.$ZodType[]): readonly z.ZodObject[] {
  return options.map(outermost).filter((option) => option instanceof z.ZodObject);
}

function readsKind(option: z.core.$ZodType, value: unknown): boolean {
  const read = outermost(option);
  if (Array.isArray(value)) return read instanceof z.ZodArray;
  if (typeof value === 'number') return read instanceof z.ZodNumber;
  if (typeof value === 'boolean') return read instanceof z.ZodBoolean;
  return typeof value === 'string' && (read instanceof z.ZodString || read instanceof z.ZodEnum || read instanceof z.ZodLiteral);
}
