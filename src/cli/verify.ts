import pc from 'picocolors';
import { channelRules } from '../channels/registry.ts';
import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { INVARIANT_IDS, type InvariantReport, verifyInvariants } from '../store/verify.ts';
import { channelsOfInstallation } from './installation.ts';
import { wordCount } from './number-words.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

const EXAMPLES = `
Examples:
  $ touchline verify                                     every invariant; exit code 1 when one is broken
  $ touchline verify --only at-most-once --only consent  these two
  $ touchline verify --json                              for a monitor

Checks:
${inLines(INVARIANT_IDS, 90)}`;

interface Options { readonly only?: readonly string[] }

/** `touchline verify`: checks the invariants on the live database. Reads only; exit code 1 when one is broken. */
export const registerVerify: RegisterCommand = (parent, shell) => {
  parent.command('verify').description('check on the live database that nothing was lost, sent twice or sent against a rule')
    .option('--only <check>', 'only this check; may be repeated', (id: string, ids: readonly string[] | undefined) => [...(ids ?? []), id])
    .addHelpText('after', EXAMPLES)
    .action((options: Options) => verify(shell, options));
};

async function verify(shell: Shell, { only: chosen = INVARIANT_IDS }: Options): Promise<void> {
  for (const id of chosen) if (!INVARIANT_IDS.includes(id)) throw unknownCheck(id);
  const pool = await shell.database();
  const startedMs = performance.now();
  const progress = shell.progress('invariants', chosen.length);
  let done = 0;
  const reports = await verifyInvariants(pool, {
    only: chosen, channels: channelRules(channelsOfInstallation()), onReport: () => progress.update(done += 1),
  }).finally(() => progress.stop());
  const seconds = (performance.now() - startedMs) / 1000;
  if (shell.json) shell.printJson({ clean: reports.every(isKept), seconds: Number(seconds.toFixed(3)), invariants: reports });
  else show(shell, reports, seconds);
  if (!reports.every(isKept)) shell.exitWith(1);
}

function unknownCheck(id: string): CliFailure {
  return new CliFailure({ exitCode: 2, code: 'unknown-check', message: `no check "${id}"`, wayOut: didYouMean(id, INVARIANT_IDS) ?? 'see touchline verify --help' });
}

const isKept = ({ count }: InvariantReport) => count === 0;

function show(shell: Shell, reports: readonly InvariantReport[], seconds: number): void {
  const rows = reports.map(({ id, title, checked, count }) => [id, wordCount(checked), count === 0 ? 'ok' : `${wordCount(count)} broken`, title]);
  shell.print(tableText([['check', 'looked at', '', 'what is true'], ...rows]));
  const broken = reports.filter((report) => !isKept(report));
  for (const report of broken) shell.print(`\n${inWords(report)}`);
  shell.print(`\n${verdict(reports.length, broken.length)} in ${seconds.toFixed(1)} s`);
}

function verdict(checks: number, broken: number): string {
  return broken === 0 ? `${pc.green('ok')}    ${checks} ${checks === 1 ? 'invariant holds' : 'invariants hold'}` : `${pc.red('fail')}  ${broken} of ${checks} invariants broken`;
}

/** The first rows that break an invariant, each on a line of its own, and what to do. */
function inWords({ id, title, count, offenders, remedy }: InvariantReport): string {
  const lines = offenders.map((offender) => `  ${Object.entries(offender).map(([name, value]) => `${name} ${wordValue(value)}`).join(', ')}`);
  const rest = count > offenders.length ? [`  and ${wordCount(count - offenders.length)} more`] : [];
  return [`${pc.red(id)}: not always true that ${title}`, ...lines, ...rest, `  what to do: ${remedy}`].join('\n');
}

function wordValue(value: unknown): string {
  return value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}

/** Words with commas, broken into indented lines. */
function inLines(words: readonly string[], mostCharacters: number): string {
  const lines: string[] = [];
  for (const word of words) {
    const line = `${lines.at(-1) ?? ''}, ${word}`;
    if (lines.length === 0 || line.length > mostCharacters) lines.push(`  ${word}`);
    else lines[lines.length - 1] = line;
  }
  return lines.join(',\n');
}
