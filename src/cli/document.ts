import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { wordInstant } from '../domain/instant-words.ts';
import { DOCUMENT_ENDINGS, DOCUMENT_KINDS, type DocumentKind, mediaTypeOf, MOST_DOCUMENT_BYTES } from '../domain/media-type.ts';
import { type AddedDocument, addDocument, DOCUMENT_ROLES, type DocumentLine, listDocuments } from '../store/add-document.ts';
import { actingPerson, byPerson, roleMissing } from './acting-person.ts';
import { customerNamed } from './customer.ts';
import { howMany } from './how-many.ts';
import { rulesOfInstallation, tellRuns } from './installation.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';
import { shortLine } from './terminal-text.ts';

interface AddOptions { readonly as?: string; readonly file: string; readonly kind: string; readonly inquiry?: string }

/** `touchline document add|list`. */
export const registerDocument: RegisterCommand = (parent, shell) => {
  byPerson(parent.command('add').description('attach a paper to a customer; of level 1 a second person has to approve it').argument('<customer>', "the customer's id, or the id a shop gave")
    .requiredOption('--file <path>', `the file: ${DOCUMENT_ENDINGS.join(', ')}`).requiredOption('--kind <kind>', DOCUMENT_KINDS.join(', ')).option('--inquiry <id>', 'the inquiry it belongs to'))
    .addHelpText('after', '\nExample:\n  npx touchline document add 12347 --file quotation.pdf --kind quotation --as service-1\n')
    .action((customer: string, options: AddOptions) => add(shell, customer, options));
  parent.command('list').description('papers of customers and how far their approval is, the newest first').option('--customer <id>', 'only of one customer').option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', '\nExample:\n  npx touchline document list --customer 12347\n')
    .action((options: { customer?: string; limit: string }) => list(shell, options));
};

async function add(shell: Shell, customer: string, { as, file, kind: named, inquiry }: AddOptions): Promise<void> {
  const kind = kindNamed(named);
  const { bytes, mediaType } = await readPaper(file);
  const pool = await shell.database();
  const author = await actingPerson(pool, as, DOCUMENT_ROLES);
  const { id: customerId } = await customerNamed(pool, customer, null);
  const added = await addDocument(pool, rulesOfInstallation(), { customerId, inquiryId: inquiry === undefined ? null : numberOfInquiry(inquiry), kind, fileName: path.basename(file), mediaType, bytes, author });
  if (added.kind !== 'added') throw notAdded(added, { customer, inquiry, author });
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([customerId], 'document'));
  if (shell.json) shell.printJson({ schemaVersion: 1, id: added.id, needsApproval: added.needsApproval });
  else shell.print(`document ${added.id} is attached${added.needsApproval ? '; a second person is asked: npx touchline approvals list' : ''}`);
}

interface Asked {
  readonly customer: string;
  readonly inquiry: string | undefined;
  readonly author: string;
}

function notAdded({ kind }: Exclude<AddedDocument, { readonly kind: 'added' }>, { customer, inquiry, author }: Asked): CliFailure {
  switch (kind) {
    case 'no-such-customer': return new CliFailure({ exitCode: 4, code: 'customer-unknown', message: `customer ${customer.slice(0, 60)} was merged away`, wayOut: 'npx touchline customer show names the one that is left' });
    case 'no-role': return roleMissing(author, DOCUMENT_ROLES);
    case 'no-such-inquiry': return noSuchInquiry(`customer ${customer.slice(0, 60)} has no inquiry ${inquiry ?? ''}`);
    default: return kind satisfies never;
  }
}

/** @throws CliFailure 2 for what is no number */
function numberOfInquiry(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw noSuchInquiry(`--inquiry "${text.slice(0, 40)}" is no number of an inquiry`);
}

function noSuchInquiry(message: string): CliFailure {
  return new CliFailure({ exitCode: 2, code: 'inquiry-unknown', message, wayOut: 'npx touchline customer journey tells the inquiries of a customer; nothing was attached' });
}

/** @throws CliFailure 2 for a file that is not there, 3 for one that is no paper */
async function readPaper(file: string): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string }> {
  const size = await stat(file).then((one) => (one.isFile() ? one.size : null), () => null);
  if (size === null) throw new CliFailure({ exitCode: 2, code: 'usage', message: `--file ${file}: there is no such file` });
  if (size > MOST_DOCUMENT_BYTES) throw new CliFailure({ exitCode: 3, code: 'document-too-large', message: `${path.basename(file)} has ${(size / 2 ** 20).toFixed(1)} MB; 10 MB is the most`, wayOut: 'send a link to it instead' });
  const bytes = await readFile(file);
  const mediaType = mediaTypeOf(file, bytes);
  if (mediaType !== null) return { bytes, mediaType };
  throw new CliFailure({ exitCode: 3, code: 'document-type', message: `${path.basename(file)} is not what its name says, or nothing that customers get`, wayOut: `one of ${DOCUMENT_ENDINGS.join(', ')}, with the content that belongs to it` });
}

async function list(shell: Shell, { customer, limit }: { readonly customer?: string; readonly limit: string }): Promise<void> {
  const pool = await shell.database();
  const customerId = customer === undefined ? null : (await customerNamed(pool, customer, null)).id;
  const documents = await listDocuments(pool, customerId, howMany(limit));
  if (shell.json) { shell.printJson({ schemaVersion: 1, documents: documents.map(({ customerId: of, atMs, ...one }) => ({ ...one, customer: of, at: isoOf(atMs) })) }); return; }
  if (documents.length === 0) { shell.print('no document is attached'); return; }
  const { shop } = await policyInForce(pool);
  shell.print(tableText([['id', 'kind', 'file', 'customer', 'by', 'attached', 'approval'], ...documents.map((one) =>
    [String(one.id), one.kind, shortLine(one.fileName, 40), one.customerId, one.author, wordInstant(one.atMs, shop.timeZone, shell.language), approvalOf(one)])]));
}

function approvalOf({ approval }: DocumentLine): string {
  if (approval === null) return 'needs none';
  return `${approval.id} ${approval.state}${approval.by === null ? '' : ` by ${approval.by}`}`;
}

function kindNamed(named: string): DocumentKind {
  const kind = DOCUMENT_KINDS.find((one) => one === named);
  if (kind === undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: `no kind "${named.slice(0, 40)}"`, wayOut: `one of ${DOCUMENT_KINDS.join(', ')}` });
  return kind;
}
