import { type DocumentToRead, readDocument } from '../store/documents.ts';
import { refusal } from './refusal.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { writeNew } from './write-new.ts';

/** `touchline document save ID --out FILE`. */
export const registerDocumentSave: RegisterCommand = (parent, shell) => {
  parent.command('save').description('write a paper of a customer into a file, as it was attached').argument('<id>', 'the number of the document').requiredOption('--out <path>', 'where to; a file that is there is not written over')
    .addHelpText('after', '\nExample:\n  npx touchline document save 12 --out quotation.pdf\n')
    .action((id: string, options: { out: string }) => save(shell, id, options.out));
};

async function save(shell: Shell, id: string, out: string): Promise<void> {
  const pool = await shell.database();
  const document = /^\d{1,15}$/.test(id) ? await readDocument(pool, Number(id)) : null;
  if (document === null) throw new CliFailure({ exitCode: 2, code: 'no-such-document', message: `there is no document ${id.slice(0, 20)}`, wayOut: 'npx touchline document list' });
  const bytes = bytesToSave(document);
  await writeNew(out, bytes);
  if (shell.json) shell.printJson({ schemaVersion: 1, document: document.id, mediaType: document.mediaType, bytes: bytes.length, out });
  else shell.print(`${document.kind} ${document.fileName}: ${bytes.length} bytes written to ${out}`);
}

/** What of a document is written into a file. @throws CliFailure 4 once it is erased */
export function bytesToSave({ id, bytes }: DocumentToRead): Uint8Array {
  if (bytes === null) throw refusal('document-erased', `document ${id} has been erased with its customer`, 'nothing was written');
  return bytes;
}
