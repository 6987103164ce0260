import type { CustomerId, StaffId } from '../domain/ids.ts';
import { type ListedApproval, listApprovals } from '../store/approval-list.ts';
import { type ApprovalAnswer, decideApproval } from '../store/decide-approval.ts';
import type { Pool } from '../store/pool.ts';
import type { RulesSource } from '../store/rules.ts';
import { actingPerson, byPerson } from './acting-person.ts';
import { approvalNamed, approvalRefused } from './approval-refused.ts';
import { rulesOfInstallation, tellRuns } from './installation.ts';
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

/** @throws CliFailure 2 when nothing is named, or a number is not that of an approval */
async function approvalsMeant(pool: Pool, ids: readonly string[], { all, campaign }: Pick<ApproveOptions, 'all' | 'campaign'>): Promise<readonly ListedApproval[]> {
  if ((all === true) !== (campaign !== undefined) || (all === true) === ids.length > 0) {
    throw new CliFailure({ exitCode: 2, code: 'usage', message: 'name approvals, or everything of a campaign', wayOut: 'numbers, or --all --campaign NAME; npx touchline approvals lists them' });
  }
  if (campaign !== undefined) return listApprovals(pool, { state: 'waiting', campaign, team: null, customerId: null, limit: MOST_AT_ONCE });
  const named: ListedApproval[] = [];
  for (const id of new Set(ids)) named.push(await approvalNamed(pool, id));
  return named;
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

/** Each by the hash of what was asked about, one after the other; what one of them came to stops no other. */
async function sayEach(shell: Shell, asked: readonly ListedApproval[], word: Word): Promise<void> {
  const pool = await shell.database();
  const by = await actingPerson(pool, word.as, ['supervisor']);
  const source = rulesOfInstallation();
  const said: Said[] = [];
  for (const approval of asked) said.push({ id: approval.id, answer: await sayOne(pool, source, approval, { ...word, by }) });
  const moved = said.flatMap(({ answer }) => movedBy(answer));
  if (moved.length > 0) await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([...new Set(moved)], word.yes ? 'draft.approved' : 'draft.rejected'));
  await report(shell, said, by);
}

function sayOne(pool: Pool, source: RulesSource, { id: approval, contentHash }: ListedApproval, { yes, note, by }: Word & { readonly by: StaffId }): Promise<ApprovalAnswer> {
  return decideApproval(pool, source, { approval, contentHash, by, yes, note });
}

const movedBy = (answer: ApprovalAnswer): readonly CustomerId[] => ('customerId' in answer ? [answer.customerId] : []);

/** @throws CliFailure 4 when the only one that was named could not be decided */
async function report(shell: Shell, said: readonly Said[], by: StaffId): Promise<void> {
  const { shop: { timeZone: zone } } = await policyInForce(await shell.database());
  const told = said.map(({ id, answer }) => ({ id, refusal: 'customerId' in answer ? null : approvalRefused(answer, { approval: id, by, zone }), outcome: answer.kind }));
  const refused = told.flatMap(({ refusal }) => refusal ?? []);
  const [only] = refused;
  if (told.length === 1 && only !== undefined) throw only;
  if (shell.json) shell.printJson({ schemaVersion: 1, by, decided: told.map(({ id, outcome, refusal }) => ({ id, outcome, ...(refusal === null ? {} : { why: refusal.message, wayOut: refusal.wayOut }) })) });
  else if (told.length === 0) shell.print('nothing waits for a second person there');
  else for (const { id, outcome, refusal } of told) shell.print(refusal === null ? `approval ${id}: ${outcome}` : `approval ${id}: left as it is: ${refusal.message}${refusal.wayOut === null ? '' : ` — ${refusal.wayOut}`}`);
  if (refused.length > 0) shell.exitWith(4);
}
