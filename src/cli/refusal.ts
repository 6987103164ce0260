import { CliFailure } from './shell.ts';

/** What the rules of the shop or the state of things do not allow, with the way out: exit code 4. */
export function refusal(code: string, message: string, wayOut: string): CliFailure {
  return new CliFailure({ exitCode: 4, code, message, wayOut });
}
