import { type AccessLine, listAccess } from '../store/staff-access-log.ts';
import { howMany } from './how-many.ts';
import type { RegisterCommand, Shell } from './shell.ts';
import { staffNamed } from './staff-named.ts';
import { tableText } from './table-text.ts';

interface Options { readonly person?: string; readonly limit: string }

/** `touchline staff sign-ins`. */
export const registerStaffSignIns: RegisterCommand = (parent, shell) => {
  parent.command('sign-ins').description('who was let in over HTTP and who was not: sign-ins, refusals, lock-outs, sign-outs, passwords and keys; the newest first')
    .option('--person <id>', 'only of one person').option('--limit <count>', 'at most so many', '100')
    .addHelpText('after', '\nOf an address its network is kept, of an id that nobody has nothing. It is forgotten after a year.\n\nExamples:\n  npx touchline staff sign-ins\n  npx touchline staff sign-ins --person supervisor-1 --json\n')
    .action((options: Options) => signIns(shell, options));
};

async function signIns(shell: Shell, { person: named, limit }: Options): Promise<void> {
  const pool = await shell.database();
  const person = named === undefined ? null : (await staffNamed(pool, named)).id;
  const lines = await listAccess(pool, { person, limit: howMany(limit) });
  if (shell.json) { shell.printJson({ schemaVersion: 1, signIns: lines }); return; }
  if (lines.length === 0) { shell.print('nobody has signed in, or tried to'); return; }
  shell.print(tableText([['at', 'what', 'who', 'from', 'key'], ...lines.map((line) =>
    [`${line.at.toISOString().slice(0, 19).replace('T', ' ')} UTC`, line.what, whoOf(line), line.network ?? '', line.key ?? ''])]));
}

function whoOf({ what, person }: AccessLine): string {
  return person ?? (what === 'closed' ? 'the address, or nobody known' : 'nobody known');
}
