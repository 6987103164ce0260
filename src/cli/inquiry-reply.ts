import { cannedFor, loadCannedAnswers } from '../channels/canned-answers.ts';
import { suggestWord } from '../channels/nearest-word.ts';
import { staffTemplate, staffWordsFault } from '../channels/staff-template.ts';
import type { StaffId } from '../domain/ids.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { wordReason } from '../domain/reason-words.ts';
import { judgeReply } from '../domain/reply-verdict.ts';
import type { StaffWords } from '../domain/staff-words.ts';
import { answerBySpeaking, type Answered, answerInquiry } from '../store/answer-inquiry.ts';
import { SERVICE_ROLES } from '../store/change-inquiry.ts';
import type { InquiryThread } from '../store/inquiry-thread.ts';
import type { Pool, Queryable } from '../store/pool.ts';
import type { RulesInForce } from '../store/rules.ts';
import { loadSnapshots } from '../store/snapshot.ts';
import { readTemplateContext } from '../store/template-context.ts';
import { actingPerson, byPerson } from './acting-person.ts';
import { TEMPLATE_DIR } from './apply-files.ts';
import { calledAs } from './called-as.ts';
import { inquiryNamed, inquiryRefused } from './inquiry-refused.ts';
import { channelsOfInstallation, rulesOfInstallation, tellRuns } from './installation.ts';
import { policyInForce } from './policy-in-force.ts';
import { refusal } from './refusal.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { type WordOptions, withWords, wordsGiven } from './written-words.ts';

interface ReplyOptions extends WordOptions { readonly as?: string; readonly canned?: string; readonly channel?: string; readonly spoken?: boolean; readonly templates: string }

/** `touchline inquiry reply ID`, and `touchline reply ID`. */
export const registerInquiryReply: RegisterCommand = (parent, shell) => {
  const called = calledAs(parent, 'reply');
  withWords(byPerson(parent.command('reply').description('answer the customer where they have written; at level 1 a second person reads it first').argument('<id>', 'the number of the inquiry')))
    .option('--canned <name>', 'an answer that is written once for many questions, filled in for this customer in their language (npx touchline inquiry canned)')
    .option('--channel <name>', 'on another channel than theirs').option('--spoken', 'it was said by word of mouth: kept, not sent').option('--templates <folder>', 'the folder of the templates', TEMPLATE_DIR)
    .addHelpText('after', `\nExamples:\n  ${called} 7 --as service-1 --text "It comes with a stand."\n  ${called} 7 --as service-1 --canned on-its-way\n  ${called} 7 --as service-1 --file answer.txt --subject "Your lantern" --channel email\n`)
    .action((id: string, options: ReplyOptions) => reply(shell, id, options));
};

async function reply(shell: Shell, id: string, options: ReplyOptions): Promise<void> {
  const pool = await shell.database();
  const by = await actingPerson(pool, options.as, SERVICE_ROLES);
  const thread = await inquiryNamed(pool, id);
  const policy = await policyInForce(pool);
  const words = await wordsOf(pool, thread, options, policy);
  if (options.spoken === true) return tellSpoken(shell, thread, by, words);
  const channels = channelsOfInstallation();
  const channel = options.channel ?? thread.channel;
  const fault = channels[channel] === undefined ? null : staffWordsFault(channels, channel, thread.language ?? policy.languages.fallback, words);
  if (fault !== null) throw refusal('not-renderable', `these words cannot leave on ${channel}: ${fault}`, 'shorten them, or choose another channel with --channel; nothing was sent');
  const answered = await answerInquiry(pool, rulesOfInstallation(), (name, locale) => staffTemplate(channels, name, locale), { inquiry: thread.id, by, channel: options.channel ?? null, ...words });
  if (answered.kind !== 'sent' && answered.kind !== 'draft') throw await replyRefused(pool, answered, thread, { by, policy });
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([answered.customerId], 'inquiry.answered'));
  if (shell.json) { shell.printJson({ schemaVersion: 1, inquiry: thread.id, outcome: answered.kind, message: answered.message, by }); return; }
  shell.print(answered.kind === 'sent' ? `the answer to inquiry ${thread.id} is on its way by ${channel}` : `the answer to inquiry ${thread.id} waits for a second person: npx touchline approvals list --customer ${thread.customerId}`);
}

