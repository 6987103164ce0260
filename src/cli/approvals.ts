import { wordInstant } from '../domain/instant-words.ts';
import { wordTimeLeft } from '../domain/time-left-words.ts';
import { approvalJson } from '../json-words/approval-json.ts';
import { APPROVAL_STATES, type ListedApproval, listApprovals } from '../store/approval-list.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { approvalNamed } from './approval-refused.ts';
import { showApproval, type ShowOptions } from './approval-show.ts';
import { subjectOf } from './approval-words.ts';
import { campaignNamed } from './campaign-named.ts';
import { customerNamed } from './customer.ts';
import { howMany } from './how-many.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';
import { checkAskedTeam } from './team-names.ts';

interface ListOptions { readonly state?: string; readonly all?: boolean; readonly campaign?: string; readonly team?: string; readonly customer?: string; readonly limit: string }

/** `touchline approvals [list]|show`. */
export const registerApprovals: RegisterCommand = (parent, shell) => {
  parent.command('list', { isDefault: true }).description('what waits for a second person: the nearest deadline first')
    .option('--all', 'what was decided too').option('--state <state>', `only those in this state: ${APPROVAL_STATES.join(', ')}`)
    .option('--campaign <name>', 'only messages of one campaign').option('--team <name>', 'only those of one team').option('--customer <id>', 'only those to one customer').option('--limit <count>', 'at most so many', '100')
    .addHelpText('after', '\nExamples:\n  npx touchline approvals\n  npx touchline approvals list --campaign welcome-first-order --json\n  npx touchline approvals list --state rejected\n')
    .action((options: ListOptions) => list(shell, options));
  parent.command('show').description('exactly what would leave, to whom, what it gives away, why it was written, and by when a word is promised').argument('<id>', 'the number of the approval')
    .option('--part <part>', 'only this part of the content, such as html').option('--out <file>', 'write that part into a file')
    .addHelpText('after', '\nExamples:\n  npx touchline approvals show 12\n  npx touchline approvals show 12 --part html --out draft.html\n')
    .action(async (id: string, options: ShowOptions) => showApproval(shell, await approvalNamed(await shell.database(), id), options));
};

async function list(shell: Shell, { state: asked, all, campaign, team, customer, limit }: ListOptions): Promise<void> {
  const state = APPROVAL_STATES.find((known) => known === asked) ?? null;
  if (asked !== undefined && state === null) throw new CliFailure({ exitCode: 2, code: 'usage', message: `no approval is "${asked.slice(0, 40)}"`, wayOut: `one of ${APPROVAL_STATES.join(', ')}` });
  const pool = await shell.database();
  if (team !== undefined) await checkAskedTeam(pool, team, await policyInForce(pool));
  const customerId = customer === undefined ? null : (await customerNamed(pool, customer, null)).id;
  const approvals = await listApprovals(pool, { state: state ?? (all === true ? null : 'waiting'), campaign: campaign === undefined ? null : await campaignNamed(pool, campaign), team: team ?? null, customerId, limit: howMany(limit) });
  if (shell.json) { shell.printJson({ schemaVersion: 1, approvals: approvals.map(approvalJson) }); return; }
  if (approvals.length === 0) { shell.print('nothing waits for a second person'); return; }
  const { shop: { timeZone } } = await policyInForce(pool);
  const nowMs = await domainNowMs(pool);
  const dueOf = ({ dueAtMs }: ListedApproval) => (dueAtMs === null ? '' : wordTimeLeft(dueAtMs, nowMs, timeZone, shell.language));
  shell.print(tableText([['id', 'level', 'state', 'due', 'asked', 'what', 'authors', 'team', 'customer'], ...approvals.map((one) =>
    [String(one.id), String(one.level), one.state, dueOf(one), wordInstant(one.askedAtMs, timeZone, shell.language), subjectOf(one), one.authors.join(', '), one.team ?? '', one.customerId])]));
}
