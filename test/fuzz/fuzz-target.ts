import type { Dice } from './dice.ts';

/** Something that takes input from outside. */
export interface FuzzTarget {
  readonly name: string;
  /** How many of 1,000 cases are its. */
  readonly share: number;
  /** Makes one hostile input: text or bytes, or an object of them; written to a file when it is refused wrongly. */
  readonly make: (dice: Dice, caseNumber: number) => unknown;
  /** Feeds the input and judges the answer; answers a word for the statistics, throws where a promise is broken. */
  readonly feed: (input: never) => Promise<string> | string;
}

/** A target whose input has one type between making and feeding. */
export function fuzzTarget<Input>(target: {
  name: string; share: number; make: (dice: Dice, caseNumber: number) => Input; feed: (input: Input) => Promise<string> | string;
}): FuzzTarget {
  return target;
}

/** Throws when a promise is broken; the words say which. */
export function promise(holds: boolean, broken: string): void {
  if (!holds) throw new Error(broken);
}