async function tellSpoken(shell: Shell, thread: InquiryThread, by: StaffId, { text }: StaffWords): Promise<void> {
  const pool = await shell.database();
  const told = await answerBySpeaking(pool, rulesOfInstallation(), { inquiry: thread.id, by, text });
  if (told.kind !== 'told') throw inquiryRefused(told, { inquiry: thread.id, by, zone: (await policyInForce(pool)).shop.timeZone });
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([told.customerId], 'inquiry.answered'));
  if (shell.json) shell.printJson({ schemaVersion: 1, inquiry: thread.id, outcome: 'told', by });
  else shell.print(`kept what ${by} told the customer of inquiry ${thread.id}`);
}

/** Words that were typed, or a canned answer filled in. */
async function wordsOf(db: Queryable, thread: InquiryThread, { canned, templates, ...given }: ReplyOptions, policy: ShopPolicy): Promise<StaffWords> {
  if (canned === undefined) return wordsGiven(given);
  if (given.text !== undefined || given.file !== undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: '--canned stands in place of --text and --file', wayOut: 'one of them' });
  const loaded = await loadCannedAnswers(templates);
  const answer = cannedFor(loaded, canned, thread.language, policy.languages);
  if (answer === null) {
    const broken = loaded.faults.find(({ file }) => file.split(/[\\/]/)[1] === canned);
    if (broken !== undefined) throw new CliFailure({ exitCode: 3, code: 'template-faults', message: `${templates}/${broken.file}:${broken.line}:${broken.column} ${broken.message}`, wayOut: 'npx touchline template lint tells all of them' });
    throw new CliFailure({ exitCode: 2, code: 'no-such-answer', message: `there is no canned answer "${canned.slice(0, 40)}"`, wayOut: suggestWord(canned, loaded.answers.map(({ name }) => name)) ?? 'npx touchline inquiry canned lists them' });
  }
  const context = await readTemplateContext(db, { id: thread.customerId, locale: answer.locale, products: [] });
  if (context === null) throw refusal('customer-gone', `nothing is known of customer ${thread.customerId}`, 'nothing was sent');
  return wordsGiven({ ...given, text: answer.fill(context.data, policy.sender) });
}

interface ReplyScene {
  readonly by: StaffId;
  readonly policy: ShopPolicy;
}

async function replyRefused(pool: Pool, answered: Exclude<Answered, { readonly kind: 'sent' | 'draft' }>, thread: InquiryThread, { by, policy }: ReplyScene): Promise<CliFailure> {
  if (answered.kind === 'no-channel') return new CliFailure({ exitCode: 2, code: 'no-such-channel', message: `there is no channel "${answered.channel.slice(0, 40)}"`, wayOut: suggestWord(answered.channel, Object.keys(channelsOfInstallation())) ?? 'npx touchline channel list' });
  if (answered.kind !== 'refused') return inquiryRefused(answered, { inquiry: thread.id, by, zone: policy.shop.timeZone });
  const others = await channelsOpenTo(pool, await rulesOfInstallation().load(pool), thread);
  const wayOut = others.length === 0 ? 'no other channel reaches them now: call them, and keep it with --spoken' : `another channel reaches them: --channel ${others.join(' or --channel ')}`;
  return refusal(answered.because.code, `the answer cannot leave on ${answered.channel}: ${wordReason(answered.because, 'en', policy.shop.timeZone)}`, wayOut);
}

/** Channels on which an answer would leave now. */
async function channelsOpenTo(pool: Pool, { channels }: RulesInForce, { customerId }: InquiryThread): Promise<readonly string[]> {
  const snapshot = (await loadSnapshots(pool, [customerId], 0)).get(customerId);
  if (snapshot === undefined) return [];
  const { customer, nowMs } = snapshot;
  const open = customer.contactPoints.filter(({ id, channel }) => judgeReply({ customer, level: customer.standing.level, channel, rule: channels[channel], contactPoint: id, approvedUntilMs: null, nowMs }).kind !== 'drop' && channels[channel] !== undefined);
  return [...new Set(open.map(({ channel }) => channel))];
}
