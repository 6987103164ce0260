import { wordInstant } from '../domain/instant-words.ts';
import type { Pool } from '../store/pool.ts';
import { answerSuggestion, listSuggestions, readSuggestion, type Suggestion, SUGGESTION_STATES } from '../store/suggestions.ts';
import { howMany } from './how-many.ts';
import { tellRuns } from './installation.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';
import { forTerminal, shortLine } from './terminal-text.ts';

interface ListOptions { readonly state?: string; readonly idea?: string; readonly limit: string }
interface AnswerOptions { readonly taken?: boolean; readonly declined?: boolean; readonly note?: string; readonly force?: boolean }

const LONGEST_IN_LIST = 60;
const LONGEST_NOTE = 500;

/** `touchline suggestions list|show|answer`. */
export const registerSuggestions: RegisterCommand = (parent, shell) => {
  parent.command('list').description('what customers suggested, the oldest first')
    .option('--state <state>', `only those in this state: ${SUGGESTION_STATES.join(', ')}`).option('--idea <name>', 'only those about one idea').option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', '\nExamples:\n  npx touchline suggestions list --state open\n  npx touchline suggestions list --idea garden-lantern --json\n')
    .action((options: ListOptions) => list(shell, options));
  parent.command('show').description('one suggestion, in the words of the customer').argument('<id>', 'the number of the suggestion')
    .addHelpText('after', '\nExample:\n  npx touchline suggestions show 7\n')
    .action((id: string) => show(shell, id));
  parent.command('answer').description('say what became of a suggestion; a campaign tells the customer').argument('<id>', 'the number of the suggestion')
    .option('--taken', 'the shop does it').option('--declined', 'the shop does not').option('--note <text>', 'a sentence for the customer')
    .option('--force', 'although a campaign that is to tell it would not hear it yet')
    .addHelpText('after', '\nExamples:\n  npx touchline suggestions answer 7 --taken --note "It will be in the shop in May."\n  npx touchline suggestions answer 8 --declined\n')
    .action((id: string, options: AnswerOptions) => answer(shell, id, options));
};

async function list(shell: Shell, options: ListOptions): Promise<void> {
  const state = SUGGESTION_STATES.find((known) => known === options.state) ?? null;
  if (options.state !== undefined && state === null) throw new CliFailure({ exitCode: 2, code: 'usage', message: `no state "${options.state}"`, wayOut: `one of ${SUGGESTION_STATES.join(', ')}` });
  const pool = await shell.database();
  const listed = await listSuggestions(pool, { state, idea: options.idea ?? null, limit: howMany(options.limit) });
  if (shell.json) { shell.printJson({ schemaVersion: 1, suggestions: listed.map(plainly) }); return; }
  if (listed.length === 0) { shell.print('no suggestion'); return; }
  const { shop } = await policyInForce(pool);
  shell.print(tableText([['id', 'state', 'given', 'idea', 'customer', ''], ...listed.map((one) =>
    [String(one.id), one.state, wordInstant(one.atMs, shop.timeZone, shell.language), one.idea, one.customerId, shortLine(one.text ?? '', LONGEST_IN_LIST)])]));
}

async function show(shell: Shell, named: string): Promise<void> {
  const pool = await shell.database();
  const one = await suggestionNamed(pool, named);
  if (shell.json) { shell.printJson({ schemaVersion: 1, suggestion: plainly(one) }); return; }
  const { shop } = await policyInForce(pool);
  const at = (ms: number) => wordInstant(ms, shop.timeZone, shell.language);
  shell.print([
    `suggestion ${one.id} of customer ${one.customerId} about ${one.idea}, ${at(one.atMs)}: ${one.state}${one.answeredAtMs === null ? '' : `, answered ${at(one.answeredAtMs)}`}`,
    one.text === null ? '(the customer has been erased)' : forTerminal(one.text), ...(one.note === null ? [] : [`answer: ${one.note}`]),
  ].join('\n'));
}

async function answer(shell: Shell, named: string, { taken, declined, note, force = false }: AnswerOptions): Promise<void> {
  if ((taken === true) === (declined === true)) throw new CliFailure({ exitCode: 2, code: 'usage', message: 'say what became of it', wayOut: 'one of --taken and --declined' });
  if (note !== undefined && (note.trim() === '' || note.length > LONGEST_NOTE || /[\r\n]/.test(note))) {
    throw new CliFailure({ exitCode: 2, code: 'usage', message: `--note: expected one line of at most ${LONGEST_NOTE} characters` });
  }
  const pool = await shell.database();
  const one = await suggestionNamed(pool, named);
  const outcome = taken === true ? 'taken' : 'declined';
  const answered = await answerSuggestion(pool, one, { outcome, note: note?.trim() ?? null, evenUnheard: force });
  if (answered.kind === 'too-early') {
    throw new CliFailure({
      exitCode: 4, code: 'suggestion-too-early', message: `${answered.campaign} is to tell the customer, and does not wait for the answer yet: its thanks have not left`,
      wayOut: 'answer it later, or add --force if nobody needs to be told',
    });
  }
  if (answered.kind === 'answered-before') {
    throw new CliFailure({ exitCode: 4, code: 'suggestion-answered', message: `suggestion ${one.id} has been answered: ${one.state}`, wayOut: 'the customer may know it already; nothing was changed' });
  }
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([one.customerId], 'suggestion.answered'));
  if (shell.json) shell.printJson({ schemaVersion: 1, id: one.id, outcome });
  else shell.print(`suggestion ${one.id} is ${outcome}; campaigns that wait for it tell the customer`);
}

/** @throws CliFailure 2 when there is none */
async function suggestionNamed(pool: Pool, id: string): Promise<Suggestion> {
  const one = /^\d{1,9}$/.test(id) ? await readSuggestion(pool, Number(id)) : null;
  if (one !== null) return one;
  throw new CliFailure({ exitCode: 2, code: 'suggestion-unknown', message: `there is no suggestion ${id.slice(0, 40)}`, wayOut: 'npx touchline suggestions list' });
}

function plainly({ id, customerId, idea, text, atMs, state, note, answeredAtMs }: Suggestion): object {
  return { id, customer: customerId, idea, text, at: new Date(atMs).toISOString(), state, note, answeredAt: answeredAtMs === null ? null : new Date(answeredAtMs).toISOString() };
}
