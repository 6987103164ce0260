import { feedbackScore } from './feedback.ts';
import type { CustomerFacts } from './customer.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import { wordInstant } from './instant-words.ts';
import { overrideInForce } from './level.ts';
import { lifeCycleOf, silenceLimits, usualGapDays } from './life-cycle.ts';
import { wordMoney } from './money-words.ts';
import type { CutPoints, ShopPolicy } from './policy.ts';
import type { Better, ScoreCuts } from './rfm-score.ts';
import { tierSentence } from './tier-words.ts';


export interface Explaining {
  readonly customer: CustomerFacts;
  readonly policy: ShopPolicy;
  readonly cutPoints: CutPoints | null;
  readonly nowMs: EpochMs;
}

/** Why stage, life cycle, tier, marks and level are what they are: one plain sentence each, with the cut-points that decided. */
export function explainStanding(explaining: Explaining): readonly string[] {
  return [stageSentence(explaining), lifeCycleSentence(explaining), tierSentence(explaining), ...markSentences(explaining), levelSentence(explaining)];
}

/** Why a value has its score: "Recency 4 of 5: 23 days is above 18 and not above 51 (fewer is better)." */
export function explainScore(
  name: string,
  { score, value, cuts, better, word }: {
    readonly score: number; readonly value: number; readonly cuts: ScoreCuts; readonly better: Better; readonly word: (value: number) => string;
  },
): string {
  const head = `${name} ${score} of 5: ${word(value)}`;
  if (cuts.length === 0) return `${head}; the score goes by rank, and ranks have no cut-points.`;
  const below = cuts.filter((cut) => cut < value).at(-1);
  const above = cuts.find((cut) => cut >= value);
  const bounds = [below === undefined ? [] : [`above ${word(below)}`], above === undefined ? [] : [`not above ${word(above)}`]].flat();
  return `${head} is ${bounds.join(' and ')} (${better === 'high' ? 'more' : 'fewer'} is better).`;
}

function stageSentence({ customer, policy }: Explaining): string {
  const { stage } = customer.standing;
  const { loyalFromOrders } = policy.stages;
  const why = {
    loyal: `${orders(customer.orderCount)}, and loyal begins at ${loyalFromOrders}`,
    purchasing: `${orders(customer.orderCount)}, and loyal begins at ${loyalFromOrders}`,
    interested: 'no order yet, but an inquiry',
    aware: 'neither an order nor an inquiry yet',
  }[stage];
  return `Stage ${stage}: ${why}.`;
}

function lifeCycleSentence({ customer, policy, nowMs }: Explaining): string {
  const { lifeCycle } = lifeCycleOf(customer, policy, nowMs);
  const head = `Life cycle ${lifeCycle}:`;
  if (lifeCycle === 'left') return `${head} erased, or marketing is refused on every channel.`;
  if (customer.firstOrderAtMs === null || customer.lastOrderAtMs === null) return `${head} no order yet, so there is no silence to measure.`;
  if (lifeCycle === 'new') return `${head} the first order was ${days(nowMs - customer.firstOrderAtMs)} ago, and new lasts ${policy.silence.newForDays} days.`;
  const { atRiskMs, lapsedMs } = silenceLimits(customer, policy);
  const gap = `usual gap ${Math.round(usualGapDays(customer, policy))} days`;
  return `${head} silent ${days(nowMs - customer.lastOrderAtMs)}, ${gap}; at risk from ${days(atRiskMs)}, lapsed from ${days(lapsedMs)}.`;
}

function markSentences({ customer, policy, cutPoints }: Explaining): readonly string[] {
  return customer.standing.marks.map((mark) => {
    if (mark === 'vip' && cutPoints !== null && cutPoints.vipFromValue !== null) {
      return `Mark vip: net value from ${wordMoney(cutPoints.vipFromValue, policy.shop.currency)}.`;
    }
    if (mark === 'core' && cutPoints !== null && cutPoints.coreFromOrders !== null) return `Mark core: from ${orders(cutPoints.coreFromOrders)}.`;
    if (mark === 'quality' && cutPoints?.qualityFromScore != null) {
      return `Mark quality: feedback ${feedbackScore(customer.feedback).toFixed(1)}, from ${cutPoints.qualityFromScore.toFixed(1)}; ${wordCount(customer.feedback.reviewCount, 'review')}, ${wordCount(customer.feedback.satisfactionCount, 'rated answer')}, ${customer.feedback.activityCount} activities.`;
    }
    return `Mark ${mark}: given earlier, no cut-point is stored.`;
  });
}

function levelSentence({ customer, policy, nowMs }: Explaining): string {
  const { level } = customer.standing;
  const said = overrideInForce(customer, nowMs);
  if (said?.level === level) return `Level ${level}: a person has said so${said.untilMs === null ? '' : `, until ${wordInstant(said.untilMs, policy.shop.timeZone)} in ${policy.shop.timeZone}`}.`;
  const index = policy.levels.findIndex((rule) => rule.level === level);
  if (index < 0) return `Level ${level}: no rule of the policy gives it any more.`;
  const isCatchAll = policy.levels[index]?.when === null;
  return isCatchAll ? `Level ${level}: no earlier rule of the policy matches.` : `Level ${level}: rule ${index + 1} of the policy's levels is the first that matches.`;
}

const days = (ms: number) => wordCount(Math.floor(ms / DAY_MS), 'day');
const orders = (count: number) => wordCount(count, 'order');
const wordCount = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
