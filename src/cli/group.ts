import type { StaffId } from '../domain/ids.ts';
import { GROUP_PARTS, type GroupPartName } from '../domain/working-group.ts';
import { wordInstant } from '../domain/instant-words.ts';
import type { Pool } from '../store/pool.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { endPart, type GroupPart, listParts, PART_DOERS, PART_GIVERS, type PartChanged, setPart } from '../store/working-group.ts';
import { actingPerson, byPerson, roleMissing } from './acting-person.ts';
import { customerNamed } from './customer.ts';
import { howMany } from './how-many.ts';
import { rulesOfInstallation, tellRuns } from './installation.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { oneLine } from './one-line.ts';
import { policyInForce } from './policy-in-force.ts';
import { refusal } from './refusal.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { staffNamed } from './staff-named.ts';
import { tableText } from './table-text.ts';
import { aheadFrom } from './when.ts';

interface ListOptions { readonly customer?: string; readonly person?: string; readonly all?: boolean; readonly limit: string }
interface SetOptions { readonly as?: string; readonly person?: string; readonly due?: string; readonly what?: string }

const LONGEST = 200;

/** `touchline group list|set|done`. */
export const registerGroup: RegisterCommand = (parent, shell) => {
  parent.command('list').description('what everybody has to do with key accounts, the nearest first')
    .option('--customer <id>', 'only of one customer').option('--person <id>', 'only of one of the staff').option('--all', 'also what is done').option('--limit <count>', 'at most so many', '100')
    .addHelpText('after', '\nExamples:\n  npx touchline group list\n  npx touchline group list --person service-1 --json\n')
    .action((options: ListOptions) => list(shell, options));
  byPerson(parent.command('set').description('name who has a part of a working group, what it is and until when; opens it where it is not open')
    .argument('<customer>', "the customer's id, or the id a shop gave").argument('<part>', GROUP_PARTS.join(', '))
    .option('--person <id>', 'who has it').option('--due <when>', 'a day, or a day and a time').option('--what <text>', 'what is to be done'))
    .addHelpText('after', '\nExample:\n  npx touchline group set 12347 sales --person service-1 --due 2011-12-05 --as supervisor-1\n')
    .action((customer: string, part: string, options: SetOptions) => set(shell, { customer, part }, options));
  byPerson(parent.command('done').description('say that a part is done').argument('<id>', 'the number of the part').option('--note <text>', 'what came of it'))
    .addHelpText('after', '\nExample:\n  npx touchline group done 7 --as service-1 --note "meets them on Tuesday"\n')
    .action((id: string, options: { as?: string; note?: string }) => done(shell, id, options));
};

async function list(shell: Shell, { customer, person, all = false, limit }: ListOptions): Promise<void> {
  const pool = await shell.database();
  const customerId = customer === undefined ? null : (await customerNamed(pool, customer, null)).id;
  const parts = await listParts(pool, { customerId, person: person === undefined ? null : (await staffNamed(pool, person)).id, openOnly: !all, limit: howMany(limit) });
  if (shell.json) { shell.printJson({ schemaVersion: 1, parts: parts.map(plainly) }); return; }
  if (parts.length === 0) { shell.print('no part of a working group is open'); return; }
  const { shop } = await policyInForce(pool);
  shell.print(tableText([['id', 'customer', 'part', 'who', 'due', 'what'], ...parts.map((part) =>
    [String(part.id), part.customerId, part.part, part.person ?? part.team ?? '', part.doneAtMs === null ? wordInstant(part.dueAtMs, shop.timeZone, shell.language) : `done by ${part.doneBy}`, part.what])]));
}

async function set(shell: Shell, named: { readonly customer: string; readonly part: string }, { as, person, due, what }: SetOptions): Promise<void> {
  const pool = await shell.database();
  const by = await actingPerson(pool, as, PART_GIVERS);
  const part = partNamed(named.part);
  const { id } = await customerNamed(pool, named.customer, null);
  const { shop } = await policyInForce(pool);
  const changed = await setPart(pool, rulesOfInstallation(), {
    customerId: id, by, part,
    ...(person === undefined ? {} : { person: await presentPerson(pool, person) }),
    ...(due === undefined ? {} : { dueAtMs: aheadFrom(due, '--due', { zone: shop.timeZone, nowMs: await domainNowMs(pool) }) }),
    ...(what === undefined ? {} : { what: oneLine(what, '--what', LONGEST) }),
  });
  if (changed.kind === 'no-role') throw roleMissing(by, PART_GIVERS);
  if (changed.kind === 'no-part') throw refusal('customer-gone', `nothing is known of customer ${id} any more`, 'it may have become part of another one: npx touchline customer show tells which');
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([id], 'working-group'));
  if (shell.json) shell.printJson({ schemaVersion: 1, part: plainly(changed.part) });
  else shell.print(`${part} ${changed.part.id}: ${changed.part.person ?? changed.part.team ?? 'nobody is named'}, due ${wordInstant(changed.part.dueAtMs, shop.timeZone, shell.language)}`);
}

async function done(shell: Shell, id: string, { as, note }: { readonly as?: string; readonly note?: string }): Promise<void> {
  const pool = await shell.database();
  const by = await actingPerson(pool, as, PART_DOERS);
  const ended: PartChanged = /^\d{1,15}$/.test(id) ? await endPart(pool, rulesOfInstallation(), Number(id), { by, note: note === undefined ? null : oneLine(note, '--note', 500) }) : { kind: 'no-part' };
  if (ended.kind === 'no-role') throw roleMissing(by, PART_DOERS);
  if (ended.kind === 'no-part') throw new CliFailure({ exitCode: 4, code: 'no-such-part', message: `no part ${id.slice(0, 20)} is open`, wayOut: 'npx touchline group list shows those that are' });
  const { part } = ended;
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([part.customerId], 'working-group'));
  if (shell.json) shell.printJson({ schemaVersion: 1, part: plainly(part) });
  else shell.print(`${part.part} of customer ${part.customerId} is done`);
}

/** @throws CliFailure 2 for somebody who is not known, 4 for somebody who has left */
async function presentPerson(pool: Pool, named: string): Promise<StaffId> {
  const { id, leftAtMs } = await staffNamed(pool, named);
  if (leftAtMs !== null) throw refusal('staff-left', `${id} has left`, 'npx touchline staff list names who is there; nothing was changed');
  return id;
}

function partNamed(named: string): GroupPartName {
  const part = GROUP_PARTS.find((one) => one === named);
  if (part === undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: `no part "${named.slice(0, 40)}"`, wayOut: `one of ${GROUP_PARTS.join(', ')}` });
  return part;
}

function plainly({ customerId, dueAtMs, doneAtMs, ...part }: GroupPart): object {
  return { ...part, customer: customerId, dueAt: isoOf(dueAtMs), doneAt: isoOf(doneAtMs) };
}
