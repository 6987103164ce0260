import { setTimeout as sleep } from 'node:timers/promises';

export type PartKind = 'worker' | 'server' | 'postgres' | 'temporal';

/** One process of a part, from its start to its end. */
export interface Life {
  readonly pid: number;
  /** Rejects when it ends before it is ready. */
  readonly ready: Promise<void>;
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  readonly signal: (name: NodeJS.Signals) => void;
  /** The last lines it wrote. */
  readonly log: () => string;
}

/** What a part does when it ends by itself, as `npm start` would: a second's rest. */
const REST_MS = 1_000;

/** Keeps one part of an installation alive: whatever ends, struck or not, is started again. */
export class KeptPart {
  readonly kind: PartKind;
  /** Ends after it was ready that nobody ordered, with the last lines of the log. */
  readonly unplanned: string[] = [];
  /** Starts that came to nothing: what it needs was away. */
  failedStarts = 0;
  kills = 0;
  readonly #launch: () => Promise<Life>;
  #life: Life | null = null;
  #isReady = false;
  #isStruck = false;
  #restMs = REST_MS;
  #isHeld = false;
  #lastFailure = '';
  #isWanted = true;
  #keeping: Promise<void> = Promise.resolve();

  constructor(kind: PartKind, launch: () => Promise<Life>) {
    this.kind = kind;
    this.#launch = launch;
  }

  get pid(): number | null {
    return this.#life?.pid ?? null;
  }

  get isUp(): boolean {
    return this.#isReady;
  }

  /** Starts keeping; resolves when the part is ready for the first time. */
  async start(): Promise<void> {
    this.#keeping = this.#keep();
    await this.untilUp();
  }

  async untilUp(limitMs = 90_000): Promise<void> {
    for (const until = Date.now() + limitMs; Date.now() < until; await sleep(25)) if (this.#isReady) return;
    throw new Error(`the ${this.kind} is not up after ${limitMs} ms:\n${this.#life?.log() ?? `it does not run: ${this.#isHeld ? 'held down' : this.#lastFailure}`}`);
  }

  /** SIGKILL, at whatever it is doing. Resolves when it is gone; it comes back after the rest. False: there was nothing to kill. */
  async kill(restMs = 0): Promise<boolean> {
    const life = this.#life;
    if (life === null) return false;
    this.#isStruck = true;
    this.#restMs = restMs;
    life.signal('SIGKILL');
    await life.ended;
    this.kills += 1;
    return true;
  }

  /** Kills it and keeps it down until `release`. */
  async takeAway(): Promise<void> {
    this.#isHeld = true;
    await this.kill();
  }

  release(): void {
    this.#isHeld = false;
  }

  signal(name: NodeJS.Signals): void {
    this.#life?.signal(name);
  }

  log(): string {
    return this.#life?.log() ?? '';
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#isHeld = false;
    await this.kill();
    await this.#keeping;
  }

  async #keep(): Promise<void> {
    while (this.#isWanted) {
      const wasReady = await this.#liveOnce();
      if (!wasReady && !this.#isStruck) this.failedStarts += 1;
      const restMs = this.#isStruck ? this.#restMs : REST_MS;
      this.#isStruck = false;
      await sleep(this.#isWanted ? restMs : 0);
      while (this.#isHeld) await sleep(20);
    }
  }

  async #liveOnce(): Promise<boolean> {
    let life: Life;
    try {
      life = await this.#launch();
    } catch (error) {
      this.#lastFailure = error instanceof Error ? error.message : String(error);
      return false;
    }
    this.#life = life;
    if (!this.#isWanted) life.signal('SIGKILL');
    const wasReady = await life.ready.then(() => true, () => false);
    this.#isReady = wasReady;
    const how = await life.ended;
    this.#isReady = false;
    this.#life = null;
    if (wasReady && !this.#isStruck) this.unplanned.push(`${this.kind} ended with ${how}:\n${life.log()}`);
    return wasReady;
  }
}
