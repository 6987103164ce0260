import type { Command } from 'commander';
import type { Level } from '../domain/customer.ts';
import { wordInstant } from '../domain/instant-words.ts';
import { LEVELS } from '../domain/promised-time.ts';
import { LEVEL_ROLES, type LevelSaid, type LevelWord, sayLevel } from '../store/level-overrides.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { actingPerson, byPerson, roleMissing } from './acting-person.ts';
import { customerNamed } from './customer.ts';
import { rulesOfInstallation, tellRuns } from './installation.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { oneLine } from './one-line.ts';
import { policyInForce } from './policy-in-force.ts';
import { refusal } from './refusal.ts';
import { CliFailure, type Shell } from './shell.ts';
import { aheadFrom } from './when.ts';

interface LevelOptions { readonly reason?: string; readonly until?: string; readonly clear?: boolean; readonly as?: string; readonly shop?: string }

const LONGEST_REASON = 500;

/** `touchline customer level ID 1|2|3|4`. */
export function registerCustomerLevel(customer: Command, shell: Shell): void {
  byPerson(customer.command('level').description('say at which level a customer is handled, in place of the rules of the shop policy, or take that back')
    .argument('<id>', "the customer's id, or the id a shop gave").argument('[level]', '1, 2, 3 or 4'))
    .option('--reason <text>', 'why').option('--until <moment>', 'until then, by the shop\'s clock; left out: until it is taken back').option('--clear', 'let the rules say it again').option('--shop <id>', 'the shop whose id it is, when several know it')
    .addHelpText('after', '\nClocks that run move to a stricter promise at once, never to a looser one.\n\nExamples:\n  npx touchline customer level 12347 1 --reason "visits the fair" --until 2011-12-20 --as supervisor-1\n  npx touchline customer level 12347 --clear --as supervisor-1\n')
    .action((id: string, level: string | undefined, options: LevelOptions) => sayIt(shell, id, level, options));
}

async function sayIt(shell: Shell, named: string, level: string | undefined, options: LevelOptions): Promise<void> {
  const pool = await shell.database();
  const by = await actingPerson(pool, options.as, LEVEL_ROLES);
  const { id: customerId } = await customerNamed(pool, named, options.shop ?? null);
  const { shop: { timeZone: zone } } = await policyInForce(pool);
  const says = wordOf(level, options, { zone, nowMs: await domainNowMs(pool) });
  const said = await sayLevel(pool, rulesOfInstallation(), { customerId, by, says });
  if (said.kind !== 'done') throw levelRefused(said, customerId, by);
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([customerId], 'level'));
  if (shell.json) { shell.printJson({ schemaVersion: 1, customer: customerId, level: said.level, until: isoOf(says?.untilMs ?? null), by }); return; }
  const until = says?.untilMs == null ? '' : ` until ${wordInstant(says.untilMs, zone, shell.language)} in ${zone}`;
  shell.print(says === null ? `customer ${customerId} is at level ${said.level}, by the rules of the shop policy` : `customer ${customerId} is at level ${said.level}${until}, as ${by} has said`);
}

/** @throws CliFailure 2 for what says nothing, or no level */
function wordOf(level: string | undefined, { clear = false, reason, until }: LevelOptions, scene: { readonly zone: string; readonly nowMs: number }): LevelWord['says'] {
  if (clear === (level !== undefined) || (clear && (reason !== undefined || until !== undefined))) throw usage('say a level, or --clear alone', 'add --help to see examples');
  if (clear || level === undefined) return null;
  if (reason === undefined) throw usage('a level that a person says needs a reason', 'add --reason "…"');
  return { level: levelNamed(level), reason: oneLine(reason, '--reason', LONGEST_REASON), untilMs: until === undefined ? null : aheadFrom(until, '--until', scene) };
}

function levelNamed(word: string): Level {
  const level = LEVELS.find((known) => String(known) === word);
  if (level === undefined) throw usage(`"${word.slice(0, 40)}" is no level`, 'one of 1, 2, 3, 4; 1 is the most careful');
  return level;
}

function levelRefused(said: Exclude<LevelSaid, { readonly kind: 'done' }>, customerId: string, by: string): CliFailure {
  if (said.kind === 'no-role') return roleMissing(by, LEVEL_ROLES);
  if (said.kind === 'nothing-said') return refusal('nothing-said', `nobody has said anything of the level of customer ${customerId}`, 'the rules of the shop policy say it already');
  return refusal('customer-gone', `nothing is known of customer ${customerId} any more`, 'nothing was changed');
}

function usage(message: string, wayOut: string): CliFailure {
  return new CliFailure({ exitCode: 2, code: 'usage', message, wayOut });
}
