import { execFileSync, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectFile } from '../../src/platform/project-files.ts';
import type { SqlMutant } from './sql-mutants.ts';

const LONGEST_RUN_MS = 600_000;

/** A copy of the working tree in which one change at a time is tried, so that the tree itself is never touched. */
export class Sandbox {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<Sandbox> {
    const folder = await mkdtemp(path.join(tmpdir(), 'touchline-mutation-'));
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: projectFile('.'), encoding: 'utf8' });
    for (const file of [...listed.split('\0').filter((name) => name !== ''), 'src/generated']) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      // A file may have gone since it was listed: then nobody needs it.
      await cp(projectFile(file), path.join(folder, file), { recursive: true }).catch(() => undefined);
    }
    await symlink(projectFile('node_modules'), path.join(folder, 'node_modules'));
    return new Sandbox(folder);
  }

  /** Runs the ledger's tests with this change; true when one of them noticed it. */
  async notices({ file, from, to }: SqlMutant): Promise<boolean> {
    const place = path.join(this.#folder, file);
    const sound = await readFile(place, 'utf8');
    await writeFile(place, sound.replace(from, () => to));
    try {
      return !(await this.testsPass());
    } finally {
      await writeFile(place, sound);
    }
  }

  /** Whether the ledger's tests pass as the files are now. */
  testsPass(): Promise<boolean> {
    const tests = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--config', 'scripts/mutation/vitest.ledger.config.ts', '--bail', '1'], {
      cwd: this.#folder, stdio: 'ignore', timeout: LONGEST_RUN_MS,
    });
    return new Promise((resolve, reject) => {
      tests.once('error', reject);
      tests.once('exit', (code) => resolve(code === 0));
    });
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
