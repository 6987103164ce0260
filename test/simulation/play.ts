import { Violation } from './invariants.ts';
import { drawPlan, type PlannedStep } from './plan.ts';
import { Chance } from './random.ts';
import { drawShop } from './shops.ts';
import { HONEST, type Parts, Simulation } from './simulation.ts';

/** What one run came to. */
export interface Played {
  readonly seed: number;
  readonly plan: readonly PlannedStep[];
  readonly steps: number;
  readonly customerDays: number;
  readonly sent: number;
  readonly seen: ReadonlyMap<string, number>;
  /** The invariant that did not hold, or the error that a run must never end with. */
  readonly fault: { readonly invariant: string; readonly detail: string } | null;
}

/** Plays one seed; `kept` leaves only these steps of its plan. The same arguments give the same run. */
export async function play(seed: number, parts: Parts = HONEST, kept: readonly number[] | null = null): Promise<Played> {
  const shop = drawShop(new Chance(seed));
  const whole = drawPlan(new Chance(seed ^ 0x5e_ed_01), shop.customers.length);
  const plan = kept === null ? whole : whole.filter((_, index) => kept.includes(index));
  const simulation = new Simulation(shop, new Chance(seed ^ 0x5e_ed_02), parts);
  let fault: Played['fault'] = null;
  try {
    await simulation.play(plan);
  } catch (error) {
    fault = error instanceof Violation
      ? { invariant: error.invariant, detail: error.message }
      : { invariant: 'nothing throws', detail: error instanceof Error ? error.stack ?? error.message : String(error) };
  }
  return {
    seed, plan, fault, steps: simulation.scheduler.steps, customerDays: simulation.customerDays(),
    sent: simulation.provider.sink.length, seen: simulation.watch.seen,
  };
}

/**
 * The shortest list of steps that still breaks the same invariant: whole halves are left out, then smaller and smaller parts.
 * At most `most` runs.
 */
export async function shrink(seed: number, parts: Parts, invariant: string, most = 300): Promise<readonly number[]> {
  let kept = (await play(seed, parts)).plan.map((_, index) => index);
  let runs = 0;
  for (let size = Math.ceil(kept.length / 2); size >= 1 && runs < most;) {
    let isShorter = false;
    for (let from = 0; from < kept.length && runs < most; from += size) {
      const fewer = kept.filter((_, index) => index < from || index >= from + size);
      runs += 1;
      if ((await play(seed, parts, fewer)).fault?.invariant !== invariant) continue;
      kept = fewer;
      isShorter = true;
      from -= size;
    }
    if (!isShorter) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return kept;
}

/** A failure as it is told: what broke, the shortest plan, and how to play it again. */
export async function tell(played: Played, parts: Parts = HONEST): Promise<string> {
  const { seed, fault } = played;
  if (fault === null) return `seed ${seed} holds`;
  const kept = await shrink(seed, parts, fault.invariant);
  const { plan, fault: same } = await play(seed, parts, kept);
  return [
    (same ?? fault).detail,
    ...plan.map((step) => `  ${JSON.stringify(step)}`),
    `again: SIM_SEED=${seed} SIM_KEEP=${kept.join(',')} npx vitest run --project unit test/simulation/simulation.test.ts`,
  ].join('\n');
}
