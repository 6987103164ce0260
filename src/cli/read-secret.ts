import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CliFailure } from './shell.ts';

const MOST_BYTES = 4 * 1024;
const NOWHERE = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/** A secret, typed without being shown, or as standard input gives it: never an argument, which other programs could read. @throws CliFailure 2 or 130 */
export async function readSecret(question: string): Promise<string> {
  return process.stdin.isTTY ? typedTwice(question) : piped();
}

async function typedTwice(question: string): Promise<string> {
  const first = await typed(`${question}: `);
  if (await typed('once more: ') === first) return first;
  throw new CliFailure({ exitCode: 2, code: 'usage', message: 'that was not the same twice', wayOut: 'nothing was changed; try again' });
}

async function typed(prompt: string): Promise<string> {
  const interrupted = new AbortController();
  const line = createInterface({ input: process.stdin, output: NOWHERE(), terminal: true });
  line.once('SIGINT', () => interrupted.abort());
  process.stderr.write(prompt);
  try {
    return await line.question('', { signal: interrupted.signal });
  } catch {
    throw new CliFailure({ exitCode: 130, code: 'interrupted', message: 'interrupted: nothing was changed' });
  } finally {
    line.close();
    process.stderr.write('\n');
  }
}

async function piped(): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new CliFailure({ exitCode: 2, code: 'usage', message: `standard input has more than ${MOST_BYTES} bytes`, wayOut: 'one line is expected' });
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8').replace(/\r?\n$/, '');
}
