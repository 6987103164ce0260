import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { loadCannedAnswers } from '../channels/canned-answers.ts';
import { suggestWord } from '../channels/nearest-word.ts';
import { INQUIRY_KINDS, type InquiryKind } from '../domain/inquiry-kind.ts';
import { INQUIRY_OUTCOMES, type InquiryOutcome } from '../domain/inquiry.ts';
import { SERVICE_ROLES } from '../store/change-inquiry.ts';
import { type ClosedInquiry, closeInquiry } from '../store/close-inquiry.ts';
import { enterInquiry } from '../store/enter-inquiry.ts';
import { actingPerson, byPerson, roleMissing } from './acting-person.ts';
import { TEMPLATE_DIR } from './apply-files.ts';
import { customerNamed } from './customer.ts';
import { type InquiryHandScene, inquiryNamed, inquiryRefused } from './inquiry-refused.ts';
import { channelsOfInstallation, rulesOfInstallation, tellRuns } from './installation.ts';
import { oneLine } from './one-line.ts';
import { policyInForce } from './policy-in-force.ts';
import { refusal } from './refusal.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';
import { type WordOptions, wordsGiven } from './written-words.ts';

const LONGEST_REASON = 500;

interface OpenOptions extends WordOptions { readonly customer: string; readonly shop?: string; readonly channel: string; readonly kind?: string; readonly as?: string }
interface CloseOptions { readonly outcome: string; readonly reason?: string; readonly as?: string }

/** `touchline inquiry open|close|canned`. */
export const registerInquiryOpen: RegisterCommand = (parent, shell) => {
  byPerson(parent.command('open').description('enter what a customer has asked you, by telephone or in person'))
    .requiredOption('--customer <id>', "the customer's id, or the id a shop gave").option('--shop <id>', 'the shop whose id it is, when several know it').option('--channel <name>', 'where they are to be answered', 'email')
    .option('--kind <kind>', `what it is about; left out it is guessed: ${INQUIRY_KINDS.join(', ')}`).option('--text <words>', 'what they asked').option('--file <file>', 'a text file with it')
    .addHelpText('after', '\nExample:\n  npx touchline inquiry open --customer 12347 --channel email --text "Do you have it in green?" --as service-1\n')
    .action((options: OpenOptions) => open(shell, options));
  byPerson(parent.command('close').description('close an inquiry with what it came to').argument('<id>', 'the number of the inquiry'))
    .requiredOption('--outcome <outcome>', INQUIRY_OUTCOMES.join(', ')).option('--reason <text>', 'why; needed for one of level 4 that stays unanswered')
    .addHelpText('after', '\nExamples:\n  npx touchline inquiry close 7 --outcome solved --as service-1\n  npx touchline inquiry close 9 --outcome unanswered --reason "advertisement" --as service-1\n')
    .action((id: string, options: CloseOptions) => close(shell, id, options));
  parent.command('canned').description('answers that are written once for many questions, and in which languages').option('--templates <folder>', 'the folder of the templates', TEMPLATE_DIR)
    .addHelpText('after', '\nExample:\n  npx touchline inquiry canned\n\nThey stand in templates/_canned/<name>/<language>.hbs; npx touchline template lint checks them.')
    .action(({ templates }: { templates: string }) => canned(shell, templates));
};

async function open(shell: Shell, options: OpenOptions): Promise<void> {
  const pool = await shell.database();
  const by = await actingPerson(pool, options.as, SERVICE_ROLES);
  const customer = await customerNamed(pool, options.customer, options.shop ?? null);
  const kind = options.kind === undefined ? null : kindNamed(options.kind);
  const known = Object.keys(channelsOfInstallation());
  if (!known.includes(options.channel)) throw new CliFailure({ exitCode: 2, code: 'no-such-channel', message: `there is no channel "${options.channel.slice(0, 40)}"`, wayOut: suggestWord(options.channel, known) ?? `channels are ${known.join(', ')}` });
  const { text } = await wordsGiven(options);
  const entered = await enterInquiry(pool, rulesOfInstallation(), { customerId: customer.id, channel: options.channel, text, kind, by });
  if (entered.kind === 'no-role') throw roleMissing(by, SERVICE_ROLES);
  if (entered.kind === 'no-such-customer') throw refusal('customer-gone', `nothing is known of customer ${customer.id} any more`, 'nothing was entered');
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([customer.id], 'inquiry.received'));
  if (shell.json) shell.printJson({ schemaVersion: 1, inquiry: entered.inquiry, customer: customer.id, by });
  else shell.print(`inquiry ${entered.inquiry} of customer ${customer.id}`);
}

