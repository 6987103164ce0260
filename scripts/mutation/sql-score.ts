import { readFile } from 'node:fs/promises';
import { projectFile } from '../../src/platform/project-files.ts';
import { Sandbox } from './sandbox.ts';
import { SQL_MUTANTS, type SqlMutant } from './sql-mutants.ts';

const SANDBOXES = 2;

export interface MutationScore {
  readonly mutants: number;
  readonly killed: number;
  readonly survivors: readonly string[];
}

/** Tries every change of the SQL against the ledger's tests. @throws when a change no longer fits its file, or the tests fail without any */
export async function sqlScore(): Promise<MutationScore> {
  await allFit();
  const waiting = [...SQL_MUTANTS];
  const survivors: string[] = [];
  await Promise.all(Array.from({ length: SANDBOXES }, async (_, number) => {
    const sandbox = await Sandbox.open();
    try {
      if (number === 0 && !(await sandbox.testsPass())) throw new Error('the tests of the ledger fail without any change');
      for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
        const noticed = await sandbox.notices(mutant);
        process.stdout.write(`${noticed ? 'noticed ' : 'SURVIVED'}  ${mutant.what}\n`);
        if (!noticed) survivors.push(wordsFor(mutant));
      }
    } finally {
      await sandbox.close();
    }
  }));
  return { mutants: SQL_MUTANTS.length, killed: SQL_MUTANTS.length - survivors.length, survivors };
}

const wordsFor = ({ what, file, from, to }: SqlMutant) => `${file}: ${what} (${from.trim()} → ${to.trim() || 'nothing'})`;

async function allFit(): Promise<void> {
  const misfits: string[] = [];
  for (const mutant of SQL_MUTANTS) {
    const source = await readFile(projectFile(mutant.file), 'utf8');
    if (source.split(mutant.from).length !== 2) misfits.push(`${mutant.file}: ${mutant.what}`);
  }
  if (misfits.length > 0) throw new Error(`these changes no longer fit their file, exactly once:\n${misfits.join('\n')}`);
}
