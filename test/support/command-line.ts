import { inject, vi } from 'vitest';
import { registrationsFor } from '../../src/cli/commands.ts';
import { runProgram } from '../../src/cli/run-program.ts';
import type { Pool } from '../../src/store/pool.ts';

/** What a command said, and its exit code. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Two commands at once would say one thing. */
let last: Promise<unknown> = Promise.resolve();

/** The real command line in this process: a process of its own costs a second, and command-line.test.ts starts those. */
export function runHere(words: readonly string[]): Promise<Said> {
  const said = last.then(() => listened(async () => runProgram(words, await registrationsFor(words[0]))));
  last = said.catch(() => undefined);
  return said;
}

async function listened(run: () => Promise<number>): Promise<Said> {
  const printed = { out: '', err: '' };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => { printed.out += String(text); return true; });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => { printed.err += String(text); return true; });
  try {
    return { code: await run(), ...printed };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

/** The command line as a user runs it, on this database; Temporal is away. */
export async function touchlineOn(pool: Pool, ...words: string[]): Promise<Said> {
  const surroundings = { DATABASE_URL: pool.options.connectionString, TEMPORAL_ADDRESS: '127.0.0.1:1', TOUCHLINE_HOME: inject('testHome') };
  const before = { ...process.env };
  Object.assign(process.env, surroundings);
  try {
    return await runHere(words);
  } finally {
    for (const name of Object.keys(surroundings)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
