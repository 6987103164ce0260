import type { FactChange } from '../../src/contracts/fact-change.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/instant.ts';
import { type Mood, MOODS } from './provider.ts';
import type { Chance } from './random.ts';

/** Places where the world passes by and where something may strike: between transactions, or with everything written and nothing committed. */
export const POINTS = [
  'inside advance', 'after advance', 'before claim', 'inside claim', 'after claim', 'after provider', 'inside record-outcome', 'after outcome',
  'inside claim-page', 'after page claim', 'inside settle-page', 'after page', 'before acknowledgement', 'inside apply-events', 'before poke', 'before relay poke',
] as const;
export type Point = (typeof POINTS)[number];

export type When = { readonly atMs: number } | { readonly point: Point; readonly afterMs: number };

export type Happening =
  | { readonly does: 'event'; readonly customer: number; readonly kind: string; readonly change: Asked; readonly copies: number; readonly lateMs: number }
  | { readonly does: 'receipt'; readonly pick: number; readonly stamp: 'delivered' | 'opened' | 'clicked'; readonly copies: number }
  | { readonly does: 'campaign'; readonly name: string; readonly command: 'start' | 'pause' | 'resume' | 'cancel' | 'edit'; readonly late: 'catch-up' | 'skip' }
  | { readonly does: 'crash'; readonly part: 'worker' | 'server'; readonly downMs: number }
  | { readonly does: 'provider'; readonly mood: Mood; readonly times: number }
  | { readonly does: 'away'; readonly part: 'temporal' | 'database'; readonly ms: number }
  | { readonly does: 'lose-temporal' }
  /** The next sends stand still, one after the other. */
  | { readonly does: 'stall'; readonly ms: number; readonly times: number }
  | { readonly does: 'lose-answer' }
  | { readonly does: 'move-clock'; readonly byMs: number };

export interface PlannedStep {
  readonly when: When;
  readonly happening: Happening;
}

/** A fact change without what only the run knows (numbers of orders). */
type Asked = Exclude<FactChange['does'], 'receipt' | 'promotion-use' | 'feedback' | 'return-closed' | 'parcel' | 'role' | 'view' | 'suggestion' | 'passing'>;

/** Everything that happens to one shop from outside, in no order. Steps can be left out one by one: a shorter plan is a plan. */
export function drawPlan(chance: Chance, customers: number): readonly PlannedStep[] {
  const lengthMs = chance.among([6 * HOUR_MS, DAY_MS, 4 * DAY_MS]);
  const steps: PlannedStep[] = [];
  const count = chance.between(6, 26);
  for (let index = 0; index < count; index += 1) {
    const isFault = chance.oneIn(3);
    const atPoint = chance.oneIn(isFault ? 2 : 3);
    steps.push({
      when: atPoint ? { point: chance.among(POINTS), afterMs: chance.oneIn(3) ? chance.between(0, lengthMs) : 0 } : { atMs: chance.between(0, chance.oneIn(2) ? HOUR_MS : lengthMs) },
      happening: isFault ? drawFault(chance) : drawLife(chance, customers),
    });
  }
  if (chance.oneIn(2)) steps.push({ when: { atMs: chance.between(0, 10 * 60_000) }, happening: { does: 'campaign', name: 'news', command: 'start', late: 'skip' } });
  return steps;
}

const EVENTS: readonly (readonly [kind: string, change: Asked])[] = [
  ['order.placed', 'order'], ['order.placed', 'order'], ['order.placed', 'order'], ['order.cancelled', 'cancellation'], ['inquiry.received', 'inquiry'],
  ['inquiry.received', 'inquiry'], ['replied', 'reply'], ['parcel.delivered', 'nothing'], ['consent.withdrawn', 'consent'], ['consent.given', 'consent'],
  ['contact-point.bounced', 'bounce'], ['complained', 'complaint'], ['page.viewed', 'nothing'],
];

function drawLife(chance: Chance, customers: number): Happening {
  if (chance.oneIn(4)) return { does: 'receipt', pick: chance.between(0, 1000), stamp: chance.among(['clicked', 'clicked', 'delivered', 'opened']), copies: chance.between(1, 2) };
  if (chance.oneIn(4)) {
    return {
      does: 'campaign', name: chance.among(['welcome', 'news', 'news', 'answer', 'come-back']),
      command: chance.among(['start', 'start', 'pause', 'pause', 'resume', 'cancel', 'edit']), late: chance.among(['catch-up', 'skip']),
    };
  }
  const [kind, change] = chance.among(EVENTS);
  return { does: 'event', customer: chance.between(0, customers - 1), kind, change, copies: chance.oneIn(4) ? chance.between(2, 3) : 1, lateMs: chance.oneIn(5) ? chance.between(0, 30 * HOUR_MS) : 0 };
}

function drawFault(chance: Chance): Happening {
  switch (chance.between(0, 9)) {
    case 0: case 1: case 2: case 3: return { does: 'crash', part: chance.among(['worker', 'worker', 'server']), downMs: chance.among([1_000, 15_000, 200_000]) };
    case 4: case 5: return { does: 'provider', mood: chance.among(MOODS), times: chance.between(1, 3) };
    case 6: return chance.oneIn(3) ? { does: 'lose-temporal' } : { does: 'away', part: chance.among(['temporal', 'database']), ms: chance.among([2_000, 60_000, HOUR_MS]) };
    case 7: return { does: 'stall', ms: chance.among([30_000, 90_000, 120_000, 240_000]), times: chance.between(1, 3) };
    case 8: return { does: 'lose-answer' };
    default: return { does: 'move-clock', byMs: chance.among([10 * 60_000, 5 * HOUR_MS, DAY_MS]) };
  }
}
