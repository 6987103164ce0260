import { createHash } from 'node:crypto';
import { addLine, type ChatLine } from '../../sandbox/chat-page.ts';
import type { CardPart } from './check-activity.ts';

/** A line of the shop's with what stands below its words. */
interface SaidByShop {
  readonly card: CardPart | null;
  readonly suggestions: readonly string[];
}

/** Somebody with Teams, as the provider knows them. */
export interface TeamsPerson {
  readonly userId: string;
  readonly objectId: string;
  readonly conversationId: string;
  /** They have removed the bot. */
  hasRemoved: boolean;
  readonly lines: ChatLine[];
  readonly below: Map<string, SaidByShop>;
}

const MOST_PEOPLE = 5_000;

/** The people of the sandbox; kept in memory, the oldest leave first. */
export class TeamsPeople {
  readonly #people = new Map<string, TeamsPerson>();

  /** Whoever is written to has Teams, unless a test says otherwise. */
  byUser(userId: string): TeamsPerson {
    const known = this.#people.get(userId);
    if (known !== undefined) return known;
    const person: TeamsPerson = { userId, objectId: objectIdOf(userId), conversationId: conversationIdOf(userId), hasRemoved: false, lines: [], below: new Map() };
    this.#people.set(userId, person);
    if (this.#people.size > MOST_PEOPLE) this.#people.delete([...this.#people.keys()][0] ?? '');
    return person;
  }

  find(userId: string): TeamsPerson | null {
    return this.#people.get(userId) ?? null;
  }

  /** Conversations of the sandbox name their person, so that a reference outlives a start. */
  byConversation(conversationId: string): TeamsPerson | null {
    const userId = userOf(conversationId);
    return userId === null ? null : this.byUser(userId);
  }

  /** The last spoken to first. */
  all(): readonly TeamsPerson[] {
    return [...this.#people.values()].toSorted((a, b) => (b.lines.at(-1)?.atMs ?? 0) - (a.lines.at(-1)?.atMs ?? 0));
  }
}

export function sayToPerson(person: TeamsPerson, line: ChatLine, said: SaidByShop): void {
  addLine(person.lines, line);
  person.below.set(line.id, said);
  const [oldest] = person.below.keys();
  if (person.below.size > 200 && oldest !== undefined) person.below.delete(oldest);
}

/** The conversation of a person with the bot, in the form in which Teams writes one. */
export const conversationIdOf = (userId: string) => `a:${Buffer.from(userId).toString('base64url')}`;

function userOf(conversationId: string): string | null {
  const userId = Buffer.from(conversationId.replace(/^a:/, ''), 'base64url').toString('utf8');
  return conversationId.startsWith('a:') && /^[\x21-\x7e]{1,300}$/.test(userId) && conversationIdOf(userId) === conversationId ? userId : null;
}

/** Invented, and the same at every start. */
function objectIdOf(userId: string): string {
  const hex = createHash('sha256').update(userId).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
