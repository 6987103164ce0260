import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { projectFile } from '../../src/platform/project-files.ts';
import type { MutationScore } from './sql-score.ts';

const Report = z.object({
  files: z.record(z.string(), z.object({
    source: z.string(),
    mutants: z.array(z.object({ status: z.string(), mutatorName: z.string(), replacement: z.string().optional(), location: z.object({ start: z.object({ line: z.number() }) }) })),
  })),
});

const NOTICED = new Set(['Killed', 'Timeout']);
const COUNTED = new Set([...NOTICED, 'Survived', 'NoCoverage']);

/** Runs Stryker by one of our configurations and reads its report. @throws when Stryker itself fails */
export async function strykerScore(name: 'judgement' | 'ledger'): Promise<MutationScore> {
  const stryker = spawn(process.execPath, ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', `scripts/mutation/stryker.${name}.json`], {
    cwd: projectFile('.'), stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    stryker.once('error', reject);
    stryker.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`stryker ended with ${code}`);
  return scoreOf(Report.parse(JSON.parse(await readFile(projectFile(`evidence/mutation/${name}.json`), 'utf8'))));
}

function scoreOf({ files }: z.infer<typeof Report>): MutationScore {
  const counted = Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.filter(({ status }) => COUNTED.has(status)).map((mutant) => {
      const { line } = mutant.location.start;
      return { noticed: NOTICED.has(mutant.status), words: `${file}:${line} ${mutant.mutatorName}: ${(mutant.replacement ?? '').replaceAll(/\s+/g, ' ').slice(0, 100)} in ${(lines[line - 1] ?? '').trim()}` };
    });
  });
  const survivors = counted.filter(({ noticed }) => !noticed).map(({ words }) => words);
  return { mutants: counted.length, killed: counted.length - survivors.length, survivors };
}
