import { wordInstant } from '../domain/instant-words.ts';
import type { Pool } from '../store/pool.ts';
import { endTasks, listTasks, readTask, type Task, TASK_KINDS, type TaskEnd } from '../store/tasks.ts';
import { customerNamed } from './customer.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { howMany } from './how-many.ts';
import { oneLine } from './one-line.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

interface ListOptions { readonly open?: boolean; readonly all?: boolean; readonly customer?: string; readonly kind?: string; readonly limit: string }

const LONGEST_NOTE = 500;
const LONGEST_NAME = 80;

/** `touchline tasks [list]|show|done|cancel`. */
export const registerTasks: RegisterCommand = (parent, shell) => {
  parent.command('list', { isDefault: true }).description('what people are to do: the nearest deadline first, then the oldest')
    .option('--open', 'only open ones, as without any option').option('--all', 'done and cancelled ones too').option('--customer <id>', 'only those about one customer')
    .option('--kind <kind>', `only one kind: ${TASK_KINDS.join(', ')}`).option('--limit <count>', 'at most so many', '100')
    .addHelpText('after', '\nExamples:\n  npx touchline tasks\n  npx touchline tasks list --all --customer 12347 --json\n')
    .action((options: ListOptions) => list(shell, options));
  parent.command('show').description('one task, and what became of it').argument('<id>', 'the number of the task')
    .addHelpText('after', '\nExample:\n  npx touchline tasks show 7\n')
    .action((id: string) => show(shell, id));
  parent.command('done').description('say that a task is done').argument('<id>', 'the number of the task')
    .requiredOption('--by <name>', 'who did it').option('--note <text>', 'what there is to say about it')
    .addHelpText('after', '\nExample:\n  npx touchline tasks done 7 --by dana --note "Ada Reed looks after them"\n')
    .action((id: string, { by, note }: { by: string; note?: string }) => end(shell, id, { state: 'done', by, note: note ?? null }));
  parent.command('cancel').description('say that a task need not be done; a message to pass on counts as declined then').argument('<id>', 'the number of the task')
    .requiredOption('--by <name>', 'who says so').requiredOption('--reason <text>', 'why')
    .addHelpText('after', '\nExample:\n  npx touchline tasks cancel 7 --by dana --reason "the order was cancelled"\n')
    .action((id: string, { by, reason }: { by: string; reason: string }) => end(shell, id, { state: 'cancelled', by, note: reason }));
};

async function list(shell: Shell, options: ListOptions): Promise<void> {
  if (options.open === true && options.all === true) throw usage('--open and --all exclude each other');
  const kind = TASK_KINDS.find((known) => known === options.kind) ?? null;
  if (options.kind !== undefined && kind === null) throw usage(`no tasks of kind "${options.kind.slice(0, 40)}"`, `one of ${TASK_KINDS.join(', ')}`);
  const pool = await shell.database();
  const customerId = options.customer === undefined ? null : (await customerNamed(pool, options.customer, null)).id;
  const tasks = await listTasks(pool, { openOnly: options.all !== true, customerId, kind, limit: howMany(options.limit) });
  if (shell.json) { shell.printJson({ schemaVersion: 1, tasks: tasks.map(plainly) }); return; }
  if (tasks.length === 0) { shell.print(options.all === true ? 'no task' : 'no open task'); return; }
  const { shop } = await policyInForce(pool);
  const at = (ms: number | null) => (ms === null ? '' : wordInstant(ms, shop.timeZone, shell.language));
  shell.print(tableText([['id', 'state', 'since', 'due', 'kind', 'with', 'what', 'customer'], ...tasks.map((task) =>
    [String(task.id), task.state, at(task.createdAtMs), at(task.dueAtMs), task.kind, handsOf(task), task.what, task.customerId ?? ''])]));
}

async function show(shell: Shell, named: string): Promise<void> {
  const pool = await shell.database();
  const task = await taskNamed(pool, named);
  if (shell.json) { shell.printJson({ schemaVersion: 1, task: plainly(task) }); return; }
  const { shop } = await policyInForce(pool);
  const at = (ms: number) => wordInstant(ms, shop.timeZone, shell.language);
  shell.print([
    `task ${task.id} (${task.kind}${handsOf(task) === '' ? '' : ` for ${handsOf(task)}`}), since ${at(task.createdAtMs)}${task.dueAtMs === null ? '' : `, due ${at(task.dueAtMs)}`}: ${task.state}`,
    task.what,
    ...(task.customerId === null ? [] : [`customer ${task.customerId} in shop ${task.shopId}`]),
    ...(task.words === null ? [] : [`to ${task.words.to} on ${task.words.marketplace}${task.words.order === null ? '' : `, about order ${task.words.order}`}:`, '', task.words.text, '']),
    ...(task.doneAtMs === null ? [] : [`${task.state} by ${task.doneBy ?? ''}, ${at(task.doneAtMs)}${task.note === null ? '' : `: ${task.note}`}`]),
  ].join('\n'));
}

async function end(shell: Shell, named: string, { state, by, note }: TaskEnd): Promise<void> {
  const ended: TaskEnd = { state, by: oneLine(by, '--by', LONGEST_NAME), note: note === null ? null : oneLine(note, state === 'done' ? '--note' : '--reason', LONGEST_NOTE) };
  const pool = await shell.database();
  const task = await taskNamed(pool, named);
  if (await endTasks(pool, [task.id], ended) === 0) {
    throw new CliFailure({ exitCode: 4, code: 'task-ended', message: `task ${task.id} is ${task.state === 'open' ? 'ended' : task.state} already`, wayOut: `npx touchline tasks show ${task.id} tells by whom` });
  }
  if (shell.json) shell.printJson({ schemaVersion: 1, id: task.id, state });
  else shell.print(`task ${task.id} is ${state}`);
}

const handsOf = ({ person, team }: Task) => [person, team].filter((one) => one !== null).join(' · ');

/** @throws CliFailure 2 when there is none */
async function taskNamed(pool: Pool, id: string): Promise<Task> {
  const task = /^\d{1,9}$/.test(id) ? await readTask(pool, Number(id)) : null;
  if (task !== null) return task;
  throw new CliFailure({ exitCode: 2, code: 'task-unknown', message: `there is no task ${id.slice(0, 40)}`, wayOut: 'npx touchline tasks list --all' });
}

function usage(message: string, wayOut?: string): CliFailure {
  return new CliFailure({ exitCode: 2, code: 'usage', message, ...(wayOut === undefined ? {} : { wayOut }) });
}

function plainly({ id, origin, shopId, customerId, kind, what, team, person, createdAtMs, dueAtMs, state, doneBy, doneAtMs, note, words }: Task): object {
  return { id, kind, what, team, person, state, customer: customerId, shop: shopId, createdAt: isoOf(createdAtMs), dueAt: isoOf(dueAtMs), doneBy, doneAt: isoOf(doneAtMs), note, origin, ...(words === null ? {} : { words }) };
}
