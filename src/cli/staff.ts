import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { wordInstant } from '../domain/instant-words.ts';
import type { EpochMs } from '../domain/instant.ts';
import { type Absence, STAFF_ROLES, type StaffRole } from '../domain/staff.ts';
import { listAbsences } from '../store/absences.ts';
import { customersOf } from '../store/charge.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { type Held, heldBy } from '../store/staff-course.ts';
import { listStaff, type StoredStaffMember } from '../store/staff.ts';
import { plainAbsence, wordAbsence } from './absence-words.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { staffNamed } from './staff-named.ts';
import { tableText } from './table-text.ts';

interface ListOptions { readonly role?: string; readonly team?: string; readonly all?: boolean }

/** `touchline staff [list]|show`. */
export const registerStaff: RegisterCommand = (parent, shell) => {
  parent.command('list', { isDefault: true }).description('the people who serve customers: their roles, teams and languages, and who is there now')
    .option('--role <role>', `only those who have one of the roles: ${STAFF_ROLES.join(', ')}`).option('--team <name>', 'only those on one team').option('--all', 'also those who have left')
    .addHelpText('after', '\nExamples:\n  npx touchline staff\n  npx touchline staff list --role supervisor --json\n')
    .action((options: ListOptions) => list(shell, options));
  parent.command('show').description('one of them: roles and teams since when, those of before, and absences').argument('<id>', 'the id of the person')
    .addHelpText('after', '\nExample:\n  npx touchline staff show supervisor-1\n')
    .action((id: string) => show(shell, id));
};

/** The role meant by a word. @throws CliFailure 2 when it is none */
export function roleNamed(word: string): StaffRole {
  const role = STAFF_ROLES.find((known) => known === word);
  if (role !== undefined) return role;
  throw new CliFailure({ exitCode: 2, code: 'role-unknown', message: `there is no role "${word.slice(0, 40)}"`, wayOut: didYouMean(word, STAFF_ROLES) ?? '' });
}

async function list(shell: Shell, { role, team, all }: ListOptions): Promise<void> {
  const wanted = role === undefined ? {} : { role: roleNamed(role) };
  const pool = await shell.database();
  const nowMs = await domainNowMs(pool);
  const staff = await listStaff(pool, { ...wanted, ...(team === undefined ? {} : { team }), all: all === true });
  const away = await listAbsences(pool, { endingAfterMs: nowMs });
  const absenceOf = ({ id }: StoredStaffMember) => away.find(({ staffId, fromMs }) => staffId === id && fromMs <= nowMs) ?? null;
  if (shell.json) { shell.printJson({ schemaVersion: 1, staff: staff.map((one) => plainly(one, absenceOf(one))) }); return; }
  if (staff.length === 0) { shell.print('nobody'); return; }
  shell.print(tableText([['id', 'now', 'roles', 'teams', 'languages', 'name'], ...staff.map((one) =>
    [one.id, presence(one, absenceOf(one)), one.roles.join(', '), one.teams.join(', '), one.languages.join(', '), one.name])]));
}

function presence({ leftAtMs }: StoredStaffMember, absence: Absence | null): string {
  if (leftAtMs !== null) return 'left';
  return absence === null ? 'there' : 'away';
}

async function show(shell: Shell, id: string): Promise<void> {
  const pool = await shell.database();
  const nowMs = await domainNowMs(pool);
  const member = await staffNamed(pool, id);
  const [held, absences, customers] = [await heldBy(pool, member.id), await listAbsences(pool, { staffId: member.id }), await customersOf(pool, member.id)];
  const on = absences.find((absence) => isOn(absence, nowMs)) ?? null;
  if (shell.json) { shell.printJson({ schemaVersion: 1, staff: { ...plainly(member, on), held: held.map(plainHeld), absences: absences.map(plainAbsence), customers } }); return; }
  const { shop } = await policyInForce(pool);
  const at = (ms: EpochMs) => wordInstant(ms, shop.timeZone, shell.language);
  shell.print([
    `${member.id}: ${member.name}, ${member.email}`,
    standingWords(member, on, at),
    `languages: ${member.languages.join(', ')}`,
    ...heldLines(held, { nowMs, at }),
    ...customers.map((customer) => `in charge of customer ${customer}`),
    ...absences.map((absence) => `${absence === on ? 'away' : absence.fromMs > nowMs ? 'will be away' : 'was away'} ${wordAbsence(absence, shop.timeZone, shell.language)}`),
  ].join('\n'));
}

const isOn = ({ fromMs, untilMs }: Absence, nowMs: EpochMs) => fromMs <= nowMs && (untilMs === null || untilMs > nowMs);

function standingWords({ source, leftAtMs }: StoredStaffMember, on: Absence | null, at: (ms: EpochMs) => string): string {
  if (leftAtMs !== null) return `left ${at(leftAtMs)}`;
  const whose = source === 'policy' ? 'named in the shop policy, and changed only there' : 'added by the command line';
  return `${whose}; ${on === null ? 'there' : 'away'} now`;
}

const what = ({ kind, name }: Held) => (kind === 'role' ? name : `team ${name}`);

function heldLines(held: readonly Held[], { nowMs, at }: { readonly nowMs: EpochMs; readonly at: (ms: EpochMs) => string }): readonly string[] {
  const current = held.filter(({ untilMs }) => untilMs === null);
  const past = held.filter(({ untilMs }) => untilMs !== null);
  return [
    // A clock that was set back has not come to the beginning yet.
    ...current.map((one) => `${what(one)}${one.fromMs > nowMs ? '' : ` since ${at(one.fromMs)}`}`),
    ...past.map((one) => `was ${what(one)} from ${at(one.fromMs)} until ${at(one.untilMs ?? 0)}`),
  ];
}

function plainly({ id, name, email, roles, teams, languages, source, leftAtMs }: StoredStaffMember, absence: Absence | null): object {
  return { id, name, email, roles, teams, languages, source, leftAt: isoOf(leftAtMs), absence: absence === null ? null : plainAbsence(absence) };
}

function plainHeld({ kind, name, fromMs, untilMs }: Held): object {
  return { [kind]: name, from: isoOf(fromMs), until: isoOf(untilMs) };
}
