import { fileOfMail } from '../channels/email/inbound/read-raw.ts';
import { mailOfEntry } from '../store/incoming-review.ts';
import { refusal } from './refusal.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { writeNew } from './write-new.ts';

/** `touchline incoming file ENTRY NUMBER --out FILE`. */
export const registerIncomingFile: RegisterCommand = (parent, shell) => {
  parent.command('file').description('save a file that came along with a mail of a customer').argument('<entry>', 'the number of the entry').argument('[number]', 'which of its files', '1').requiredOption('--out <path>', 'where to; a file that is there is not written over')
    .addHelpText('after', '\nExample:\n  npx touchline incoming file 12 1 --out quotation.pdf\n')
    .action((entry: string, number: string, options: { out: string }) => save(shell, { entry, number, ...options }));
};

interface Wanted {
  readonly entry: string;
  readonly number: string;
  readonly out: string;
}

async function save(shell: Shell, { entry, number, out }: Wanted): Promise<void> {
  const pool = await shell.database();
  const found = /^\d{1,15}$/.test(entry) ? await mailOfEntry(pool, Number(entry)) : null;
  if (found === null) throw new CliFailure({ exitCode: 2, code: 'no-such-entry', message: `there is no entry ${entry.slice(0, 20)} that a customer wrote`, wayOut: 'npx touchline inquiry show ID names the files of each' });
  const place = /^\d{1,3}$/.test(number) ? Number(number) - 1 : -1;
  const file = found.files[place];
  if (file === undefined) throw new CliFailure({ exitCode: 2, code: 'no-such-file', message: found.files.length === 0 ? `no file came with entry ${entry}` : `entry ${entry} came with ${found.files.length} file(s)` });
  const bytes = found.raw === null ? null : await fileOfMail(found.raw, place);
  if (bytes === null) throw refusal('file-not-kept', `its bytes are not kept here: ${whyNot(found)}`, `look at it where it came in (${found.channel ?? 'unknown'}), then note the entry`);
  await writeNew(out, bytes);
  if (shell.json) shell.printJson({ schemaVersion: 1, entry: Number(entry), file: place + 1, mediaType: file.mediaType, bytes: bytes.length, out });
  else shell.print(`${bytes.length} bytes written to ${out}: what others send is opened with care`);
}

function whyNot({ raw, channel }: { readonly raw: Buffer | null; readonly channel: string | null }): string {
  if (raw !== null) return 'the mail is larger than what is read of it';
  return channel === 'email' || channel === 'sandbox' ? 'the mail is older than mails are kept' : 'files of this channel stay with its provider';
}