function kindNamed(word: string): InquiryKind {
  const kind = INQUIRY_KINDS.find((known) => known === word);
  if (kind === undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: `--kind: "${word.slice(0, 40)}" is none of ${INQUIRY_KINDS.join(', ')}`, wayOut: didYouMean(word, INQUIRY_KINDS) ?? 'nothing was entered' });
  return kind;
}

function outcomeNamed(word: string): InquiryOutcome {
  const outcome = INQUIRY_OUTCOMES.find((known) => known === word);
  if (outcome === undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: `--outcome: "${word.slice(0, 40)}" is none of ${INQUIRY_OUTCOMES.join(', ')}`, wayOut: didYouMean(word, INQUIRY_OUTCOMES) ?? 'nothing was changed' });
  return outcome;
}

async function close(shell: Shell, id: string, { outcome: said, reason, as }: CloseOptions): Promise<void> {
  const outcome = outcomeNamed(said);
  const pool = await shell.database();
  const by = await actingPerson(pool, as, SERVICE_ROLES);
  const { id: inquiry } = await inquiryNamed(pool, id);
  const closed = await closeInquiry(pool, rulesOfInstallation(), { inquiry, by, outcome, reason: reason === undefined ? null : oneLine(reason, '--reason', LONGEST_REASON) });
  if (closed.kind !== 'done') throw closingRefused(closed, { inquiry, by, zone: (await policyInForce(pool)).shop.timeZone });
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([closed.customerId], 'inquiry.closed'));
  if (shell.json) shell.printJson({ schemaVersion: 1, inquiry, outcome, by });
  else shell.print(`inquiry ${inquiry} is closed as ${outcome}`);
}

const OBJECTIONS = {
  'needs-answer': ['nobody has answered it yet', 'npx touchline inquiry reply, with --spoken for what was said by word of mouth'],
  'answer-promised': ['its customer is promised an answer: only inquiries of level 4 may stay unanswered', 'npx touchline inquiry reply'],
  'needs-reason': ['the last words are the customer\'s: to close it needs a reason', 'add --reason "…"'],
} as const;

function closingRefused(closed: Exclude<ClosedInquiry, { readonly kind: 'done' }>, scene: InquiryHandScene): CliFailure {
  if (closed.kind === 'objection') {
    const [message, wayOut] = OBJECTIONS[closed.objection];
    return refusal(closed.objection, `inquiry ${scene.inquiry} cannot be closed like this: ${message}`, wayOut);
  }
  if (closed.kind !== 'answer-waits') return inquiryRefused(closed, scene);
  return closed.approval === null
    ? refusal('answer-waits', `an answer to inquiry ${scene.inquiry} is about to leave`, 'close it once it has left')
    : refusal('answer-waits', `an answer to inquiry ${scene.inquiry} waits for a second person`, `npx touchline approve ${closed.approval}, or reject it`);
}

async function canned(shell: Shell, templates: string): Promise<void> {
  const { answers, faults } = await loadCannedAnswers(templates);
  const names = [...new Set(answers.map(({ name }) => name))];
  const rows = names.map((name) => ({ name, locales: answers.filter((answer) => answer.name === name).map(({ locale }) => locale) }));
  if (shell.json) { shell.printJson({ schemaVersion: 1, canned: rows, faults: faults.length }); return; }
  if (rows.length === 0) shell.print(`no canned answer in ${templates}`);
  else shell.print(tableText([['name', '', 'languages'], ...rows.map(({ name, locales }) => [name, '', locales.join(', ')])]));
  if (faults.length > 0) shell.note(`${faults.length} faults: npx touchline template lint`);
}
