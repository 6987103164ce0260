/** Does at most so many things at once; the others wait their turn, and when too many wait, the next is refused. */
export class QueueOf {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor({ atOnce, mostWaiting }: { readonly atOnce: number; readonly mostWaiting: number }) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  /** What the work answers; null: too many wait, and nothing was done. */
  async run<Answer>(work: () => Promise<Answer>): Promise<Answer | null> {
    if (this.#running >= this.#atOnce) {
      if (this.#waiting.length >= this.#mostWaiting) return null;
      await new Promise<void>((resolve) => { this.#waiting.push(resolve); });
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      // The place is handed on, or given up.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
