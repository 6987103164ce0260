import type { Command } from 'commander';
import { checkPolicySource, closedChannels, readBytes, showFileReport } from './campaign-validate.ts';
import type { Shell } from './shell.ts';

/** `policy validate FILE`: everything that is wrong with a shop policy, without any server. */
export function registerPolicyValidate(parent: Command, shell: Shell): void {
  parent.command('validate').description('check a shop policy; needs no server')
    .argument('[file]', 'the shop policy (YAML)', 'touchline.yaml')
    .addHelpText('after', '\nExit code 3 when the file has faults.')
    .action(async (file: string) => {
      const parsed = checkPolicySource(file, await readBytes(file), closedChannels());
      const faults = 'faults' in parsed ? parsed.faults : [];
      showFileReport(shell, [{ file, faults, warnings: parsed.warnings }]);
    });
}
