import type { Command } from 'commander';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import { type CustomersMerged, type CustomerMergeWord, MERGE_ROLES, mergeCustomers, type MergeCounts, tryMerge } from '../store/merge-customers.ts';
import type { Pool } from '../store/pool.ts';
import { actingPerson, byPerson, roleMissing } from './acting-person.ts';
import { customerNamed } from './customer.ts';
import { rulesOfInstallation, tellRuns } from './installation.ts';
import { oneLine } from './one-line.ts';
import { refusal } from './refusal.ts';
import { CliFailure, type Shell } from './shell.ts';

interface MergeOptions { readonly into: string; readonly as?: string; readonly reason?: string; readonly dryRun?: boolean; readonly shop?: string }

const LONGEST_REASON = 500;
const NOTHING_CHANGED = 'nothing was changed';

/** `touchline customer merge ID --into ID`. */
export function registerCustomerMerge(customer: Command, shell: Shell): void {
  byPerson(customer.command('merge').description('make one customer of two that turn out to be one; the strictest word of both holds, and what waits to leave is decided anew')
    .argument('<id>', 'the one that becomes a part: the customer\'s id, or the id a shop gave').requiredOption('--into <id>', 'the one that goes on'))
    .option('--reason <text>', 'why').option('--dry-run', 'say what it would come to, and change nothing').option('--shop <id>', 'the shop whose ids they are, when several know them')
    .addHelpText('after', '\nIt cannot be taken back. What comes in under any name or address of either belongs to the one that goes on.\n\nExamples:\n  npx touchline customer merge 12347 --into 12348 --dry-run --as supervisor-1\n  npx touchline customer merge 12347 --into 12348 --reason "one firm, two accounts" --as supervisor-1\n')
    .action((id: string, options: MergeOptions) => merge(shell, id, options));
}

async function merge(shell: Shell, named: string, options: MergeOptions): Promise<void> {
  const pool = await shell.database();
  const by = await actingPerson(pool, options.as, MERGE_ROLES);
  const reason = options.reason === undefined ? null : oneLine(options.reason, '--reason', LONGEST_REASON);
  const word: CustomerMergeWord = { customerId: await customerItself(pool, named, options.shop), into: await customerItself(pool, options.into, options.shop), by, reason };
  const isDryRun = options.dryRun === true;
  const merged = await (isDryRun ? tryMerge : mergeCustomers)(pool, rulesOfInstallation(), word);
  if (merged.kind !== 'merged' && merged.kind !== 'merged-before') throw mergeRefused(merged, word);
  // Said again it pokes again: the first time Temporal may have been away.
  if (!isDryRun) await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([word.customerId, merged.into], 'customer.merged'));
  if (shell.json) shell.printJson({ schemaVersion: 1, customer: word.customerId, into: merged.into, by, dryRun: isDryRun, changed: merged.kind === 'merged' && !isDryRun, counts: merged.kind === 'merged' ? merged.counts : null });
  else shell.print(mergeText(merged, word, isDryRun));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The customer of an id of ours itself, not the one that it may be part of: the merge follows that, and says so. @throws CliFailure 2 */
async function customerItself(pool: Pool, named: string, shop: string | undefined): Promise<CustomerId> {
  const { id } = await customerNamed(pool, named, shop ?? null);
  return UUID.test(named) ? toCustomerId(named.toLowerCase()) : id;
}

type Merged = Extract<CustomersMerged, { kind: 'merged' | 'merged-before' }>;

function mergeText(merged: Merged, { customerId, into }: CustomerMergeWord, isDryRun: boolean): string {
  const followed = merged.into === into ? [] : [`customer ${into} is itself part of customer ${merged.into}, who goes on`];
  if (merged.kind === 'merged-before') return [...followed, `customer ${customerId} is part of customer ${merged.into} already; ${NOTHING_CHANGED}`].join('\n');
  const head = isDryRun ? `customer ${customerId} would become part of customer ${merged.into}; ${NOTHING_CHANGED}` : `customer ${customerId} is part of customer ${merged.into} now`;
  return [...followed, head, ...countLines(merged.counts)].join('\n');
}

const WORDS: Readonly<Record<string, string>> = {
  identities: 'names of shops moved', contactPoints: 'addresses moved', consents: 'consents said anew, the strictest of both', suppressions: 'reasons never to contact taken over', statements: 'statements taken over',
  levelOverrides: 'words on the level taken over', voidMessages: 'messages that waited to leave are void', decidedAnew: 'messages of the one that goes on are decided anew', enrolmentsMoved: 'enrolments go on', enrolmentsEnded: 'enrolments ended',
  grants: 'promotions moved', inquiries: 'inquiries moved', clocks: 'running clocks moved', tasks: 'tasks moved', orders: 'orders moved', agreements: 'agreements moved',
};

function countLines(counts: MergeCounts): readonly string[] {
  return Object.entries(WORDS).flatMap(([name, words]) => ((counts[name] ?? 0) === 0 ? [] : [`  ${String(counts[name]).padStart(6)}  ${words}`]));
}

function mergeRefused(merged: Exclude<CustomersMerged, Merged>, { customerId, into, by }: CustomerMergeWord): CliFailure {
  switch (merged.kind) {
    case 'same-customer': return new CliFailure({ exitCode: 2, code: 'usage', message: `both are customer ${customerId}`, wayOut: 'name two customers; names of shops may lead to one that was merged before' });
    case 'no-such-customer': return new CliFailure({ exitCode: 2, code: 'customer-unknown', message: `no customer ${merged.customerId}`, wayOut: NOTHING_CHANGED });
    case 'no-role': return roleMissing(by, MERGE_ROLES);
    case 'circle': return refusal('merged-the-other-way', `customer ${into} is part of customer ${customerId} already: they are one`, NOTHING_CHANGED);
    case 'part-of-another': return refusal('part-of-another', `customer ${customerId} is part of customer ${merged.into} already`, `npx touchline customer merge ${merged.into} --into ${into} makes one of these two`);
    case 'erased': return refusal('customer-erased', `customer ${merged.customerId} has been erased`, 'nothing is left to be merged; nothing was changed');
    case 'sending': return refusal('message-leaving', `message ${merged.message} is leaving at this moment`, 'try again in a moment, when its outcome is known; nothing was changed');
    case 'agreements-overlap': return refusal('agreements-overlap', `agreements ${merged.agreements[0]} and ${merged.agreements[1]} hold on the same days`, `end one of them first: npx touchline agreement end ${merged.agreements[1]}`);
    default: return merged satisfies never;
  }
}
