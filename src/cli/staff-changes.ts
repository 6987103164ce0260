import * as z from 'zod';
import { explainIssue } from '../campaign-file/reading/explain-issue.ts';
import { STAFF_ROLES } from '../domain/staff.ts';
import { personSchema, toStaffMember } from '../policy-file/staff-schema.ts';
import { customersOf } from '../store/charge.ts';
import type { Pool } from '../store/pool.ts';
import { addStaff, changeStaff, endStaff, type StaffChange, type Unchanged } from '../store/staff-changes.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { staffNamed } from './staff-named.ts';
import { checkTeams } from './team-names.ts';
import { roleNamed } from './staff.ts';

interface AddOptions { readonly name: string; readonly email: string; readonly role: string[]; readonly team?: string[]; readonly language: string[] }
interface RoleOptions { readonly give?: string[]; readonly take?: string[] }
interface ChangeOptions { readonly name?: string; readonly email?: string; readonly language?: string[]; readonly join?: string[]; readonly leave?: string[] }

/** `touchline staff add|role|change|end`. */
export const registerStaffChanges: RegisterCommand = (parent, shell) => {
  parent.command('add').description('add somebody whom the shop policy does not name, or let them come back').argument('<id>', 'an id that names nobody, such as service-5')
    .requiredOption('--name <text>', 'as colleagues see it').requiredOption('--email <address>', 'where they are told that something waits for them')
    .requiredOption('--role <role...>', `what they may do: ${STAFF_ROLES.join(', ')}`).option('--team <name...>', 'the teams they are on').requiredOption('--language <tag...>', 'in which they answer customers')
    .addHelpText('after', '\nExample:\n  npx touchline staff add service-5 --name "Fifth in service" --email service-5@shop.example --role service --team service home-desk --language en fr\n')
    .action((id: string, options: AddOptions) => add(shell, id, options));
  parent.command('role').description('give somebody a role, or take one away: at once, and visible in time').argument('<id>', 'the id of the person')
    .option('--give <role...>', `one of ${STAFF_ROLES.join(', ')}`).option('--take <role...>', 'one that they have')
    .addHelpText('after', '\nExamples:\n  npx touchline staff role service-5 --give supervisor\n  npx touchline staff role service-5 --take supervisor\n')
    .action((id: string, options: RoleOptions) => role(shell, id, options));
  parent.command('change').description('change name, address, languages or teams of somebody').argument('<id>', 'the id of the person')
    .option('--name <text>', 'as colleagues see it').option('--email <address>', 'where they are told').option('--language <tag...>', 'in which they answer, all of them')
    .option('--join <team...>', 'teams to be on').option('--leave <team...>', 'teams to leave')
    .addHelpText('after', '\nExample:\n  npx touchline staff change service-5 --join product-desk --leave home-desk\n')
    .action((id: string, options: ChangeOptions) => change(shell, id, options));
  parent.command('end').description('let somebody leave, with all their roles and teams').argument('<id>', 'the id of the person')
    .addHelpText('after', '\nExample:\n  npx touchline staff end service-5\n')
    .action((id: string) => end(shell, id));
};

async function add(shell: Shell, id: string, { name, email, role: roles, team: teams = [], language: languages }: AddOptions): Promise<void> {
  const written = { id, name, email, roles, teams, languages };
  const member = readPerson(personSchema, written, toStaffMember);
  const pool = await shell.database();
  checkTeams(member.teams, await policyInForce(pool));
  if (!await addStaff(pool, member)) {
    throw new CliFailure({ exitCode: 4, code: 'staff-there', message: `${id} is of the staff already`, wayOut: `npx touchline staff show ${id}; roles change by staff role, the rest by staff change` });
  }
  await tell(shell, pool, member.id);
}

async function role(shell: Shell, id: string, { give = [], take = [] }: RoleOptions): Promise<void> {
  if (give.length + take.length === 0) throw nothingNamed('--give or --take with a role');
  const asked = { give: give.map(roleNamed), take: take.map(roleNamed) };
  const both = asked.give.find((one) => asked.take.includes(one));
  if (both !== undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: `${both} cannot be given and taken away at once` });
  const pool = await shell.database();
  const { roles } = await staffNamed(pool, id);
  const lacking = asked.take.find((one) => !roles.includes(one));
  await apply(shell, pool, id, asked);
  if (lacking !== undefined) shell.note(`${id} was no ${lacking}: there was nothing to take away`);
}

