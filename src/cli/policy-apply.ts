import type { Command } from 'commander';
import { diagnosticText } from '../campaign-file/reading/diagnostic.ts';
import { applyPolicyFile } from './apply-files.ts';
import { readEnvironment } from '../platform/env.ts';
import { webhookEndpoint } from '../store/webhooks.ts';
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
      const pool = await shell.database();
      const { ordinal, change, warnings } = await applyPolicyFile(pool, file, channelsOfInstallation());
      warnings.forEach((warning) => shell.note(diagnosticText(warning)));
      const { url } = await webhookEndpoint(pool);
      if (url !== null && readEnvironment().webhookKeys.length === 0) shell.note('webhooks wait until the worker has TOUCHLINE_WEBHOOK_SECRET to sign them with; it is not set here');
      if (shell.json) shell.printJson({ policy: { ordinal, change } });
      else shell.print(`policy ${ordinal} is active (${CHANGES[change]})`);
    });
}
