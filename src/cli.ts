import { registerDemoClock } from './cli/demo-clock.ts';
import { registerMigrate } from './cli/migrate.ts';
import type { Registration } from './cli/program.ts';
import { runProgram } from './cli/run-program.ts';

/** Every command, one line each: its group (null: at the top) and the function that adds it. */
const COMMANDS: readonly Registration[] = [
  [null, registerMigrate],
  ['demo', registerDemoClock],
];

process.exitCode = await runProgram(process.argv.slice(2), COMMANDS);
