import { wordInstant } from '../domain/instant-words.ts';
import { listIncoming, type Noted, noteIncoming, NOTING_ROLES } from '../store/incoming-review.ts';
import { actingPerson, byPerson, roleMissing } from './acting-person.ts';
import { howMany } from './how-many.ts';
import { rulesOfInstallation, tellRuns } from './installation.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { oneLine } from './one-line.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';
import { shortLine } from './terminal-text.ts';

const LONGEST_IN_LIST = 60;

/** `touchline incoming list|note`. */
export const registerIncoming: RegisterCommand = (parent, shell) => {
  parent.command('list').description('what key accounts wrote, or what a doubt rests on, that no supervisor has noted; the nearest first').option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', '\nExamples:\n  npx touchline incoming list\n  npx touchline incoming list --json\n')
    .action((options: { limit: string }) => list(shell, options));
  byPerson(parent.command('note').description('note what a customer wrote and sent along: it has been read, and what follows from it').argument('<entry>', 'its number').requiredOption('--note <text>', 'what follows from it'))
    .addHelpText('after', '\nExample:\n  npx touchline incoming note 12 --note "asks for a sample: to product" --as supervisor-1\n')
    .action((entry: string, options: { as?: string; note: string }) => note(shell, entry, options));
};

async function list(shell: Shell, { limit }: { readonly limit: string }): Promise<void> {
  const pool = await shell.database();
  const waiting = await listIncoming(pool, howMany(limit));
  if (shell.json) { shell.printJson({ schemaVersion: 1, incoming: waiting.map(({ customerId, atMs, dueAtMs, ...one }) => ({ ...one, customer: customerId, at: isoOf(atMs), dueAt: isoOf(dueAtMs) })) }); return; }
  if (waiting.length === 0) { shell.print('everything that key accounts wrote is noted'); return; }
  const { shop } = await policyInForce(pool);
  const at = (ms: number | null) => (ms === null ? '' : wordInstant(ms, shop.timeZone, shell.language));
  shell.print(tableText([['entry', 'inquiry', 'written', 'due', 'customer', 'files', ''], ...waiting.map((one) =>
    [String(one.entry), String(one.inquiry), at(one.atMs), at(one.dueAtMs), one.customerId, one.files.length === 0 ? '' : String(one.files.length), one.text === null ? '(the customer has been erased)' : shortLine(one.text, LONGEST_IN_LIST)])]));
}

async function note(shell: Shell, named: string, { as, note: words }: { readonly as?: string; readonly note: string }): Promise<void> {
  const pool = await shell.database();
  const by = await actingPerson(pool, as, NOTING_ROLES);
  const noted: Noted = /^\d{1,15}$/.test(named) ? await noteIncoming(pool, rulesOfInstallation(), Number(named), { by, note: oneLine(words, '--note', 500) }) : { kind: 'not-waiting' };
  if (noted.kind === 'no-role') throw roleMissing(by, NOTING_ROLES);
  if (noted.kind === 'not-waiting') throw new CliFailure({ exitCode: 4, code: 'nothing-to-note', message: `entry ${named.slice(0, 20)} does not wait to be noted`, wayOut: 'npx touchline incoming list shows those that do' });
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([noted.customerId], 'incoming'));
  if (shell.json) shell.printJson({ schemaVersion: 1, entry: Number(named), by });
  else shell.print(`entry ${named} is noted`);
}
