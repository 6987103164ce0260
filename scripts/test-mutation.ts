/**
 * Changes the rules and the ledger in small ways and asks whether the tests notice: npm run test:mutation [-- judgement ledger sql].
 * Prints each part's score with its survivors, writes evidence/mutation.json, and fails below 80 percent.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { projectFile } from '../src/platform/project-files.ts';
import { sqlScore, type MutationScore } from './mutation/sql-score.ts';
import { strykerScore } from './mutation/stryker-score.ts';

const LEAST_SCORE = 0.8;
const PARTS: Readonly<Record<string, () => Promise<MutationScore>>> = {
  judgement: () => strykerScore('judgement'),
  ledger: () => strykerScore('ledger'),
  sql: sqlScore,
};

const named = process.argv.slice(2);
const unknown = named.filter((part) => !Object.hasOwn(PARTS, part));
if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}; known: ${Object.keys(PARTS).join(', ')}`);

const scores: Record<string, MutationScore & { seconds: number }> = {};
for (const [part, run] of Object.entries(PARTS)) {
  if (named.length > 0 && !named.includes(part)) continue;
  const startedMs = performance.now();
  scores[part] = { ...await run(), seconds: Math.round((performance.now() - startedMs) / 1_000) };
}
for (const [part, { mutants, killed, survivors, seconds }] of Object.entries(scores)) {
  process.stdout.write(`\n${part}: ${killed} of ${mutants} noticed (${((killed / mutants) * 100).toFixed(1)} %) in ${seconds} s\n${survivors.map((words) => `  survived  ${words}\n`).join('')}`);
}
await mkdir(projectFile('evidence'), { recursive: true });
await writeFile(projectFile('evidence/mutation.json'), `${JSON.stringify(scores, null, 2)}\n`);
if (Object.values(scores).some(({ mutants, killed }) => killed / mutants < LEAST_SCORE)) process.exitCode = 1;
