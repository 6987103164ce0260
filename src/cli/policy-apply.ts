import type { Command } from 'commander';
import { diagnosticText } from '../campaign-file/reading/diagnostic.ts';
import { applyPolicyFile } from './apply-files.ts';
import { channelsOfInstallation } from './installation.ts';
import type { Shell } from './shell.ts';

const EXAMPLES = `
Examples:
  npx touchline policy apply touchline.yaml
`;

const CHANGES = { created: 'the first version', 'new-version': 'a new version', unchanged: 'unchanged' } as const;

/** `touchline policy apply FILE`. */
export function registerPolicyApply(parent: Command, shell: Shell): void {
  parent.command('apply').description('check a shop policy and make it the active one')
    .argument('<file>', 'the policy, such as touchline.yaml')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string) => {
      const { ordinal, change, warnings } = await applyPolicyFile(await shell.database(), file, channelsOfInstallation());
      warnings.forEach((warning) => shell.note(diagnosticText(warning)));
      if (shell.json) shell.printJson({ policy: { ordinal, change } });
      else shell.print(`policy ${ordinal} is active (${CHANGES[change]})`);
    });
}
