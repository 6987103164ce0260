import type { Command } from 'commander';
import { diagnosticText } from '../campaign-file/reading/diagnostic.ts';
import { type Moves, PLANNED, staffHours, totalsOf } from '../domain/policy-plan.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { planPolicy } from '../store/policy-plan.ts';
import { numericFromMoney } from '../store/money.ts';
import { checkPolicySource, closedChannels, readBytes } from './campaign-validate.ts';
import { plainAmount, wordAmount, wordCount } from './number-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

const EXAMPLES = `
Nothing is changed. Tiers come down late and one at a time: the plan says where customers are heading.

Examples:
  npx touchline policy plan touchline.yaml
  npx touchline policy plan draft.yaml --json
`;

/** `touchline policy plan FILE`. */
export function registerPolicyPlan(parent: Command, shell: Shell): void {
  parent.command('plan').description('who would move where under a changed policy, and what it means in staff hours and promotion money')
    .argument('<file>', 'the changed policy, such as touchline.yaml')
    .addHelpText('after', EXAMPLES)
    .action((file: string) => plan(shell, file));
}

async function plan(shell: Shell, file: string): Promise<void> {
  const parsed = checkPolicySource(file, await readBytes(file), closedChannels());
  if ('faults' in parsed) throw new CliFailure({ exitCode: 3, code: 'file-faults', message: parsed.faults.map(diagnosticText).join('\n\n'), wayOut: `${parsed.faults.length} to correct` });
  const pool = await shell.database();
  const before = await policyInForce(pool);
  const after = parsed.policy;
  const progress = shell.progress('customers', null);
  const { customers, plan: planned } = await planPolicy(pool, { before, after }, (done, total) => progress.update(done, total)).finally(() => progress.stop());
  const moves = planned.moves();
  if (shell.json) shell.printJson(planJson(moves, { before, after, customers }));
  else shell.print(planText(moves, { before, after, customers }));
}

interface Planned { readonly before: ShopPolicy; readonly after: ShopPolicy; readonly customers: number }

function planText(moves: Moves, planned: Planned): string {
  const changed = PLANNED.flatMap((part) => [...moves[part]].filter(([move]) => isMove(move)).toSorted(([, a], [, b]) => b - a).map(([move, count]) => [part === 'lifeCycle' ? 'life cycle' : part, wordCount(count), move]));
  const totals = PLANNED.flatMap((part) => [...totalsOf(moves[part])].filter(([, { before, after }]) => before !== after)
    .toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([value, { before, after }]) => [part === 'lifeCycle' ? 'life cycle' : part, `${wordCount(before)} → ${wordCount(after)}`, value]));
  return [
    `${wordCount(planned.customers)} customers; nothing has been changed`,
    ...(changed.length === 0 ? ['', 'nobody moves'] : ['', 'moves', tableText(changed), '', 'totals', tableText(totals)]),
    '', ...costLines(moves, planned),
  ].join('\n');
}

const isMove = (move: string) => {
  const [before, after] = move.split(' → ');
  return before !== after;
};

function costLines(moves: Moves, { before, after }: Planned): readonly string[] {
  const levels = totalsOf(moves.level);
  const [was, is] = [staffHours(levels, before, 'before'), staffHours(levels, after, 'after')];
  const stated = after.capacity?.staffHoursPerWeek;
  const hours = is === null || stated === undefined ? 'staff hours: the policy states no capacity (capacity: in touchline.yaml)'
    : `staff hours a week: ${was === null ? '?' : was.toFixed(1)} → ${is.toFixed(1)} of ${stated}${is > stated ? `, ${(is - stated).toFixed(1)} more than there are` : ''}`;
  const [money, then] = [budgetsOf(before), budgetsOf(after)];
  const currencies = [...new Set([...Object.keys(money), ...Object.keys(then)])].toSorted();
  const budgets = currencies.map((currency) => `${currency} ${wordAmount(numericFromMoney(money[currency] ?? 0))} → ${wordAmount(numericFromMoney(then[currency] ?? 0))}`);
  const window = before.tierReview.windowDays === after.tierReview.windowDays ? []
    : [`tiers: the window changes from ${before.tierReview.windowDays} to ${after.tierReview.windowDays} days; contributions are still those of the window in force`];
  const by = (before.tierReview.by ?? 'net-value') === (after.tierReview.by ?? 'net-value') ? []
    : [`tiers: they will be measured by ${after.tierReview.by ?? 'net-value'}; contributions here are still those of the rule in force, and after the change tiers stay until npx touchline score`];
  return [hours, ...window, ...by, `promotion budgets: ${budgets.length === 0 ? 'none' : budgets.join(', ')}`];
}

/** All budgets of a shelf together, by currency. */
function budgetsOf({ promotions: { shelf } }: ShopPolicy): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { budget } of shelf) for (const [currency, amount = 0] of Object.entries(budget ?? {})) sums[currency] = (sums[currency] ?? 0) + amount;
  return sums;
}

function planJson(moves: Moves, { before, after, customers }: Planned): object {
  const levels = totalsOf(moves.level);
  return {
    schemaVersion: 1, customers,
    moves: Object.fromEntries(PLANNED.map((part) => [part, [...moves[part]].filter(([move]) => isMove(move)).map(([move, count]) => {
      const [from = '', to = ''] = move.split(' → ');
      return { from, to, customers: count };
    })])),
    totals: Object.fromEntries(PLANNED.map((part) => [part, Object.fromEntries(totalsOf(moves[part]))])),
    staffHoursPerWeek: { before: staffHours(levels, before, 'before'), after: staffHours(levels, after, 'after'), stated: after.capacity?.staffHoursPerWeek ?? null },
    promotionBudgets: { before: plainly(budgetsOf(before)), after: plainly(budgetsOf(after)) },
  };
}

function plainly(sums: Record<string, number>): object {
  return Object.fromEntries(Object.entries(sums).map(([currency, amount]) => [currency, plainAmount(numericFromMoney(amount))]));
}
