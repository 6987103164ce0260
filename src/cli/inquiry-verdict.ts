import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { type Verdict, VERDICTS } from '../domain/inquiry.ts';
import { SERVICE_ROLES } from '../store/change-inquiry.ts';
import { type JudgedInquiry, judgeInquiry } from '../store/judge-inquiry.ts';
import { actingPerson, byPerson } from './acting-person.ts';
import { inquiryNamed, inquiryRefused } from './inquiry-refused.ts';
import { rulesOfInstallation, tellRuns } from './installation.ts';
import { oneLine } from './one-line.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';

const LONGEST_NOTE = 500;

interface Options { readonly note?: string; readonly as?: string }

/** `touchline inquiry verdict ID real|not-real`. */
export const registerInquiryVerdict: RegisterCommand = (parent, shell) => {
  byPerson(parent.command('verdict').description('what you found: a real buyer, or not. Nothing costly waits for a real one any more; one that is not is closed')
    .argument('<id>', 'the number of the inquiry').argument('<verdict>', VERDICTS.join(' or '))).option('--note <text>', 'what you went by, for colleagues')
    .addHelpText('after', '\nExamples:\n  npx touchline inquiry verdict 7 real --as service-1\n  npx touchline inquiry verdict 9 not-real --note "the firm knows nothing of it" --as service-1\n\nnpx touchline inquiry show 9 tells every sign; npx touchline report screening what verdicts say of the screening.')
    .action((id: string, word: string, options: Options) => judge(shell, id, word, options));
};

async function judge(shell: Shell, id: string, word: string, { note, as }: Options): Promise<void> {
  const verdict = verdictNamed(word);
  const pool = await shell.database();
  const by = await actingPerson(pool, as, SERVICE_ROLES);
  const { id: inquiry } = await inquiryNamed(pool, id);
  const judged = await judgeInquiry(pool, rulesOfInstallation(), { inquiry, by, verdict, note: note === undefined ? null : oneLine(note, '--note', LONGEST_NOTE) });
  if (judged.kind !== 'done' && judged.kind !== 'kept') throw inquiryRefused(judged, { inquiry, by, zone: (await policyInForce(pool)).shop.timeZone });
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([judged.customerId], judged.kind === 'done' && judged.isClosed ? 'inquiry.closed' : 'inquiry.described'));
  if (shell.json) shell.printJson({ schemaVersion: 1, inquiry, verdict, by, closed: judged.kind === 'done' && judged.isClosed });
  else shell.print(`inquiry ${inquiry}: ${follows(judged, verdict)}`);
}

function verdictNamed(word: string): Verdict {
  const verdict = VERDICTS.find((known) => known === word);
  if (verdict === undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: `"${word.slice(0, 40)}" is none of ${VERDICTS.join(', ')}`, wayOut: didYouMean(word, VERDICTS) ?? 'nothing was changed' });
  return verdict;
}

function follows(judged: JudgedInquiry, verdict: Verdict): string {
  if (judged.kind === 'kept') return `found ${verdict}; it was closed before, so only the report changes, and how serious the customer's inquiries are`;
  return verdict === 'real' ? 'a real buyer, nothing waits for a look any more' : 'not real, closed; what was about to answer it does not leave';
}
