import { CliFailure } from './shell.ts';

/** A sentence of an option, on one line and not without end. @throws CliFailure 2 */
export function oneLine(text: string, option: string, longest: number): string {
  const line = text.trim();
  if (line !== '' && line.length <= longest && !/\p{Cc}/u.test(line)) return line;
  throw new CliFailure({ exitCode: 2, code: 'usage', message: `${option}: expected one line of at most ${longest} characters` });
}
