/** What the provider takes from one sender (reference, 3.5); the burst to one receiver is not confirmed, so none is assumed. */
export const SEND_RATE = { perSecond: 80, pairMs: 6_000 } as const;

const MOST_PAIRS = 20_000;

/** Keeps one process below the provider's limits: answers how long a message to this receiver has to wait, and counts it when it need not. */
export class SendRate {
  readonly #pairs = new Map<string, number>();
  readonly #rate: { readonly perSecond: number; readonly pairMs: number };
  #sentAt: number[] = [];

  constructor(rate: { readonly perSecond: number; readonly pairMs: number } = SEND_RATE) {
    this.#rate = rate;
  }

  /** Milliseconds to wait; 0: it counts as sent now. */
  take(receiver: string, nowMs: number): number {
    const pairLeftMs = (this.#pairs.get(receiver) ?? -Infinity) + this.#rate.pairMs - nowMs;
    if (pairLeftMs > 0) return pairLeftMs;
    this.#sentAt = this.#sentAt.filter((atMs) => atMs > nowMs - 1_000);
    if (this.#sentAt.length >= this.#rate.perSecond) return Math.max(1, (this.#sentAt[0] ?? nowMs) + 1_000 - nowMs);
    this.#sentAt.push(nowMs);
    this.#pairs.delete(receiver);
    this.#pairs.set(receiver, nowMs);
    this.#forget(nowMs);
    return 0;
  }

  /** The oldest stand first. */
  #forget(nowMs: number): void {
    for (const [receiver, atMs] of this.#pairs) {
      if (this.#pairs.size <= MOST_PAIRS && atMs > nowMs - this.#rate.pairMs) return;
      this.#pairs.delete(receiver);
    }
  }
}
