import type { EpochMs } from '../domain/instant.ts';
import { wordInstant } from '../domain/instant-words.ts';
import { CONTACT_ROLES, CONTACT_WAYS, type ContactWay, logContact } from '../store/contact-log.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { actingPerson, byPerson, roleMissing } from './acting-person.ts';
import { customerNamed } from './customer.ts';
import { rulesOfInstallation, tellRuns } from './installation.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { refusal } from './refusal.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { momentOf } from './when.ts';
import { wordsGiven } from './written-words.ts';

interface LogOptions { readonly how: string; readonly as?: string; readonly note?: string; readonly at?: string; readonly shop?: string }

/** `touchline contact log CUSTOMER`. */
export const registerContact: RegisterCommand = (parent, shell) => {
  byPerson(parent.command('log').description('keep a contact that no channel has carried; it counts for the promise of regular contact').argument('<customer>', "the customer's id, or the id a shop gave"))
    .requiredOption('--how <way>', CONTACT_WAYS.join(', ')).option('--at <moment>', 'when it was, by the shop\'s clock: a day and a time, or a day alone, which means its first instant, and of today means now; left out: now').option('--note <text>', 'what there is to keep of it').option('--shop <id>', 'the shop whose id it is, when several know it')
    .addHelpText('after', '\nExamples:\n  npx touchline contact log 12347 --how call --as account-1 --note "wants the green ones in May"\n  npx touchline contact log 12347 --how fair --at "2011-11-28 15:00" --as account-1\n')
    .action((customer: string, options: LogOptions) => log(shell, customer, options));
};

async function log(shell: Shell, named: string, options: LogOptions): Promise<void> {
  const how = wayNamed(options.how);
  const pool = await shell.database();
  const by = await actingPerson(pool, options.as, CONTACT_ROLES);
  const { id: customerId } = await customerNamed(pool, named, options.shop ?? null);
  const { shop: { timeZone: zone } } = await policyInForce(pool);
  const nowMs = await domainNowMs(pool);
  const atMs = options.at === undefined ? nowMs : whenItWas(options.at, zone, nowMs);
  if (atMs > nowMs) throw new CliFailure({ exitCode: 2, code: 'usage', message: `--at ${options.at ?? ''} has not come yet`, wayOut: 'a contact is kept once it was' });
  const note = options.note === undefined ? null : (await wordsGiven({ text: options.note }, { named: '--note' })).text;
  const kept = await logContact(pool, rulesOfInstallation(), { customerId, how, by, atMs, note });
  if (kept.kind === 'no-role') throw roleMissing(by, CONTACT_ROLES);
  if (kept.kind === 'no-such-customer') throw refusal('customer-gone', `nothing is known of customer ${customerId} any more`, 'nothing was kept');
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([customerId], 'contact'));
  if (shell.json) shell.printJson({ schemaVersion: 1, customer: customerId, how, at: isoOf(atMs), by });
  else shell.print(`kept: ${how} with customer ${customerId}, ${wordInstant(atMs, zone, shell.language)} in ${zone}, by ${by}`);
}

/** A day alone is its first instant, so that no contact counts for longer than it may; today alone is now: nobody keeps a contact on the day of it as one of last night. */
function whenItWas(text: string, zone: string, nowMs: EpochMs): EpochMs {
  const fromMs = momentOf(text, '--at', { zone, edge: 'from' });
  const untilMs = momentOf(text, '--at', { zone, edge: 'until' });
  return fromMs <= nowMs && nowMs < untilMs ? nowMs : fromMs;
}

function wayNamed(word: string): ContactWay {
  const way = CONTACT_WAYS.find((known) => known === word);
  if (way === undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: `--how: "${word.slice(0, 40)}" is none of ${CONTACT_WAYS.join(', ')}`, wayOut: didYouMean(word, CONTACT_WAYS) ?? 'nothing was kept' });
  return way;
}
