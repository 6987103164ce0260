import { execFile } from 'node:child_process';
import { inject } from 'vitest';
import type { Pool } from '../../src/store/pool.ts';

/** What a command said, and its exit code. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line as a user runs it, on this database; Temporal is away. */
export function touchlineOn(pool: Pool, ...words: string[]): Promise<Said> {
  const { connectionString } = pool.options;
  const env = { ...process.env, DATABASE_URL: connectionString, TEMPORAL_ADDRESS: '127.0.0.1:1', TOUCHLINE_HOME: inject('testHome'), NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/touchline.js', ...words], { env }, (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }));
  });
}
