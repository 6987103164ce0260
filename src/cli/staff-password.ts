import { passwordFault } from '../domain/password-fault.ts';
import { hashPassword } from '../platform/password-hash.ts';
import { savePassword } from '../store/staff-sessions.ts';
import { readSecret } from './read-secret.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { refusal } from './refusal.ts';
import { staffNamed } from './staff-named.ts';

/** `touchline staff password`. */
export const registerStaffPassword: RegisterCommand = (parent, shell) => {
  parent.command('password').description('set the password by which somebody signs in over HTTP; whoever has signed in with the old one is out').argument('<id>', 'the id of the person')
    .addHelpText('after', '\nThe password is asked for, or read from standard input; it is never an argument.\n\nExamples:\n  npx touchline staff password supervisor-1\n  npx touchline staff password supervisor-1 < password.txt\n')
    .action((id: string) => setPassword(shell, id));
};

async function setPassword(shell: Shell, id: string): Promise<void> {
  const pool = await shell.database();
  const person = await staffNamed(pool, id);
  if (person.leftAtMs !== null) throw refusal('staff-left', `${person.id} has left`, `npx touchline staff add ${person.id} lets them come back`);
  const password = await readSecret(`new password of ${person.id}`);
  const fault = passwordFault(password, [person.id, person.name, person.email]);
  if (fault !== null) throw new CliFailure({ exitCode: 2, code: 'password-weak', message: `this password is not taken: ${fault}`, wayOut: 'nothing was changed' });
  await savePassword(pool, person.id, await hashPassword(password));
  if (shell.json) shell.printJson({ schemaVersion: 1, id: person.id, password: 'set' });
  else shell.print(`${person.id} signs in with the new password from now on: POST /v1/session`);
}
