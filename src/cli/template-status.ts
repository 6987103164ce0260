import { listTemplates, saveProviderTemplates, type TemplateState } from '../store/provider-templates.ts';
import { channelsOfInstallation } from './installation.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

const READ_LIMIT_MS = 30_000;

/** `touchline template status|sync`. */
export const registerTemplateStatus: RegisterCommand = (parent, shell) => {
  parent.command('status').description('how the templates stand that a provider has to approve, as it said last')
    .addHelpText('after', '\nExamples:\n  npx touchline template status\n  npx touchline template status --json\n')
    .action(() => status(shell));
  parent.command('sync').description('read them from the provider now; the worker does it every hour')
    .addHelpText('after', '\nExample:\n  npx touchline template sync\n')
    .action(() => sync(shell));
};

async function status(shell: Shell): Promise<void> {
  const templates = await listTemplates(await shell.database());
  if (shell.json) { shell.printJson({ schemaVersion: 1, templates: templates.map(plainly) }); return; }
  if (templates.length === 0) { shell.print('no provider has told of a template'); return; }
  shell.print(tableText([['channel', 'template', 'language', 'status', 'category', 'quality', 'as of', ''], ...templates.map((one) =>
    [one.channel, one.name, one.locale, one.status, one.category ?? '', one.quality ?? '', isoOf(one.asOfMs) ?? '', one.detail === one.status ? '' : one.detail])]));
}

async function sync(shell: Shell): Promise<void> {
  const pool = await shell.database();
  const read: { channel: string; templates: number }[] = [];
  for (const [name, channel] of Object.entries(channelsOfInstallation())) {
    const open = await channel.open();
    try {
      const askedMs = Date.now();
      const templates = open.templates === undefined ? undefined : await open.templates(AbortSignal.timeout(READ_LIMIT_MS));
      if (templates === null && channel.rule.staysLocal) shell.note(`${name} stays on this machine: every template is taken for approved`);
      else if (templates === null) throw new CliFailure({ exitCode: 5, code: 'templates-unread', message: `the templates of ${name} cannot be read now`, wayOut: 'npx touchline doctor says what is wrong with the channel' });
      if (templates == null) continue;
      await saveProviderTemplates(pool, name, templates, askedMs);
      read.push({ channel: name, templates: templates.length });
    } finally {
      await open.close();
    }
  }
  if (shell.json) shell.printJson({ schemaVersion: 1, read });
  else shell.print(read.map(({ channel, templates }) => `${channel}: ${templates} templates`).join('\n'));
}

function plainly({ asOfMs, ...state }: TemplateState): object {
  return { ...state, asOf: isoOf(asOfMs) };
}
