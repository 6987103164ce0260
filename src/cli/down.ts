import { stopEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { stopEmbeddedTemporal } from '../platform/embedded-temporal.ts';
import { endLeftOver } from '../platform/processes.ts';
import { findRunning } from '../platform/running-installation.ts';
import type { RegisterCommand, Shell } from './shell.ts';

/** Longer than the worker's grace for sends under way and the servers' own. */
const STOP_GRACE_MS = 90_000;

/** `touchline down`: stops this home's installation in its own order, or what a killed one left behind. */
export const registerDown: RegisterCommand = (parent, shell) => {
  parent.command('down').description('stop what touchline up started in this home, or left behind')
    .addHelpText('after', '\nExample:\n  $ touchline down')
    .action(() => down(shell));
};

async function down(shell: Shell): Promise<void> {
  const { state } = shell.home;
  const running = await findRunning(shell.home);
  const ended: string[] = [];
  for (const part of ['up', 'worker', 'server']) if (await endLeftOver(state, part, STOP_GRACE_MS)) ended.push(part);
  await stopEmbeddedTemporal(shell.home);
  await stopEmbeddedPostgres(shell.home);
  if (shell.json) shell.printJson({ wasRunning: running !== null, ended });
  else shell.print(running !== null ? 'Stopped.' : ended.length > 0 ? `Ended what was left over: ${ended.join(', ')}.` : 'Nothing of this home ran.');
}
