import type { StaffId } from '../domain/ids.ts';
import { countWaiting, type ListedApproval, listApprovals } from '../store/approval-list.ts';
import { type ApprovalAnswer, decideApproval } from '../store/decide-approval.ts';
import type { Pool } from '../store/pool.ts';
import type { RulesSource } from '../store/rules.ts';
import { actingPerson, byPerson } from './acting-person.ts';
import { approvalNamed, approvalRefused } from './approval-refused.ts';
import { campaignNamed } from './campaign-named.ts';
import { rulesOfInstallation, tellRuns } from './installation.ts';
import { wordCount } from './number-words.ts';
import { oneLine } from './one-line.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';

interface ApproveOptions { readonly as?: string; readonly note?: string; readonly all?: boolean; readonly campaign?: string }

const LONGEST_NOTE = 500;
const MOST_AT_ONCE = 1_000;

/** `touchline approve ID…`. */
export const registerApprove: RegisterCommand = (parent, shell) => {
  byPerson(parent.command('approve').description('say yes to exactly what waits, as somebody who has not written it; then it leaves at its hour')
    .argument('[id...]', 'numbers of approvals').option('--all', 'everything that waits of a campaign').option('--campaign <name>', 'the campaign').option('--note <text>', 'what there is to say about it'))
    .addHelpText('after', '\nWhat has changed since it was asked about is not approved, and is asked about anew. Exit code 4 when one of them could not be approved.\n\nExamples:\n  npx touchline approve 12 --as supervisor-1\n  npx touchline approve 12 13 14 --as supervisor-1 --note "as agreed"\n  npx touchline approve --all --campaign welcome-first-order --as supervisor-2\n')
    .action(async (ids: string[], options: ApproveOptions) => {
      const pool = await shell.database();
      const asked = await approvalsMeant(pool, ids, options);
      await sayEach(shell, asked, { yes: true, as: options.as, note: options.note === undefined ? null : oneLine(options.note, '--note', LONGEST_NOTE) });
    });
};

/** `touchline reject ID…`. */
export const registerReject: RegisterCommand = (parent, shell) => {
  byPerson(parent.command('reject').description('say no to what waits: it never leaves, and its campaign goes on without it')
    .argument('<id...>', 'numbers of approvals').requiredOption('--reason <text>', 'why, for its author'))
    .addHelpText('after', '\nExample:\n  npx touchline reject 12 --as supervisor-1 --reason "the offer is over"\n')
    .action(async (ids: string[], { as, reason }: { as?: string; reason: string }) => {
      const note = oneLine(reason, '--reason', LONGEST_NOTE);
      await sayEach(shell, await approvalsMeant(await shell.database(), ids, {}), { yes: false, as, note });
    });
};

interface Meant {
  readonly approvals: readonly ListedApproval[];
  /** So many more wait than are taken at once. */
  readonly more: number;
}

/** @throws CliFailure 2 when nothing is named, or a number is not that of an approval */
async function approvalsMeant(pool: Pool, ids: readonly string[], { all, campaign }: Pick<ApproveOptions, 'all' | 'campaign'>): Promise<Meant> {
  if ((all === true) !== (campaign !== undefined) || (all === true) === ids.length > 0) {
    throw new CliFailure({ exitCode: 2, code: 'usage', message: 'name approvals, or everything of a campaign', wayOut: 'numbers, or --all --campaign NAME; npx touchline approvals lists them' });
  }
  if (campaign !== undefined) return allOf(pool, await campaignNamed(pool, campaign));
  const approvals: ListedApproval[] = [];
  for (const id of new Set(ids)) approvals.push(await approvalNamed(pool, id));
  return { approvals, more: 0 };
}

async function allOf(pool: Pool, campaign: string): Promise<Meant> {
  const approvals = await listApprovals(pool, { state: 'waiting', campaign, team: null, customerId: null, limit: MOST_AT_ONCE });
  return { approvals, more: approvals.length < MOST_AT_ONCE ? 0 : Math.max(0, await countWaiting(pool, campaign) - approvals.length) };
}

