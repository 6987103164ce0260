import { wordInstant } from '../domain/instant-words.ts';
import { type InboundLine, listInbound, listInboundMail, listOpenNews } from '../store/inbound-list.ts';
import type { Queryable } from '../store/pool.ts';
import { howMany } from './how-many.ts';
import { askOf, inboundInWords, inboundJson } from './inbound-words.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

interface ListOptions { readonly unknown?: boolean; readonly customer?: string; readonly unsure?: boolean; readonly limit: string }

/** Among so many, the newest, those are looked for that may want to stop. */
const LOOKED_THROUGH = 2_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `touchline inbox list|news|mail`. */
export const registerInbox: RegisterCommand = (parent, shell) => {
  parent.command('list').description('what people wrote, the newest first')
    .option('--unknown', 'only from whom nobody knows').option('--customer <id>', 'only of this customer')
    .option('--unsure', 'only what may ask to stop and cannot be sure: nothing was done about it').option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', '\nExamples:\n  npx touchline inbox list\n  npx touchline inbox list --unknown --json\n  npx touchline inbox list --unsure\n')
    .action((options: ListOptions) => list(shell, options));
  parent.command('news').description('what providers told and nobody could apply, or not yet, with the reason; the newest first')
    .option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', '\nExample:\n  npx touchline inbox news --json\n')
    .action((options: { limit: string }) => news(shell, options));
  parent.command('mail').description('mails that came to the addresses of bounces and answers, and what each came to; the newest first')
    .option('--waiting', 'only those that are not read yet, or could not be').option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', '\nExamples:\n  npx touchline inbox mail\n  npx touchline inbox mail --waiting --json\n')
    .action((options: { waiting?: boolean; limit: string }) => mail(shell, options));
};

async function list(shell: Shell, { unknown = false, unsure = false, customer, limit }: ListOptions): Promise<void> {
  if (customer !== undefined && !UUID.test(customer)) throw new CliFailure({ exitCode: 2, code: 'usage', message: '--customer: expected the id of a customer', wayOut: 'npx touchline customer show <id, number or address> names it' });
  if (customer !== undefined && unknown) throw new CliFailure({ exitCode: 2, code: 'usage', message: '--unknown and --customer exclude each other', wayOut: 'one of them' });
  const pool = await shell.database();
  const lines = await linesOf(pool, { from: customer === undefined ? (unknown ? 'unknown' : 'all') : { customerId: customer }, limit: howMany(limit) }, unsure);
  if (shell.json) { shell.printJson({ schemaVersion: 1, messages: lines.map(inboundJson) }); return; }
  if (lines.length === 0) { shell.print(unsure ? 'nobody may want to stop without saying so plainly' : 'nobody has written'); return; }
  const { shop } = await policyInForce(pool);
  shell.print(tableText([['id', 'channel', 'written', 'customer', 'asks', ''], ...lines.map((line) =>
    [String(line.id), line.channel, wordInstant(line.atMs, shop.timeZone, shell.language), line.customerId ?? `nobody known (${line.address})`, askOf(line) ?? '', inboundInWords(line)])]));
}

async function linesOf(pool: Queryable, { from, limit }: Parameters<typeof listInbound>[1], unsure: boolean): Promise<readonly InboundLine[]> {
  if (!unsure) return listInbound(pool, { from, limit });
  return (await listInbound(pool, { from, limit: LOOKED_THROUGH })).filter((line) => askOf(line) === 'perhaps-stop').slice(0, limit);
}

async function news(shell: Shell, { limit }: { readonly limit: string }): Promise<void> {
  const pool = await shell.database();
  const open = await listOpenNews(pool, howMany(limit));
  if (shell.json) { shell.printJson({ schemaVersion: 1, news: open.map(({ receivedMs, ...one }) => ({ ...one, receivedAt: isoOf(receivedMs) })) }); return; }
  if (open.length === 0) { shell.print('everything that providers told is applied'); return; }
  shell.print(tableText([['channel', 'kind', 'state', 'came in', 'why', 'id'], ...open.map((one) => [one.channel, one.kind, one.state, isoOf(one.receivedMs) ?? '', one.reason, one.id])]));
}

async function mail(shell: Shell, { waiting = false, limit }: { readonly waiting?: boolean; readonly limit: string }): Promise<void> {
  const mails = await listInboundMail(await shell.database(), { onlyWaiting: waiting, limit: howMany(limit) });
  if (shell.json) { shell.printJson({ schemaVersion: 1, mails: mails.map(({ receivedMs, ...one }) => ({ ...one, receivedAt: isoOf(receivedMs) })) }); return; }
  if (mails.length === 0) { shell.print(waiting ? 'every mail that came is read' : 'no mail has come'); return; }
  shell.print(tableText([['id', 'came in', 'kind', 'state', 'why', 'about the message'], ...mails.map((one) =>
    [one.id, isoOf(one.receivedMs) ?? '', one.kind ?? '', one.state, one.reason ?? '', one.message ?? ''])]));
}
