import type { StaffId } from '../domain/ids.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { type Assigned, assignInquiry, takeOverInquiry } from '../store/assign-inquiry.ts';
import { SERVICE_ROLES } from '../store/change-inquiry.ts';
import { mergeInquiries } from '../store/merge-inquiries.ts';
import type { Pool } from '../store/pool.ts';
import { actingPerson, byPerson } from './acting-person.ts';
import { calledAs } from './called-as.ts';
import { inquiryNamed, inquiryRefused } from './inquiry-refused.ts';
import { rulesOfInstallation, tellRuns } from './installation.ts';
import { policyInForce } from './policy-in-force.ts';
import { refusal } from './refusal.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { staffNamed } from './staff-named.ts';
import { checkTeams } from './team-names.ts';

/** `touchline inquiry assign ID`, and `touchline assign ID`. */
export const registerInquiryAssign: RegisterCommand = (parent, shell) => {
  const called = calledAs(parent, 'assign');
  byPerson(parent.command('assign').description('hand an inquiry over; its clock goes on as it runs').argument('<id>', 'the number of the inquiry'))
    .option('--to <person>', 'who has it from now on; left out: nobody').option('--team <name>', 'the team that has it')
    .addHelpText('after', `\nExamples:\n  ${called} 7 --to service-2 --as service-1\n  ${called} 7 --team german-desk --as service-1\n`)
    .action((id: string, options: AssignOptions) => assign(shell, id, options));
};

/** `touchline inquiry take|merge ID`. */
export const registerInquiryHands: RegisterCommand = (parent, shell) => {
  byPerson(parent.command('take').description('take an inquiry that nobody has: it is not escalated any further').argument('<id>', 'the number of the inquiry'))
    .addHelpText('after', '\nExample:\n  npx touchline inquiry take 7 --as service-1\n')
    .action((id: string, { as }: { as?: string }) => take(shell, id, as));
  byPerson(parent.command('merge').description('make one of two inquiries of a customer; of their clocks the stricter one goes on').argument('<id>', 'the one that becomes a part'))
    .requiredOption('--into <id>', 'the one that goes on')
    .addHelpText('after', '\nExample:\n  npx touchline inquiry merge 8 --into 7 --as service-1\n')
    .action((id: string, options: { into: string; as?: string }) => merge(shell, id, options));
};

interface AssignOptions { readonly to?: string; readonly team?: string; readonly as?: string }

interface Acting {
  readonly pool: Pool;
  readonly by: StaffId;
  readonly inquiry: number;
  readonly policy: ShopPolicy;
}

/** Who acts on which inquiry. @throws CliFailure */
async function acting(shell: Shell, id: string, as: string | undefined): Promise<Acting> {
  const pool = await shell.database();
  const by = await actingPerson(pool, as, SERVICE_ROLES);
  return { pool, by, inquiry: (await inquiryNamed(pool, id)).id, policy: await policyInForce(pool) };
}

async function assign(shell: Shell, id: string, { to, team, as }: AssignOptions): Promise<void> {
  if (to === undefined && team === undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: 'say who is to have it', wayOut: '--to PERSON, --team NAME, or both' });
  const { pool, by, inquiry, policy } = await acting(shell, id, as);
  const toPerson = to === undefined ? null : (await staffNamed(pool, to)).id;
  if (team !== undefined) checkTeams([team], policy);
  const assigned = await assignInquiry(pool, rulesOfInstallation(), { inquiry, by, toPerson, toTeam: team ?? null });
  if (assigned.kind !== 'assigned') throw assignRefused(assigned, { inquiry, by, zone: policy.shop.timeZone });
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([assigned.customerId], 'inquiry.assigned'));
  if (shell.json) shell.printJson({ schemaVersion: 1, inquiry, person: assigned.person, team: assigned.team, by });
  else shell.print(`inquiry ${inquiry} is with ${assigned.person ?? 'nobody'}${assigned.team === null ? '' : `, team ${assigned.team}`}; its clock goes on as it ran`);
  if (assigned.person !== null && assigned.receiver !== assigned.person) shell.note(awayInWords(assigned.person, assigned.receiver));
}

const awayInWords = (person: string, receiver: string | null) =>
  `${person} is away: ${receiver === null ? 'nobody stands in, so it is escalated until somebody takes it' : `${receiver} stands in, and is told`}`;

function assignRefused(refused: Exclude<Assigned, { readonly kind: 'assigned' }>, scene: Parameters<typeof inquiryRefused>[1]): CliFailure {
  switch (refused.kind) {
    case 'cannot-answer': return refusal('cannot-answer', `${refused.person} answers no customers`, 'npx touchline staff list --role service');
    case 'empty-team': return refusal('team-empty', `nobody is on team ${refused.team}`, `npx touchline staff change PERSON --join ${refused.team}, or name another team: npx touchline team list`);
    case 'no-such-inquiry': case 'no-role': case 'closed': case 'changed': return inquiryRefused(refused, scene);
    default: return refused satisfies never;
  }
}

async function take(shell: Shell, id: string, as: string | undefined): Promise<void> {
  const { pool, by, inquiry, policy } = await acting(shell, id, as);
  const taken = await takeOverInquiry(pool, rulesOfInstallation(), { inquiry, by });
  if (taken.kind === 'has-person') throw refusal('has-person', `inquiry ${inquiry} is with ${taken.person}`, `npx touchline inquiry assign ${inquiry} --to ${by} hands it over`);
  if (taken.kind !== 'taken') throw inquiryRefused(taken, { inquiry, by, zone: policy.shop.timeZone });
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([taken.customerId], 'inquiry.assigned'));
  if (shell.json) shell.printJson({ schemaVersion: 1, inquiry, person: by });
  else shell.print(`inquiry ${inquiry} is with ${by}`);
}

async function merge(shell: Shell, id: string, { into: intoNamed, as }: { readonly into: string; readonly as?: string }): Promise<void> {
  const { pool, by, inquiry, policy } = await acting(shell, id, as);
  const into = (await inquiryNamed(pool, intoNamed)).id;
  const merged = await mergeInquiries(pool, rulesOfInstallation(), { inquiry, into, by });
  if (merged.kind === 'same-inquiry') throw new CliFailure({ exitCode: 2, code: 'usage', message: 'an inquiry is no part of itself', wayOut: 'name two of them' });
  if (merged.kind === 'no-partner') throw refusal('inquiry-closed', `inquiry ${into} is closed`, 'nothing was changed');
  if (merged.kind === 'other-customer') throw refusal('other-customer', `inquiries ${inquiry} and ${into} are of different customers`, 'nothing was changed');
  if (merged.kind !== 'done') throw inquiryRefused(merged, { inquiry, by, zone: policy.shop.timeZone });
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([merged.customerId], 'inquiry.assigned'));
  if (shell.json) shell.printJson({ schemaVersion: 1, inquiry, into, by });
  else shell.print(`inquiry ${inquiry} is part of inquiry ${into} now; the stricter of their clocks goes on`);
}
