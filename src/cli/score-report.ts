import type { Money } from '../domain/customer.ts';
import { scoreNotes } from '../domain/score-notes.ts';
import { numericFromMoney } from '../store/money.ts';
import type { ScoreReport } from '../store/score.ts';
import { plainAmount, wordAmount, wordCount } from './number-words.ts';
import { tableText } from './table-text.ts';

const SCORES = ['1', '2', '3', '4', '5'] as const;

/** Totals, cut-points and the distribution as small tables. */
export function scoreReportText(report: ScoreReport, currency: string): string {
  const { score, distribution } = report;
  const perScore = (table: ReadonlyMap<string, number>) => SCORES.map((value) => wordCount(table.get(value) ?? 0).padStart(7)).join('');
  return [
    `as of ${score.asOf} · ${score.basis} value · rule ${score.rule} · version ${score.version}`,
    `${wordCount(score.customers)} customers · ${wordMoney(score.total)} ${currency}`,
    '',
    `customers by score${SCORES.map((value) => value.padStart(7)).join('')}   cut-points`,
    `  recency         ${perScore(distribution.recency)}   ${wordCuts(score.cuts.recencyDays, 'days (fewer is better)')}`,
    `  frequency       ${perScore(distribution.frequency)}   ${wordCuts(score.cuts.frequency, 'orders')}`,
    `  monetary        ${perScore(distribution.monetary)}   ${wordCuts(score.cuts.monetary, currency, (cut) => wordMoney(Math.round(cut)))}`,
    '',
    tableText([
      ...rowsOf('stage', distribution.stage), ...rowsOf('life cycle', distribution.lifeCycle), ...rowsOf('tier', distribution.tier),
      ...rowsOf('mark', distribution.mark), ...rowsOf('level', distribution.level),
    ].map(([table = '', count = '', word = '']) => [`${table}  ${word}`, count])),
    ...notesOf(report).flatMap((note) => ['', note]),
  ].join('\n');
}

const notesOf = ({ score: { customers }, currencies }: ScoreReport) => scoreNotes({ customers, currencies });

const wordMoney = (amount: Money) => wordAmount(numericFromMoney(amount));
const plainMoney = (amount: Money) => plainAmount(numericFromMoney(amount));

function wordCuts(cuts: readonly number[], unit: string, word: (cut: number) => string = wordCut): string {
  return cuts.length === 0 ? 'by rank' : `${cuts.map(word).join(' · ')} ${unit}`;
}

// Interpolation leaves dust behind the digits that matter: 13.800000000000182.
const wordCut = (cut: number) => String(Number(cut.toFixed(3)));

function rowsOf(title: string, table: ReadonlyMap<string, number>): readonly (readonly string[])[] {
  return [...table].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([word, count]) => [title.padEnd(10), wordCount(count), word]);
}

/** The same as one object for programs; money as exact decimal text. */
export function scoreReportJson(report: ScoreReport, currency: string): object {
  const { score, distribution } = report;
  const { version, asOf, basis, rule, customers, cuts, forDecisions } = score;
  return {
    schemaVersion: 1, version, asOf, basis, rule, customers, total: plainMoney(score.total), currency, notes: notesOf(report),
    cutPoints: {
      recencyDays: cuts.recencyDays, frequency: cuts.frequency, monetary: cuts.monetary.map((cut) => plainMoney(Math.round(cut))),
      tierFromValue: Object.fromEntries(Object.entries(forDecisions.tierFromValue).map(([tier, from]) => [tier, plainMoney(from)])),
      vipFromValue: forDecisions.vipFromValue === null ? null : plainMoney(forDecisions.vipFromValue), coreFromOrders: forDecisions.coreFromOrders, qualityFromScore: forDecisions.qualityFromScore ?? null,
    },
    distribution: Object.fromEntries(Object.entries(distribution).map(([title, table]: [string, ReadonlyMap<string, number>]) => [title, Object.fromEntries(table)])),
  };
}
