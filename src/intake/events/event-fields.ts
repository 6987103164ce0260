import type { StructureFault } from './wire-structure.ts';

/** A JSON object whose keys are not known. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Money in the core: an integer of 1/10,000 units; null when the value is no amount with at most four decimals. */
function moneyOf(value: unknown): number | null {
  const units = typeof value === 'number' ? value : typeof value === 'string' && /^-?\d{1,15}(\.\d{1,4})?$/.test(value) ? Number(value) : NaN;
  const amount = Math.round(units * 10_000);
  return Number.isSafeInteger(amount) ? amount : null;
}

/**
 * Reads the properties of an event under several spellings and gathers every fault instead of stopping at the first.
 * A missing or wrong value reads as null; `faults` says why.
 */
export class EventFields {
  readonly faults: StructureFault[] = [];
  readonly #object: JsonObject;
  readonly #pointer: string;
  readonly #homeOf: (key: string) => string;

  /** @param homeOf pointer of the object in which a key was told, where it is not the one at `pointer` */
  constructor(object: JsonObject, pointer: string, homeOf: (key: string) => string = () => pointer) {
    this.#object = object;
    this.#pointer = pointer;
    this.#homeOf = homeOf;
  }

  /** The first of these keys that is present, with its place. */
  find(keys: readonly string[]): { value: unknown; pointer: string } | null {
    const key = keys.find((candidate) => Object.hasOwn(this.#object, candidate) && this.#object[candidate] !== null);
    return key === undefined ? null : { value: this.#object[key], pointer: `${this.#homeOf(key)}/${key}` };
  }

  fault(code: string, detail: string, pointer = this.#pointer): null {
    this.faults.push({ code, detail, pointer });
    return null;
  }

  /** Text, or a number as text. */
  text(keys: readonly string[], longest = 200): string | null {
    const found = this.find(keys);
    if (found === null) return null;
    const text = typeof found.value === 'number' ? String(found.value) : found.value;
    if (typeof text !== 'string' || text.trim() === '') return this.fault('not-text', 'expected text', found.pointer);
    if (text.length > longest) return this.fault('too-long', `longer than ${longest} characters`, found.pointer);
    return text.trim();
  }

  required(keys: readonly string[], example: string): string | null {
    const missing = this.find(keys) === null;
    return missing ? this.fault('missing', `expected "${keys[0]}", such as ${example}`) : this.text(keys);
  }

  /** An amount of zero or more. */
  money(keys: readonly string[]): number | null {
    const found = this.find(keys);
    if (found === null) return null;
    const amount = moneyOf(found.value);
    if (amount === null) return this.fault('not-money', 'expected an amount with at most four decimals, such as 19.90', found.pointer);
    return amount < 0 ? this.fault('negative-amount', 'expected an amount of zero or more', found.pointer) : amount;
  }

  list(keys: readonly string[], most: number): { items: readonly unknown[]; pointer: string } {
    const found = this.find(keys);
    if (found === null) return { items: [], pointer: this.#pointer };
    if (!Array.isArray(found.value)) this.fault('not-a-list', 'expected a list', found.pointer);
    else if (found.value.length > most) this.fault('too-many', `more than ${most} items`, found.pointer);
    else return { items: found.value, pointer: found.pointer };
    return { items: [], pointer: found.pointer };
  }

  choice<Choice extends string>(keys: readonly string[], choices: readonly Choice[]): Choice | null {
    const found = this.find(keys);
    if (found === null) return null;
    const chosen = choices.find((choice) => choice === found.value);
    return chosen ?? this.fault('unknown-value', `expected one of ${choices.join(', ')}`, found.pointer);
  }
}
