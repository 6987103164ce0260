import type { MemoryDatabase } from './memory/tables.ts';
import type { Chance } from './random.ts';

/** Who does a piece of work: what a process has begun dies with it, what Temporal or the outside holds does not. */
export type Owner = 'worker' | 'server' | 'temporal' | 'outside';

export interface Work {
  readonly owner: Owner;
  readonly name: string;
  readonly inMs: number;
  /** Work of a process that waits for it when it is down: a task in a queue of Temporal's. */
  readonly durable?: boolean;
  readonly run: () => void | Promise<void>;
}

interface Item extends Work {
  readonly dueMs: number;
}

/** Thrown where a process dies: what it did since its last commit is gone. */
export class Crash extends Error {
  readonly part: 'worker' | 'server';

  constructor(part: 'worker' | 'server') {
    super(`${part} killed`);
    this.part = part;
  }
}

/** The one place of time and order: among what is due, chance says what happens next. */
export class Scheduler {
  readonly db: MemoryDatabase;
  readonly chance: Chance;
  readonly upAtMs: Record<Owner, number> = { worker: 0, server: 0, temporal: 0, outside: 0 };
  steps = 0;
  #items: Item[] = [];

  constructor(db: MemoryDatabase, chance: Chance) {
    this.db = db;
    this.chance = chance;
  }

  get nowMs(): number {
    return this.db.systemMs;
  }

  push(work: Work): void {
    this.#items.push({ ...work, dueMs: this.nowMs + Math.max(0, work.inMs) });
  }

  /** Milliseconds that a short call takes. */
  short(): number {
    return this.chance.oneIn(20) ? this.chance.between(500, 5_000) : this.chance.between(1, 150);
  }

  isUp(part: Owner): boolean {
    return this.upAtMs[part] <= this.nowMs;
  }

  /** Drops what a dead process had begun; it is back after `downMs`. */
  kill(part: 'worker' | 'server', downMs: number): void {
    this.#items = this.#items.filter(({ owner, durable }) => owner !== part || durable === true);
    this.upAtMs[part] = this.nowMs + downMs;
  }

  nextDueMs(): number | null {
    let earliest: number | null = null;
    for (const { dueMs } of this.#items) if (earliest === null || dueMs < earliest) earliest = dueMs;
    return earliest;
  }

  /** Moves the clock to `atMs` and takes one of the items that are due then; null when none is. */
  take(atMs: number): Work | null {
    if (atMs > this.db.systemMs) this.db.systemMs = atMs;
    const due: number[] = [];
    for (const [index, { dueMs }] of this.#items.entries()) if (dueMs <= this.nowMs) due.push(index);
    if (due.length === 0) return null;
    const [item] = this.#items.splice(this.chance.among(due), 1);
    if (item === undefined) return null;
    const part = item.owner;
    if (!this.isUp(part)) {
      // A task in a queue waits; a call to a process that is down goes nowhere, its caller tries again.
      this.push({ ...item, inMs: this.upAtMs[part] - this.nowMs + this.chance.between(1, 500) });
      return null;
    }
    this.steps += 1;
    return item;
  }
}
