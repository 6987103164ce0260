import { checkCondition, checkTier, type ConditionNames } from '../campaign-file/check-conditions.ts';
import type { PathPart } from '../campaign-file/reading/diagnostic.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, mappingAt, partAt, textAt } from '../campaign-file/reading/parts.ts';
import { durationFrom } from '../campaign-file/words/duration.ts';
import { amountFrom } from '../campaign-file/words/money-amount.ts';
import { shareFrom } from '../campaign-file/words/share.ts';
import { elapsedMs } from '../domain/duration.ts';
import { PRICE_TOOLS } from '../promotions/registry.ts';

const OTHERWISE = 'otherwise';

/** Checks of the shelf that need two places at once: names, what one grant costs, budgets, and rules no grant could pass. */
export function checkPromotions(policy: unknown, names: ConditionNames, findings: Findings): void {
  for (const tier of Object.keys(mappingAt(policy, 'promotions', 'largest-discount'))) {
    if (tier !== OTHERWISE) checkTier(tier, { path: ['promotions', 'largest-discount', tier], at: 'key' }, names.tiers, findings);
  }
  const shelf = listAt(policy, 'promotions', 'shelf');
  const taken = shelf.map((offer) => textAt(offer, 'name'));
  for (const [index, offer] of shelf.entries()) {
    const path = ['promotions', 'shelf', index];
    const name = taken[index] ?? null;
    if (name === 'auto') findings.fault([...path, 'name'], '"auto" means the whole shelf and cannot name a promotion', 'take another name');
    if (name !== null && taken.indexOf(name) < index) findings.fault([...path, 'name'], `a promotion named "${name}" already stands above`, 'give each its own name');
    checkCut(offer, path, findings);
    checkBudget(offer, path, findings);
    checkReminder(offer, path, findings);
    checkCondition({ condition: partAt(offer, 'when'), path: [...path, 'when'], hasEvent: false }, names, findings);
    checkLargest(offer, path, policy, findings);
  }
}

/** A share needs a bound, or nobody could say what a budget is good for. */
function checkCut(offer: unknown, path: readonly PathPart[], findings: Findings): void {
  if (!PRICE_TOOLS.includes(textAt(offer, 'tool') ?? '')) return;
  const has = (key: string) => partAt(offer, key) !== undefined;
  if (has('percent') && has('amount')) findings.fault([...path, 'amount'], 'it takes off either a share or an amount', 'leave one of percent and amount', 'key');
  else if (!has('percent') && !has('amount')) findings.fault(path, 'it takes nothing off the price', 'write percent: 10% with at-most: 20 GBP, or amount: 5 GBP');
  if (has('percent') && !has('at-most')) findings.fault([...path, 'percent'], 'a share without a bound would make every budget a guess', 'add at-most, such as "20 GBP"', 'key');
  if (!has('percent') && has('at-most')) findings.fault([...path, 'at-most'], 'there is no share for this bound', 'write percent: 10% beside it, or amount: instead', 'key');
}

/** Where the cost of one grant is written, by tool. */
const COST_KEYS = ['at-most', 'amount', 'cost', 'reward'];

function checkBudget(offer: unknown, path: readonly PathPart[], findings: Findings): void {
  const costs = COST_KEYS.flatMap((key) => currenciesAt(offer, key));
  const budgets = currenciesAt(offer, 'budget');
  for (const key of [...COST_KEYS, 'budget', 'minimum-spend']) checkTwice(offer, key, path, findings);
  if (partAt(offer, 'codes') === 'pool' && partAt(offer, 'limit') !== undefined) {
    findings.fault([...path, 'limit'], 'a pool ends with its codes', 'leave the limit out, and import as many codes as may be given', 'key');
  }
  // What cannot be read has its own fault already.
  const isWhole = [...COST_KEYS, 'budget'].every((key) => currenciesAt(offer, key).length === writtenAt(offer, key).length);
  if (budgets.length === 0 || costs.length === 0 || !isWhole) return;
  for (const currency of costs.filter((code) => !budgets.includes(code))) {
    findings.fault([...path, 'budget'], `it may cost ${currency}, for which there is no budget`, `add an amount in ${currency}, or take ${currency} out of the cost`);
  }
  for (const currency of budgets.filter((code) => !costs.includes(code))) {
    findings.fault([...path, 'budget'], `there is a budget in ${currency}, in which it costs nothing`, `name its cost in ${currency}, or take the amount out`);
  }
}

function checkTwice(offer: unknown, key: string, path: readonly PathPart[], findings: Findings): void {
  const currencies = currenciesAt(offer, key);
  const twice = currencies.find((currency, index) => currencies.indexOf(currency) < index);
  if (twice !== undefined) findings.fault([...path, key], `${twice} stands here twice`, 'one amount for each currency');
}

function writtenAt(offer: unknown, key: string): readonly unknown[] {
  const single = textAt(offer, key);
  return single === null ? listAt(offer, key) : [single];
}

function currenciesAt(offer: unknown, key: string): readonly string[] {
  return writtenAt(offer, key).flatMap((text) => (typeof text === 'string' ? amountFrom(text)?.currency ?? [] : []));
}

function checkReminder(offer: unknown, path: readonly PathPart[], findings: Findings): void {
  const [valid, before] = [durationFrom(textAt(offer, 'valid') ?? ''), durationFrom(textAt(offer, 'remind-before') ?? '')];
  if (valid === null || before === null || elapsedMs(before) < elapsedMs(valid)) return;
  findings.fault([...path, 'remind-before'], 'the reminder would come before the grant', 'let it be shorter than valid');
}

/** A share above what every tier may get could never be given. */
function checkLargest(offer: unknown, path: readonly PathPart[], policy: unknown, findings: Findings): void {
  const percent = shareFrom(textAt(offer, 'percent') ?? '');
  const largest = mappingAt(policy, 'promotions', 'largest-discount');
  const limits = Object.values(largest).map((text) => (typeof text === 'string' ? shareFrom(text) : null)).filter((one) => one !== null);
  if (percent === null || partAt(offer, 'right') === true || !(OTHERWISE in largest) || limits.some((limit) => percent <= limit)) return;
  findings.fault([...path, 'percent'], 'no tier may be given so much: largest-discount is lower for all of them', 'lower it, or raise promotions.largest-discount');
}
