import { createHash } from 'node:crypto';
import type { ChatLine } from '../../sandbox/chat-page.ts';

/** Somebody with WhatsApp, as the provider knows them. */
export interface Person {
  /** Digits; null: the number is hidden, only the user id is told. */
  number: string | null;
  userId: string;
  /** When they wrote last: free words may be sent for a day from then. */
  wroteAtMs: number | null;
  wantsMarketing: boolean;
  readonly lines: ChatLine[];
}

/** Where a sandbox keeps its people over a restart. */
export interface ChatStore {
  load(): Promise<readonly Person[]>;
  /** `formerly`: the id under which the person was kept before; null: the same. */
  save(person: Person, formerly: string | null): Promise<void>;
}

const MOST_PEOPLE = 5_000;
const WINDOW_MS = 24 * 60 * 60 * 1000;

/** The people of the sandbox and what was said; the oldest leave first. */
export class Chats {
  readonly #people = new Map<string, Person>();

  /** Whoever is written to has WhatsApp, unless a test says otherwise. */
  person(receiver: string): Person {
    const known = this.find(receiver);
    if (known !== null) return known;
    const isNumber = /^\d+$/.test(receiver);
    const person: Person = { number: isNumber ? receiver : null, userId: isNumber ? userIdFor(receiver) : receiver, wroteAtMs: null, wantsMarketing: true, lines: [] };
    this.add(person);
    return person;
  }

  add(person: Person): void {
    this.#people.set(person.userId, person);
    if (this.#people.size > MOST_PEOPLE) this.#people.delete([...this.#people.keys()][0] ?? '');
  }

  find(receiver: string): Person | null {
    return this.#people.get(receiver) ?? this.#people.get(userIdFor(receiver)) ?? [...this.#people.values()].find(({ number }) => number === receiver) ?? null;
  }

  /** A new number brings a new user id with it. */
  move(person: Person, number: string): void {
    this.#people.delete(person.userId);
    person.number = number;
    person.userId = userIdFor(number);
    this.#people.set(person.userId, person);
  }

  /** The last spoken to first. */
  all(): readonly Person[] {
    return [...this.#people.values()].toSorted((a, b) => (b.lines.at(-1)?.atMs ?? 0) - (a.lines.at(-1)?.atMs ?? 0));
  }
}

export function isWindowOpen({ wroteAtMs }: Person, nowMs: number): boolean {
  return wroteAtMs !== null && nowMs < wroteAtMs + WINDOW_MS;
}

const userIdFor = (number: string) => `XX.${BigInt(`0x${createHash('sha256').update(number).digest('hex').slice(0, 15)}`)}`;
