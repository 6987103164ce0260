import type { Command } from 'commander';
import { factorOf, instantIn, wordFactor } from '../platform/clock.ts';
import { isDemoShop } from '../store/demo-marker.ts';
import { pauseClock, readClock, removeClock, resumeClock, setClock } from '../store/domain-clock.ts';
import type { Pool } from '../store/pool.ts';
import { CliFailure } from './shell.ts';
import type { RegisterCommand, Shell } from './shell.ts';

interface Force {
  readonly force?: boolean;
}

/** `touchline demo clock|speed|pause|resume|reset`: moves the clock that every decision reads. */
export const registerDemoClock: RegisterCommand = (parent, shell) => {
  changing(parent.command('clock').description('show the clock, or set it to an instant'))
    .option('--set <instant>', 'an instant with its zone, such as 2011-12-10T09:00Z')
    .addHelpText('after', '\nExamples:\n  $ touchline demo clock\n  $ touchline demo clock --set 2011-12-10T09:00Z')
    .action(async (options: Force & { set?: string }) => {
      const atMs = options.set === undefined ? null : wantedInstant(options.set);
      if (atMs !== null) await change(shell, options, (pool) => setClock(pool, { atMs }));
      await show(shell);
    });
  changing(parent.command('speed <speed>').description('how fast the clock goes: 1d or 6h per minute, or a factor'))
    .addHelpText('after', '\nExamples:\n  $ touchline demo speed 1d       a day per minute\n  $ touchline demo speed 1        as fast as the real one')
    .action((speed: string, options: Force) => {
      const factor = wantedFactor(speed);
      return changeAndShow(shell, options, (pool) => setClock(pool, { factor }));
    });
  changing(parent.command('pause').description('let the clock stand still'))
    .action((options: Force) => changeAndShow(shell, options, pauseClock));
  changing(parent.command('resume').description('let the clock go on as fast as before'))
    .action((options: Force) => changeAndShow(shell, options, resumeClock));
  changing(parent.command('reset').description('take the clock away: time is the real one again'))
    .action((options: Force) => changeAndShow(shell, options, removeClock));
};

function changing(command: Command): Command {
  return command.option('--force', 'also where this is not the demo shop');
}

function wantedInstant(text: string): number {
  const instant = instantIn(text);
  if (instant !== null) return instant;
  throw new CliFailure({ exitCode: 2, code: 'usage', message: `--set ${text}: not an instant`, wayOut: 'write it with its zone, such as 2011-12-10T09:00Z' });
}

function wantedFactor(text: string): number {
  const factor = factorOf(text);
  if (factor !== null) return factor;
  throw new CliFailure({ exitCode: 2, code: 'usage', message: `${text}: not a speed`, wayOut: 'write 1d or 6h (per minute), or a factor up to 86400' });
}

async function change(shell: Shell, { force }: Force, work: (pool: Pool) => Promise<void>): Promise<void> {
  const pool = await shell.database();
  if (force !== true && !(await isDemoShop(pool))) {
    throw new CliFailure({ exitCode: 4, code: 'not-a-demo', message: 'this database is not the demo shop: its clock moves real promises',
      wayOut: 'add --force if that is what you want' });
  }
  await work(pool);
}

async function changeAndShow(shell: Shell, options: Force, work: (pool: Pool) => Promise<void>): Promise<void> {
  await change(shell, options, work);
  await show(shell);
}

async function show(shell: Shell): Promise<void> {
  const { nowMs, factor, isSet } = await readClock(await shell.database());
  const now = new Date(nowMs).toISOString();
  if (shell.json) shell.printJson({ now, factor, demo: isSet });
  else shell.print(isSet ? `${now}  ${wordFactor(factor)}` : `${now}  the real time: no demo clock is set`);
}
