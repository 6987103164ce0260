import { vi } from 'vitest';
import type { Registration } from '../../src/cli/program.ts';
import { runProgram } from '../../src/cli/run-program.ts';

/** Runs the real command line in this process; answers exit code and what was printed. */
export async function runHere(registrations: readonly Registration[], words: readonly string[]): Promise<{ exitCode: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => { printed.out += String(text); return true; });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => { printed.err += String(text); return true; });
  try {
    const exitCode = await runProgram(words, registrations);
    return { exitCode, ...printed };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}
