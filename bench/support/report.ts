import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { projectFile } from '../../src/platform/project-files.ts';
import type { Spread } from './rounds.ts';

/** One line of a bench's table. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly value: Spread | number;
  /** What it has to reach, where something is to be reached. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

export interface Report {
  readonly bench: string;
  readonly seed: number;
  readonly rounds: number;
  /** How large the run was; a quick run says nothing about goals. */
  readonly size: Readonly<Record<string, number | boolean>>;
  readonly figures: readonly Figure[];
  /** What was measured round by round. */
  readonly raw: unknown;
}

/** A report with where it was measured, as `--json` prints it. */
export interface PrintedReport extends Report {
  readonly commit: string;
  readonly machine: string;
}

/** Prints a report as a table, or as one line of JSON. */
export function printReport(report: Report, json: boolean): void {
  const printed: PrintedReport = { ...report, figures: report.figures.map((figure) => ({ ...figure, met: isMet(figure) })), ...surroundings() };
  if (json) console.log(JSON.stringify(printed));
  else printTable(printed);
}

/** Prints what was measured, with goals and whether they are met. */
export function printTable({ bench, rounds, seed, commit, machine, size, figures }: PrintedReport): void {
  console.log(`\n${bench}: ${rounds} rounds, seed ${seed}, commit ${commit}, ${machine}, ${JSON.stringify(size)}`);
  console.table(figures.map((figure) => ({
    what: figure.what,
    median: numberWords(typeof figure.value === 'number' ? figure.value : figure.value.median),
    range: typeof figure.value === 'number' ? '' : `${numberWords(figure.value.min)} … ${numberWords(figure.value.max)}`,
    unit: figure.unit,
    goal: goalWords(figure),
    met: { true: 'pass', false: 'MISS', null: '' }[String(isMet(figure))],
  })));
}

/** Null where there is no goal. */
function isMet({ value, goal }: Figure): boolean | null {
  if (goal === undefined) return null;
  const median = typeof value === 'number' ? value : value.median;
  return 'atLeast' in goal ? median >= goal.atLeast : median <= goal.atMost;
}

function goalWords({ goal }: Figure): string {
  if (goal === undefined) return '';
  return 'atLeast' in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`;
}

function numberWords(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return String(Math.round(value));
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

const git = (...words: string[]) => execFileSync('git', words, { cwd: projectFile('.'), encoding: 'utf8' }).trim();

function surroundings(): { commit: string; machine: string } {
  const changed = git('status', '--porcelain', '--', 'src', 'prisma', 'templates') === '' ? '' : ' with changes';
  return {
    commit: `${git('rev-parse', '--short', 'HEAD')}${changed}`,
    machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, node ${process.version}`,
  };
}
