import { writeFile } from 'node:fs/promises';
import { CliFailure } from './shell.ts';

/** Writes a file that is not there yet, for nobody else to read: what lies there may be all that somebody has. @throws CliFailure 4 when one is, 1 when it cannot be written */
export async function writeNew(out: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(out, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST') throw new CliFailure({ exitCode: 4, code: 'file-there', message: `${out} is there already`, wayOut: 'name another file' });
    throw new CliFailure({ exitCode: 1, code: 'cannot-write', message: `${out} cannot be written (${String(code)})` });
  }
}
