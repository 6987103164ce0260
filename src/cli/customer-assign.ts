import type { Command } from 'commander';
import type { Charge } from '../domain/charge.ts';
import type { StaffId } from '../domain/ids.ts';
import { assignCustomer, type CustomerAssigned, type HandedOver } from '../store/assign-customer.ts';
import { SERVICE_ROLES } from '../store/change-inquiry.ts';
import type { Pool } from '../store/pool.ts';
import { actingPerson, byPerson, roleMissing } from './acting-person.ts';
import { customerNamed } from './customer.ts';
import { chargeInWords } from './handling-words.ts';
import { rulesOfInstallation, tellRuns } from './installation.ts';
import { policyInForce } from './policy-in-force.ts';
import { refusal } from './refusal.ts';
import { CliFailure, type Shell } from './shell.ts';
import { staffNamed } from './staff-named.ts';
import { checkTeams } from './team-names.ts';

interface AssignOptions { readonly to?: string; readonly team?: string; readonly as?: string; readonly shop?: string; readonly handOver?: boolean }

const NOBODY = 'nobody';

/** `touchline customer assign ID`. */
export function registerCustomerAssign(customer: Command, shell: Shell): void {
  byPerson(customer.command('assign').description('give a customer into the charge of a person or a team: what they ask from now on goes there')
    .argument('<id>', "the customer's id, or the id a shop gave"))
    .option('--to <person>', `who looks after them; ${NOBODY}: nobody in particular`).option('--team <name>', 'the team that does; alone: nobody of it in particular')
    .option('--hand-over', 'what is open because of this customer goes along, and its clocks go on as they run (the default)').option('--no-hand-over', 'what is open stays where it is')
    .option('--shop <id>', 'the shop whose id it is, when several know it')
    .addHelpText('after', '\nExamples:\n  npx touchline customer assign 12347 --to account-1 --as supervisor-1\n  npx touchline customer assign 12347 --to account-2 --team key-accounts --no-hand-over --as supervisor-1\n  npx touchline customer assign 12347 --to nobody --as supervisor-1\n')
    .action((id: string, options: AssignOptions) => assign(shell, id, options));
}

async function assign(shell: Shell, named: string, options: AssignOptions): Promise<void> {
  if (options.to === undefined && options.team === undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: 'say in whose charge the customer is to be', wayOut: `--to PERSON, --team NAME, or both; --to ${NOBODY} takes it back` });
  const pool = await shell.database();
  const by = await actingPerson(pool, options.as, SERVICE_ROLES);
  const { id: customerId } = await customerNamed(pool, named, options.shop ?? null);
  const to = await chargeSaid(pool, options);
  const assigned = await assignCustomer(pool, rulesOfInstallation(), { customerId, by, to, handsOver: options.handOver !== false });
  if (assigned.kind !== 'assigned') throw assignRefused(assigned, { customerId, by });
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([customerId], 'customer.assigned'));
  const { charge, before, receiver, handedOver } = assigned;
  if (shell.json) {
    shell.printJson({ schemaVersion: 1, customer: customerId, ...charge, by, before: before === null ? null : { person: before.person, team: before.team }, receiver, handedOver });
    return;
  }
  shell.print(`customer ${customerId} is in the charge of ${chargeInWords(charge)}; ${handedOver === null ? 'what is open stays where it is' : movedInWords(handedOver)}`);
  if (charge.person !== null && receiver !== charge.person) shell.note(awayInWords(charge, charge.person, receiver));
}

/** @throws CliFailure 2 for somebody or a team that is not known */
async function chargeSaid(pool: Pool, { to, team }: AssignOptions): Promise<Charge> {
  if (team !== undefined) checkTeams([team], await policyInForce(pool));
  return { person: to === undefined || to === NOBODY ? null : (await staffNamed(pool, to)).id, team: team ?? null };
}

function movedInWords({ inquiries, parts, tasks, clocks }: HandedOver): string {
  const what = [...counted(inquiries.length, 'inquiry', 'inquiries'), ...counted(parts.length, 'part of the working group', 'parts of the working group'), ...counted(tasks.length, 'task', 'tasks')];
  if (what.length === 0) return 'nothing that is open had to go along';
  return `handed over: ${what.join(', ')}${clocks === 0 ? '' : `; ${clocks === 1 ? 'one clock goes on as it ran' : `${clocks} clocks go on as they ran`}`}`;
}

const counted = (count: number, one: string, many: string): readonly string[] => (count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]);

function awayInWords({ team }: Charge, person: StaffId, receiver: StaffId | null): string {
  if (receiver !== null) return `${person} is away: ${receiver} stands in, and is told`;
  return `${person} is away and nobody stands in who answers customers: what comes in goes to ${team === null ? 'the team of their region, or the supervisors' : `team ${team}`}`;
}

function assignRefused(refused: Exclude<CustomerAssigned, { readonly kind: 'assigned' }>, { customerId, by }: { readonly customerId: string; readonly by: string }): CliFailure {
  switch (refused.kind) {
    case 'no-role': return roleMissing(by, SERVICE_ROLES);
    case 'cannot-answer': return refusal('cannot-answer', `${refused.person} answers no customers`, 'npx touchline staff list --role service');
    case 'empty-team': return refusal('team-empty', `nobody is on team ${refused.team}`, `npx touchline staff change PERSON --join ${refused.team}, or name another team: npx touchline team list`);
    case 'unchanged': return refusal('in-charge-already', `customer ${customerId} is in the charge of ${chargeInWords(refused.charge)} already`, 'nothing was changed; npx touchline inquiry assign hands over a single inquiry');
    case 'erased': return refusal('customer-erased', `customer ${customerId} has been erased`, 'nothing was changed');
    case 'no-such-customer': return refusal('customer-gone', `nothing is known of customer ${customerId} any more`, 'it may have become part of another one: npx touchline customer show tells which');
    default: return refused satisfies never;
  }
}
