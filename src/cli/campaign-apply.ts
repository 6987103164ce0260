import type { Command } from 'commander';
import { diagnosticText } from '../campaign-file/reading/diagnostic.ts';
import { actingPerson, byPerson, personNamed } from './acting-person.ts';
import { applyCampaigns, readCampaignFiles, TEMPLATE_DIR } from './apply-files.ts';
import { channelsOfInstallation } from './installation.ts';
import { policyInForce } from './policy-in-force.ts';
import type { Shell } from './shell.ts';

const EXAMPLES = `
Examples:
  npx touchline campaign apply campaigns/*.yaml
  npx touchline campaign apply campaigns/win-back.yaml --templates templates
  npx touchline campaign apply campaigns/win-back.yaml --as marketer-1
`;

/** Whose messages to customers of level 1 somebody else has to approve. */
const AUTHOR_ROLES = ['marketer', 'supervisor', 'admin'] as const;

const CHANGES = { created: 'applied', 'new-version': 'a new version; running customers keep theirs', unchanged: 'unchanged' } as const;

/** `touchline campaign apply FILE…`. */
export function registerCampaignApply(parent: Command, shell: Shell): void {
  byPerson(parent.command('apply')).description('check campaign files and freeze each as a version; nothing is sent yet')
    .argument('<file...>', 'campaign files')
    .option('--templates <dir>', 'the folder of the templates', TEMPLATE_DIR)
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: { templates: string; as?: string }) => {
      const pool = await shell.database();
      const author = personNamed(options.as) === null ? null : await actingPerson(pool, options.as, AUTHOR_ROLES);
      const read = await readCampaignFiles(files, { policy: await policyInForce(pool), channels: channelsOfInstallation() }, options.templates);
      read.forEach(({ warnings }) => warnings.forEach((warning) => shell.note(diagnosticText(warning))));
      const applied = await applyCampaigns(pool, read, author);
      if (shell.json) { shell.printJson({ campaigns: applied }); return; }
      applied.forEach(({ name, ordinal, change }) => shell.print(`${name} v${ordinal}: ${CHANGES[change]}`));
      if (author === null) shell.note('nobody is named as the author, so whoever wrote this may approve its messages to customers of level 1 alone: repeat it with --as PERSON');
      shell.note(`next: npx touchline campaign start ${applied[0]?.name ?? 'NAME'}`);
    });
}
