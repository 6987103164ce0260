import { readFile } from 'node:fs/promises';
import { CliFailure } from './shell.ts';

/** The text of a file that the user named. @throws CliFailure 2 when it cannot be read, 3 when it is not UTF-8 */
export async function readSource(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new CliFailure({
      exitCode: 2, code: 'no-such-file', message: `${file} cannot be read (${error.code ?? 'unknown error'})`, wayOut: 'check the path',
    });
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliFailure({ exitCode: 3, code: 'not-utf-8', message: `${file} is not UTF-8 text`, wayOut: 'save it as UTF-8' });
  }
}
