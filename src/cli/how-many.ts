import { CliFailure } from './shell.ts';

const MOST = 100_000;

/** A count of lines, as an option says it. @throws CliFailure 2 for what is no whole number from 1 on */
export function howMany(text: string, option = '--limit'): number {
  if (/^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST) return Number(text);
  throw new CliFailure({ exitCode: 2, code: 'usage', message: `${option} is "${text.slice(0, 40)}"`, wayOut: `a number from 1 to ${MOST}` });
}
