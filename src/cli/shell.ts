import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import type { Home } from '../platform/home.ts';
import type { Pool } from '../store/pool.ts';

/** 0 done · 1 failed · 2 wrong usage · 3 file invalid · 4 refused by policy · 5 cannot reach a part · 6 partly done · 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 130;

/** An expected refusal: where, what, and the way out. Shown as one line, or as problem+json with --json. */
export class CliFailure extends Error {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly wayOut: string | null;

  constructor(failure: { exitCode: ExitCode; code: string; message: string; wayOut?: string }) {
    super(failure.message);
    this.name = 'CliFailure';
    this.exitCode = failure.exitCode;
    this.code = failure.code;
    this.wayOut = failure.wayOut ?? null;
  }
}

export interface Progress {
  update(done: number, total?: number): void;
  stop(): void;
}

/** What a command may use. Data goes to stdout, messages to stderr; servers are opened on first use and closed at the end. */
export interface Shell {
  readonly json: boolean;
  readonly language: 'en' | 'zh';
  readonly home: Home;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  print(text: string): void;
  /** One object with `schemaVersion`, pretty on a terminal. */
  printJson(value: object): void;
  note(text: string): void;
  progress(title: string, total: number | null): Progress;
  /** The database of this installation; throws CliFailure 5 with the way out when it cannot be reached. */
  database(): Promise<Pool>;
  temporal(): Promise<Client>;
  /** Sets the exit code without throwing (6 after a partly done import). */
  exitWith(code: ExitCode): void;
}

/** One command, one file: adds itself below `parent`. */
export type RegisterCommand = (parent: Command, shell: Shell) => void;
