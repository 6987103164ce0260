import type { Money } from '../domain/customer.ts';
import { numericFromMoney } from '../store/money.ts';
import type { ScoreReport } from '../store/score.ts';
import { plainAmount, wordAmount, wordCount } from './number-words.ts';
import { tableText } from './table-text.ts';

const SCORES = ['1', '2', '3', '4', '5'] as const;

/** Totals, cut-points and the distribution as small tables. */
export function scoreReportText({ score, distribution }: ScoreReport, currency: string): string {
  const money = (amount: Money) => wordAmount(numericFromMoney(amount));
  const cuts = (values: readonly number[], word: (value: number) => string) => (values.length === 0 ? 'by rank' : values.map(word).join(' · '));
  const perScore = (table: ReadonlyMap<string, number>) => SCORES.map((value) => wordCount(table.get(value) ?? 0).padStart(7)).join('');
  return [
    `as of ${score.asOf} · ${score.basis} value · rule ${score.rule} · version ${score.version}`,
    `${wordCount(score.customers)} customers · ${money(score.total)} ${currency}`,
    '',
    `customers by score${SCORES.map((value) => value.padStart(7)).join('')}   cut-points`,
    `  recency         ${perScore(distribution.recency)}   ${cuts(score.cuts.recencyDays, String)} days (fewer is better)`,
    `  frequency       ${perScore(distribution.frequency)}   ${cuts(score.cuts.frequency, String)} orders`,
    `  monetary        ${perScore(distribution.monetary)}   ${cuts(score.cuts.monetary, (cut) => money(Math.round(cut)))} ${currency}`,
    '',
    tableText([
      ...rowsOf('stage', distribution.stage), ...rowsOf('life cycle', distribution.lifeCycle), ...rowsOf('tier', distribution.tier),
      ...rowsOf('mark', distribution.mark), ...rowsOf('level', distribution.level),
    ].map(([table = '', count = '', word = '']) => [`${table}  ${word}`, count])),
  ].join('\n');
}

function rowsOf(title: string, table: ReadonlyMap<string, number>): readonly (readonly string[])[] {
  return [...table].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([word, count]) => [title.padEnd(10), wordCount(count), word]);
}

/** The same as one object for programs; money as exact decimal text. */
export function scoreReportJson({ score, distribution }: ScoreReport, currency: string): object {
  const money = (amount: Money) => plainAmount(numericFromMoney(amount));
  const { version, asOf, basis, rule, customers, cuts, forDecisions } = score;
  return {
    schemaVersion: 1, version, asOf, basis, rule, customers, total: money(score.total), currency,
    cutPoints: {
      recencyDays: cuts.recencyDays, frequency: cuts.frequency, monetary: cuts.monetary.map((cut) => money(Math.round(cut))),
      tierFromValue: Object.fromEntries(Object.entries(forDecisions.tierFromValue).map(([tier, from]) => [tier, money(from)])),
      vipFromValue: forDecisions.vipFromValue === null ? null : money(forDecisions.vipFromValue), coreFromOrders: forDecisions.coreFromOrders,
    },
    distribution: Object.fromEntries(Object.entries(distribution).map(([title, table]: [string, ReadonlyMap<string, number>]) => [title, Object.fromEntries(table)])),
  };
}