interface Word {
  readonly yes: boolean;
  readonly as: string | undefined;
  readonly note: string | null;
}

interface Said {
  readonly id: number;
  readonly answer: ApprovalAnswer;
}

/** What became of one of them: decided, left as it is, not known, or not tried. */
interface Told {
  readonly id: number;
  readonly outcome: ApprovalAnswer['kind'] | 'unknown' | 'not-tried';
  readonly refusal: CliFailure | null;
}

/**
 * Each by the hash of what was asked about, one after the other; a refusal of one stops no other. A failure does: what was decided before it is told, and
 * its runs hear of it, all the same.
 * @throws CliFailure 4 when the only one that was named could not be decided
 */
async function sayEach(shell: Shell, { approvals, more }: Meant, word: Word): Promise<void> {
  const pool = await shell.database();
  const by = await actingPerson(pool, word.as, ['supervisor']);
  const { shop: { timeZone: zone } } = await policyInForce(pool);
  const source = rulesOfInstallation();
  const said: Said[] = [];
  const failure = await sayInTurn(approvals, said, (approval) => sayOne(pool, source, approval, { ...word, by }));
  await tellMoved(shell, said, word.yes);
  const told: readonly Told[] = [
    ...said.map(({ id, answer }) => ({ id, outcome: answer.kind, refusal: 'customerId' in answer ? null : approvalRefused(answer, { approval: id, by, zone }) })),
    ...approvals.slice(said.length).map(({ id }, place): Told => ({ id, outcome: place === 0 ? 'unknown' : 'not-tried', refusal: null })),
  ];
  const [only] = told.flatMap(({ refusal }) => refusal ?? []);
  if (told.length === 1 && only !== undefined) throw only;
  report(shell, told, { by, more });
  if (failure !== null) throw failure.error;
  if (only !== undefined) shell.exitWith(4);
}

/** Fills `said`; answers what broke in. */
async function sayInTurn(approvals: readonly ListedApproval[], said: Said[], say: (approval: ListedApproval) => Promise<ApprovalAnswer>): Promise<{ readonly error: unknown } | null> {
  try {
    for (const approval of approvals) said.push({ id: approval.id, answer: await say(approval) });
    return null;
  } catch (error) {
    return { error };
  }
}

function sayOne(pool: Pool, source: RulesSource, { id: approval, contentHash }: ListedApproval, { yes, note, by }: Word & { readonly by: StaffId }): Promise<ApprovalAnswer> {
  return decideApproval(pool, source, { approval, contentHash, by, yes, note });
}

async function tellMoved(shell: Shell, said: readonly Said[], yes: boolean): Promise<void> {
  const moved = new Set(said.flatMap(({ answer }) => ('customerId' in answer ? [answer.customerId] : [])));
  if (moved.size > 0) await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([...moved], yes ? 'draft.approved' : 'draft.rejected'));
}

function report(shell: Shell, told: readonly Told[], { by, more }: { readonly by: StaffId; readonly more: number }): void {
  if (shell.json) shell.printJson({ schemaVersion: 1, by, decided: told.map(({ id, outcome, refusal }) => ({ id, outcome, ...(refusal === null ? {} : { why: refusal.message, wayOut: refusal.wayOut }) })), more });
  else if (told.length === 0) shell.print('nothing waits for a second person there');
  else for (const one of told) shell.print(`approval ${one.id}: ${inWords(one)}`);
  if (!shell.json && more > 0) shell.note(`${wordCount(more)} more wait: give the command again`);
}

function inWords({ outcome, refusal }: Told): string {
  if (refusal !== null) return `left as it is: ${refusal.message}${refusal.wayOut === null ? '' : ` — ${refusal.wayOut}`}`;
  if (outcome === 'unknown') return 'not known: it failed, and may have counted all the same';
  return outcome === 'not-tried' ? 'not tried' : outcome;
}
