import { causeOf, PartFailure } from '../platform/part-failure.ts';
import { scrub } from '../platform/logger.ts';
import { CliFailure } from './shell.ts';
import type { ExitCode } from './shell.ts';
import { forTerminal } from './terminal-text.ts';

/** What a command ended with, ready to be told: the same for a line of text and for problem+json. */
export interface Ending {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly message: string;
  readonly wayOut: string | null;
}

/** Turns whatever a command threw into an ending. `interrupted` when the first Ctrl-C came before. */
export function endingOf(error: unknown, interrupted: boolean): Ending {
  if (error instanceof CliFailure) return { exitCode: error.exitCode, code: error.code, message: error.message, wayOut: error.wayOut };
  if (interrupted) return { exitCode: 130, code: 'interrupted', message: 'interrupted; what was begun is safe to run again', wayOut: null };
  if (error instanceof PartFailure) return { exitCode: 5, code: error.part, message: error.message, wayOut: error.wayOut };
  return { exitCode: 1, code: 'failed', message: causeOf(error), wayOut: 'LOG_LEVEL=debug shows where' };
}

/** `stop  database  what it is — the way out`, without personal data or passwords. */
export function wordEnding({ code, message, wayOut }: Ending): string {
  return forTerminal(scrub(`stop  ${code}  ${message}${wayOut === null ? '' : ` — ${wayOut}`}`));
}

/** The ending as a problem detail (RFC 9457). */
export function problemOf({ exitCode, code, message, wayOut }: Ending): object {
  return {
    type: `urn:touchline:problem:${code}`,
    title: code,
    detail: scrub(message),
    ...(wayOut === null ? {} : { wayOut: scrub(wayOut) }),
    exitCode,
  };
}
