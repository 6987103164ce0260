/** At most so many requests of one customer within a stretch of time; kept in memory, so each server counts for itself. */
export class RateLimit {
  readonly #most: number;
  readonly #perMs: number;
  #counts = new Map<string, number>();
  #sinceMs = 0;

  constructor({ most, perMs }: { readonly most: number; readonly perMs: number }) {
    this.#most = most;
    this.#perMs = perMs;
  }

  /** Milliseconds to wait; 0: go on. */
  take(key: string, nowMs: number): number {
    if (nowMs - this.#sinceMs >= this.#perMs) {
      this.#counts = new Map();
      this.#sinceMs = nowMs;
    }
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count <= this.#most ? 0 : this.#sinceMs + this.#perMs - nowMs;
  }
}
