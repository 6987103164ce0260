import { CommanderError } from 'commander';
import { CliFailure } from './shell.ts';

const NO_FAULT = ['commander.help', 'commander.helpDisplayed', 'commander.version'];

/** True when the command line asked for help or the version and got it. */
export function isAnswered(error: unknown): boolean {
  return error instanceof CommanderError && NO_FAULT.includes(error.code) && error.exitCode === 0;
}

/** Wrong usage as a refusal of ours, with the word that was probably meant; any other error as it is. */
export function asUsageFailure(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.code === 'commander.help') return new CliFailure({ exitCode: 2, code: 'usage', message: 'a command is missing', wayOut: 'pick one of those above' });
  const [said = '', suggestion = ''] = error.message.replace(/^error: /, '').split('\n');
  const meant = /\(Did you mean (.+)\?\)/.exec(suggestion)?.[1];
  return new CliFailure({
    exitCode: 2,
    code: 'usage',
    message: said,
    wayOut: meant === undefined ? 'add --help to see how it is used' : `did you mean ${meant}?`,
  });
}
