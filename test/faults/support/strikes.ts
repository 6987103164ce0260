import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from './installation.ts';
import type { PartKind } from './kept-part.ts';
import type { Dice } from './seeded.ts';

/** One blow: which parts are killed together, when after the one before, and how long each stays down. */
export interface Strike {
  readonly afterMs: number;
  readonly kinds: readonly PartKind[];
  readonly restMs: number;
}

const KINDS: readonly PartKind[] = ['server', 'temporal', 'postgres', 'worker'];

/** Strikes at random instants: each part alone in turn, now and then several together. The first ones cover every kind and all at once. */
export function planStrikes(dice: Dice, count: number, everyMs: number): Strike[] {
  return Array.from({ length: count }, (_, n) => ({
    afterMs: dice.between(Math.round(everyMs * 0.4), Math.round(everyMs * 1.6)),
    restMs: dice.chance(0.5) ? 0 : dice.between(100, 2_500),
    kinds: n === KINDS.length ? KINDS : dice.chance(0.2) && n > KINDS.length ? severalOf(dice) : [KINDS[n % KINDS.length]!],
  }));
}

function severalOf(dice: Dice): PartKind[] {
  const chosen = KINDS.filter(() => dice.chance(0.6));
  return chosen.length > 1 ? chosen : ['worker', 'postgres'];
}

export interface StruckAt {
  readonly kinds: readonly PartKind[];
  /** From the blow to the next decision that was made after everything was up again. */
  readonly recoveryMs: number | null;
}

const LOOK_EVERY_MS = 100;
const RECOVERY_LIMIT_MS = 60_000;

/** How many strikes have landed: what goes on beside them keeps step with it, however slow the machine is. */
export class StrikeCount {
  landed = 0;

  /** Resolves when the share of all strikes that belongs to this place has landed. @param of how many places there are */
  async reached(place: number, of: number, strikes: number): Promise<void> {
    const wanted = Math.min(strikes, Math.floor((place / of) * (strikes + 1)));
    for (const until = Date.now() + STEP_LIMIT_MS; this.landed < wanted; await sleep(20)) if (Date.now() > until) throw new Error(`strike ${wanted} did not land`);
  }
}

const STEP_LIMIT_MS = 600_000;

export interface Strikers {
  readonly count: StrikeCount;
  /** Called when a killed worker is gone and the servers are up again. */
  readonly afterWorkerKill: () => Promise<void>;
  /** Hears a line now and then. */
  readonly told: (line: string) => void;
}

/** Deals the strikes one after the other and measures how long each kept decisions from being made. */
export async function dealStrikes(installation: Installation, strikes: readonly Strike[], { count, afterWorkerKill, told }: Strikers): Promise<StruckAt[]> {
  const dealt: StruckAt[] = [];
  for (const [n, strike] of strikes.entries()) {
    await sleep(strike.afterMs);
    const atMs = performance.now();
    count.landed += 1;
    const hit = await Promise.all(strike.kinds.map(async (kind) => ((await installation.parts[kind].kill(strike.restMs)) ? kind : null)));
    const kinds = hit.filter((kind) => kind !== null);
    await Promise.all(kinds.map((kind) => installation.parts[kind].untilUp()));
    if (kinds.includes('worker')) await afterWorkerKill();
    dealt.push({ kinds, recoveryMs: await untilDecision(installation, atMs) });
    if (n % 10 === 9) told(`${n + 1} of ${strikes.length} strikes dealt`);
  }
  return dealt;
}

/** Milliseconds from `fromMs` to the next recorded decision; null: none within the limit. */
async function untilDecision({ pool }: Installation, fromMs: number): Promise<number | null> {
  let before: number | null = null;
  for (const until = performance.now() + RECOVERY_LIMIT_MS; performance.now() < until; await sleep(LOOK_EVERY_MS)) {
    const decisions = await pool.query<{ n: string }>('select coalesce(sum(sequence), 0) as n from customer_state').then(({ rows }) => Number(rows[0]?.n), () => null);
    if (decisions === null) continue;
    if (before === null) before = decisions;
    else if (decisions > before) return Math.round(performance.now() - fromMs);
  }
  return null;
}
