import type { Command } from 'commander';
import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { INQUIRY_KINDS } from '../domain/inquiry-kind.ts';
import { MOODS } from '../domain/inquiry.ts';
import { wordInstant } from '../domain/instant-words.ts';
import { inquiryWordJson } from '../json-words/inquiry-word-json.ts';
import { SERVICE_ROLES } from '../store/change-inquiry.ts';
import { describeInquiry, type InquiryWord } from '../store/describe-inquiry.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { actingPerson, byPerson } from './acting-person.ts';
import { inquiryNamed, inquiryRefused } from './inquiry-refused.ts';
import { rulesOfInstallation, tellRuns } from './installation.ts';
import { oneLine } from './one-line.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { aheadFrom } from './when.ts';
import { type WordOptions, wordsGiven } from './written-words.ts';

const LONGEST_LINE = 500;

/** `touchline inquiry note|thought|mood|kind|snooze ID`. */
export const registerInquiryDescribe: RegisterCommand = (parent, shell) => {
  const on = (name: string, description: string) => byPerson(parent.command(name).description(description).argument('<id>', 'the number of the inquiry'));
  on('note', 'a note for colleagues; the customer never sees it').option('--text <words>', 'the note').option('--file <file>', 'a text file with it')
    .addHelpText('after', '\nExample:\n  npx touchline inquiry note 7 --as service-1 --text "Asked the warehouse."\n')
    .action((id: string, options: WordOptions & Acts) => say(shell, id, options, async () => ({ says: 'note', text: (await wordsGiven(options)).text })));
  on('thought', 'keep a sentence of the customer, in their own words').requiredOption('--quote <words>', 'the sentence').requiredOption('--source <where>', 'where it was said')
    .addHelpText('after', '\nExample:\n  npx touchline inquiry thought 7 --as service-1 --quote "I wish it came in green" --source "telephone, 29 November"\n')
    .action((id: string, options: { quote: string; source: string } & Acts) => say(shell, id, options, async () => ({ says: 'thought', text: oneLine(options.quote, '--quote', LONGEST_LINE), source: oneLine(options.source, '--source', LONGEST_LINE) })));
  chosen(on('mood', 'how the customer sounds'), shell, { of: MOODS, word: (mood) => ({ says: 'mood', mood }), example: 'mood 7 annoyed' });
  chosen(on('kind', 'what it is about, in place of the guess'), shell, { of: INQUIRY_KINDS, word: (kind) => ({ says: 'kind', kind }), example: 'kind 7 return' });
  on('snooze', 'out of sight until then; no clock stands still').requiredOption('--until <moment>', 'a day, or a day and a time of the shop\'s clock').requiredOption('--reason <text>', 'why')
    .addHelpText('after', '\nExample:\n  npx touchline inquiry snooze 7 --as service-1 --until "2011-12-01 09:00" --reason "the supplier answers tomorrow"\n')
    .action((id: string, options: { until: string; reason: string } & Acts) => say(shell, id, options, async () => snoozed(shell, options)));
};

interface Acts { readonly as?: string }

interface Choice<Word extends string> {
  readonly of: readonly Word[];
  readonly word: (chosen: Word) => InquiryWord;
  readonly example: string;
}

/** A command whose one argument is one of a few words. */
function chosen<Word extends string>(command: Command, shell: Shell, { of, word, example }: Choice<Word>): void {
  command.argument('<word>', of.join(', ')).addHelpText('after', `\nExample:\n  npx touchline inquiry ${example} --as service-1\n`)
    .action((id: string, said: string, options: Acts) => say(shell, id, options, async () => {
      const known = of.find((one) => one === said);
      if (known === undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: `"${said.slice(0, 40)}" is none of ${of.join(', ')}`, wayOut: didYouMean(said, of) ?? 'nothing was changed' });
      return word(known);
    }));
}

async function snoozed(shell: Shell, { until, reason }: { readonly until: string; readonly reason: string }): Promise<InquiryWord> {
  const pool = await shell.database();
  const { shop: { timeZone: zone } } = await policyInForce(pool);
  const untilMs = aheadFrom(until, '--until', { zone, nowMs: await domainNowMs(pool) });
  return { says: 'snooze', untilMs, until: `${wordInstant(untilMs, zone)} in ${zone}`, reason: oneLine(reason, '--reason', LONGEST_LINE) };
}

async function say(shell: Shell, id: string, { as }: Acts, wordOf: () => Promise<InquiryWord>): Promise<void> {
  const pool = await shell.database();
  const by = await actingPerson(pool, as, SERVICE_ROLES);
  const { id: inquiry } = await inquiryNamed(pool, id);
  const word = await wordOf();
  const said = await describeInquiry(pool, rulesOfInstallation(), { inquiry, by }, word);
  if (said.kind !== 'done') throw inquiryRefused(said, { inquiry, by, zone: (await policyInForce(pool)).shop.timeZone });
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([said.customerId], 'inquiry.described'));
  if (shell.json) shell.printJson({ schemaVersion: 1, inquiry, by, ...inquiryWordJson(word) });
  else shell.print(`inquiry ${inquiry}: ${sentenceOf(word)}`);
}

function sentenceOf(word: InquiryWord): string {
  switch (word.says) {
    case 'note': return 'the note is kept';
    case 'thought': return 'the thought is kept';
    case 'mood': return `the customer sounds ${word.mood}`;
    case 'kind': return `it is about ${word.kind}`;
    case 'snooze': return `out of sight until ${word.until}; its clocks run on`;
    default: return word satisfies never;
  }
}
