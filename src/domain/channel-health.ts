/** How a channel, or one sender of it, stands: nothing is wrong, it is slower than usual, or nothing leaves. */
export type HealthState = 'ok' | 'slow' | 'halted';

/** What is known of a channel now. */
export interface HealthFacts {
  /** What is wrong with its provider; null: it can be reached. */
  readonly probe: string | null;
  /** What providers and mailboxes have told of senders. */
  readonly senders: readonly { readonly sender: string; readonly state: HealthState; readonly detail: string; readonly sinceMs: number }[];
  /** Attempts of the last minutes that a provider has deferred or left in doubt, of all. */
  readonly lately: { readonly attempts: number; readonly troubled: number; readonly firstTroubleMs: number | null; readonly newest: string | null };
}

/** One line of a channel's health: of its provider, or of a sender. */
export interface HealthLine {
  /** Null: the provider. */
  readonly sender: string | null;
  readonly state: HealthState;
  readonly because: string;
  /** Null: it is not known since when. */
  readonly sinceMs: number | null;
}

/** From when on deferrals and doubts make a channel slow: a few happen on every day. */
export const SLOW_CHANNEL = { withinMinutes: 15, fewestTroubled: 3, leastShare: 0.2 } as const;

/** The provider first, then each sender of whom something was told. */
export function channelHealth({ probe, senders, lately }: HealthFacts): readonly HealthLine[] {
  return [providerLine(probe, lately), ...senders.map(({ sender, state, detail, sinceMs }) => ({ sender, state, because: detail, sinceMs }))];
}

function providerLine(probe: string | null, { attempts, troubled, firstTroubleMs, newest }: HealthFacts['lately']): HealthLine {
  if (probe !== null) return { sender: null, state: 'halted', because: probe, sinceMs: firstTroubleMs };
  const isSlow = troubled >= SLOW_CHANNEL.fewestTroubled && troubled >= attempts * SLOW_CHANNEL.leastShare;
  if (!isSlow) return { sender: null, state: 'ok', because: 'it can be reached', sinceMs: null };
  return { sender: null, state: 'slow', because: `${troubled} of ${attempts} attempts in ${SLOW_CHANNEL.withinMinutes} minutes were deferred or left in doubt, the last: ${newest ?? 'unknown'}`, sinceMs: firstTroubleMs };
}

const ORDER: readonly HealthState[] = ['ok', 'slow', 'halted'];

/** The worst of them. */
export function worstState(lines: readonly Pick<HealthLine, 'state'>[]): HealthState {
  return ORDER[Math.max(0, ...lines.map(({ state }) => ORDER.indexOf(state)))] ?? 'ok';
}