async function change(shell: Shell, id: string, { name, email, language, join = [], leave = [] }: ChangeOptions): Promise<void> {
  const written = { ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }), ...(language === undefined ? {} : { languages: language }) };
  if (Object.keys(written).length + join.length + leave.length === 0) throw nothingNamed('at least one of --name, --email, --language, --join, --leave');
  const read = readPerson(CHANGEABLE, written, (parsed) => parsed);
  const pool = await shell.database();
  checkTeams(join, await policyInForce(pool));
  const { name: newName, email: newEmail, languages } = read;
  await apply(shell, pool, id, {
    join, leave, ...(newName === undefined ? {} : { name: newName }), ...(newEmail === undefined ? {} : { email: newEmail }), ...(languages === undefined ? {} : { languages }),
  });
}

async function end(shell: Shell, id: string): Promise<void> {
  const pool = await shell.database();
  const { id: known } = await staffNamed(pool, id);
  refuse(await endStaff(pool, known), id);
  if (shell.json) await tell(shell, pool, id);
  else shell.print(`${id} has left`);
  const left = await customersOf(pool, known);
  if (left.length > 0) shell.note(`${left.length === 1 ? 'a customer is' : `${left.length} customers are`} still in their charge: npx touchline staff show ${id} lists them, customer assign gives them to others`);
}

async function apply(shell: Shell, pool: Pool, id: string, wanted: StaffChange): Promise<void> {
  const { id: known } = await staffNamed(pool, id);
  refuse(await changeStaff(pool, known, wanted), id);
  await tell(shell, pool, id);
}

async function tell(shell: Shell, pool: Pool, id: string): Promise<void> {
  const { name, email, roles, teams, languages } = await staffNamed(pool, id);
  if (shell.json) shell.printJson({ schemaVersion: 1, staff: { id, name, email, roles, teams, languages } });
  else shell.print(`${id}: ${roles.length === 0 ? 'no role' : roles.join(', ')}${teams.length === 0 ? '' : `; on ${teams.join(', ')}`}`);
}

/** @throws CliFailure 4 with the reason why nothing was changed */
function refuse(unchanged: Unchanged | null, id: string): void {
  if (unchanged === null) return;
  const because = {
    'of-policy': { message: `${id} is named in the shop policy, and changed only there`, wayOut: 'edit staff in touchline.yaml and run npx touchline policy apply; absences are told by staff absent' },
    left: { message: `${id} has left`, wayOut: `npx touchline staff add ${id} lets them come back` },
    unknown: { message: `nobody of the staff is ${id}`, wayOut: 'npx touchline staff list' },
  }[unchanged];
  throw new CliFailure({ exitCode: 4, code: `staff-${unchanged}`, ...because });
}

const CHANGEABLE = personSchema.pick({ name: true, email: true, languages: true }).partial();

const OPTION_OF: Readonly<Record<string, string>> = { id: 'the id', name: '--name', email: '--email', roles: '--role', teams: '--team', languages: '--language' };

/** What was written as it is meant, by the rules of the shop policy. @throws CliFailure 2 with everything that is wrong */
function readPerson<Parsed, Meant>(schema: z.ZodType<Parsed>, written: object, toMeant: (parsed: Parsed) => Meant): Meant {
  const parsed = schema.safeParse(written);
  if (parsed.success) return toMeant(parsed.data);
  const faults = parsed.error.issues.flatMap((issue) => explainIssue(schema, written, issue)).map(({ path: [part = ''], message, suggestion }) =>
    `${OPTION_OF[part] ?? part}: ${message}${suggestion === null ? '' : `; ${suggestion}`}`);
  throw new CliFailure({ exitCode: 2, code: 'usage', message: faults.join('\n'), wayOut: 'nothing was written; add --help to see examples' });
}

function nothingNamed(what: string): CliFailure {
  return new CliFailure({ exitCode: 2, code: 'usage', message: `nothing to change: name ${what}`, wayOut: 'add --help to see examples' });
}
