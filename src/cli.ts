import { registrationsFor } from './cli/commands.ts';
import { runProgram } from './cli/run-program.ts';

const words = process.argv.slice(2);
process.exitCode = await runProgram(words, await registrationsFor(words[0]));
