/** So many in so long. */
interface Window {
  readonly most: number;
  readonly ms: number;
}

/** What the Bot Connector takes from one bot (reference, 4.3): per conversation and per tenant. The short windows of a conversation are not confirmed; they cost nobody anything. */
export const CONNECTOR_RATE = {
  conversation: [{ most: 7, ms: 1_000 }, { most: 8, ms: 2_000 }, { most: 60, ms: 30_000 }, { most: 1_800, ms: 3_600_000 }],
  tenant: [{ most: 50, ms: 1_000 }],
} as const satisfies Readonly<Record<string, readonly Window[]>>;

const MOST_KEPT = 20_000;

/** Keeps one process below the provider's limits: answers how long a request has to wait, and counts it when it need not. */
export class ConnectorRate {
  readonly #sent = new Map<string, number[]>();
  readonly #rate: Readonly<Record<'conversation' | 'tenant', readonly Window[]>>;

  constructor(rate: Readonly<Record<'conversation' | 'tenant', readonly Window[]>> = CONNECTOR_RATE) {
    this.#rate = rate;
  }

  /** Milliseconds to wait; 0: it counts as sent now. */
  take({ conversation, tenant }: { readonly conversation: string; readonly tenant: string }, nowMs: number): number {
    const [ofConversation, ofTenant] = [this.#times('conversation', conversation, nowMs), this.#times('tenant', tenant, nowMs)];
    const waitMs = Math.max(longestWait(this.#rate.conversation, ofConversation, nowMs), longestWait(this.#rate.tenant, ofTenant, nowMs));
    if (waitMs > 0) return waitMs;
    this.#keep(`conversation ${conversation}`, [...ofConversation, nowMs]);
    this.#keep(`tenant ${tenant}`, [...ofTenant, nowMs]);
    return 0;
  }

  /** Instants that still count. */
  #times(what: 'conversation' | 'tenant', key: string, nowMs: number): number[] {
    const longestMs = Math.max(0, ...this.#rate[what].map(({ ms }) => ms));
    return (this.#sent.get(`${what} ${key}`) ?? []).filter((atMs) => atMs > nowMs - longestMs);
  }

  /** The last that sent stand last; the oldest are forgotten. */
  #keep(key: string, times: number[]): void {
    this.#sent.delete(key);
    this.#sent.set(key, times);
    if (this.#sent.size > MOST_KEPT) this.#sent.delete([...this.#sent.keys()][0] ?? '');
  }
}

function longestWait(windows: readonly Window[], times: readonly number[], nowMs: number): number {
  return Math.max(0, ...windows.map(({ most, ms }) => {
    const within = times.filter((atMs) => atMs > nowMs - ms);
    return within.length < most ? 0 : (within[within.length - most] ?? nowMs) + ms - nowMs;
  }));
}
