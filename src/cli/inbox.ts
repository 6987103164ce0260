import { wordInstant } from '../domain/instant-words.ts';
import { type InboundLine, listInbound, listOpenNews } from '../store/inbound-list.ts';
import { isoOf } from './iso-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

interface ListOptions { readonly unknown?: boolean; readonly customer?: string; readonly limit: string }

const LONGEST_IN_LIST = 60;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `touchline inbox list|news`. */
export const registerInbox: RegisterCommand = (parent, shell) => {
  parent.command('list').description('what people wrote, the newest first')
    .option('--unknown', 'only from whom nobody knows').option('--customer <id>', 'only of this customer').option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', '\nExamples:\n  npx touchline inbox list\n  npx touchline inbox list --unknown --json\n')
    .action((options: ListOptions) => list(shell, options));
  parent.command('news').description('what providers told and nobody could apply, or not yet, with the reason; the newest first')
    .option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', '\nExample:\n  npx touchline inbox news --json\n')
    .action((options: { limit: string }) => news(shell, options));
};

async function list(shell: Shell, { unknown = false, customer, limit }: ListOptions): Promise<void> {
  if (customer !== undefined && !UUID.test(customer)) throw new CliFailure({ exitCode: 2, code: 'usage', message: '--customer: expected the id of a customer', wayOut: 'npx touchline customer show <id, number or address> names it' });
  if (customer !== undefined && unknown) throw new CliFailure({ exitCode: 2, code: 'usage', message: '--unknown and --customer exclude each other', wayOut: 'one of them' });
  const pool = await shell.database();
  const lines = await listInbound(pool, { from: customer === undefined ? (unknown ? 'unknown' : 'all') : { customerId: customer }, limit: Number(limit) || 50 });
  if (shell.json) { shell.printJson({ schemaVersion: 1, messages: lines.map(plainly) }); return; }
  if (lines.length === 0) { shell.print('nobody has written'); return; }
  const { shop } = await policyInForce(pool);
  shell.print(tableText([['id', 'channel', 'written', 'customer', ''], ...lines.map((line) =>
    [String(line.id), line.channel, wordInstant(line.atMs, shop.timeZone, shell.language), line.customerId ?? `nobody known (${line.address})`, shortened(line)])]));
}

async function news(shell: Shell, { limit }: { readonly limit: string }): Promise<void> {
  const pool = await shell.database();
  const open = await listOpenNews(pool, Number(limit) || 50);
  if (shell.json) { shell.printJson({ schemaVersion: 1, news: open.map(({ receivedMs, ...one }) => ({ ...one, receivedAt: isoOf(receivedMs) })) }); return; }
  if (open.length === 0) { shell.print('everything that providers told is applied'); return; }
  shell.print(tableText([['channel', 'kind', 'state', 'came in', 'why', 'id'], ...open.map((one) => [one.channel, one.kind, one.state, isoOf(one.receivedMs) ?? '', one.reason, one.id])]));
}

/** On one line, and without what a terminal would obey. */
function shortened({ text, isAutomatic }: InboundLine): string {
  if (text === null) return '(the customer has been erased)';
  const line = `${isAutomatic ? '(automatic) ' : ''}${text.replaceAll(/[\p{Cc}\s]+/gu, ' ')}`;
  return line.length <= LONGEST_IN_LIST ? line : `${line.slice(0, LONGEST_IN_LIST - 1)}…`;
}

function plainly({ id, channel, customerId, address, text, atMs, messageId, isAutomatic }: InboundLine): object {
  return { id, channel, customer: customerId, address, text, at: new Date(atMs).toISOString(), message: messageId, automatic: isAutomatic };
}
