import type { StaffId } from '../domain/ids.ts';
import { wordInstant } from '../domain/instant-words.ts';
import { type Absence, ABSENCE_REASONS } from '../domain/staff.ts';
import { teamNamed } from '../domain/team.ts';
import { endAbsence, type Entered, enterAbsence } from '../store/absences.ts';
import type { Pool } from '../store/pool.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { presentOn } from '../store/staff-presence.ts';
import type { StoredStaffMember } from '../store/staff.ts';
import { readAbsence, wrongAbsence } from './absence-times.ts';
import { plainAbsence, wordAbsence } from './absence-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { staffNamed } from './staff-named.ts';

interface AbsentOptions { readonly from?: string; readonly until?: string; readonly deputy?: string; readonly reason: string; readonly timeZone?: string }

/** `touchline staff absent|back`. */
export const registerStaffAbsence: RegisterCommand = (parent, shell) => {
  parent.command('absent').description('say that somebody is away, and who stands in: also for people of the shop policy').argument('<id>', 'the id of the person')
    .option('--from <when>', 'first day, or day and time; now, when left out').option('--until <when>', 'last day, or day and time; until staff back, when left out')
    .option('--deputy <id>', 'who stands in').option('--reason <kind>', `one of ${ABSENCE_REASONS.join(', ')}`, 'leave')
    .option('--time-zone <zone>', 'whose days and times are meant; those of their first team, else of the shop, when left out')
    .addHelpText('after', '\nExamples:\n  npx touchline staff absent service-1 --from 2011-12-20 --until 2011-12-27 --deputy service-2\n  npx touchline staff absent supervisor-1 --until "2011-12-09 14:00" --reason duty\n')
    .action((id: string, options: AbsentOptions) => absent(shell, id, options));
  parent.command('back').description('say that somebody is back, before the day that was told or without one').argument('<id>', 'the id of the person')
    .option('--planned', 'take back the next absence that has not begun')
    .addHelpText('after', '\nExamples:\n  npx touchline staff back service-1\n  npx touchline staff back service-1 --planned\n')
    .action((id: string, options: { planned?: boolean }) => back(shell, id, options.planned === true));
};

async function absent(shell: Shell, id: string, options: AbsentOptions): Promise<void> {
  const pool = await shell.database();
  const nowMs = await domainNowMs(pool);
  const member = await staffNamed(pool, id);
  if (member.leftAtMs !== null) throw refused('staff-left', `${id} has left`, `npx touchline staff add ${id} lets them come back`);
  const deputy = options.deputy === undefined ? null : await staffNamed(pool, options.deputy);
  if (deputy?.id === member.id) throw wrongAbsence([`--deputy ${id}: nobody stands in for themselves`]);
  const { zone, ...when } = readAbsence(options, { usualZone: await zoneOf(pool, member), nowMs });
  const absence: Absence = { staffId: member.id, deputyId: deputy?.id ?? null, ...when };
  const entered = await enterAbsence(pool, absence);
  if (entered.kind !== 'entered') throw inTheWay(entered, zone, shell.language);
  if (shell.json) shell.printJson({ schemaVersion: 1, absence: plainAbsence(absence) });
  else shell.print(`${id} is away ${wordAbsence(absence, zone, shell.language)}`);
  for (const note of await worries(pool, { member, deputy, absence, entered })) shell.note(note);
}

/** Days of somebody are those of their first team, where the policy says where it is; else the shop's. */
async function zoneOf(pool: Pool, { teams }: StoredStaffMember): Promise<string> {
  const policy = await policyInForce(pool);
  const [team] = teams.flatMap((name) => teamNamed(name, policy) ?? []);
  return team?.calendar.zone ?? policy.shop.timeZone;
}

function inTheWay(entered: Exclude<Entered, { kind: 'entered' }>, zone: string, language: Shell['language']): CliFailure {
  if (entered.kind === 'unknown') return refused('staff-left', `${entered.id} is not of the staff any more`, 'npx touchline staff list');
  const { staffId } = entered.absence;
  const words = wordAbsence(entered.absence, zone, language);
  return entered.kind === 'overlaps'
    ? refused('absence-overlaps', `${staffId} is away already ${words}`, `end before it with --until, or npx touchline staff back ${staffId}: that ends it, with --planned it takes it back`)
    : refused('deputy-away', `${staffId} cannot stand in: away too, ${words}`, 'name somebody who is there all that time');
}

interface Absentee {
  readonly member: StoredStaffMember;
  readonly deputy: StoredStaffMember | null;
  readonly absence: Absence;
  readonly entered: Extract<Entered, { kind: 'entered' }>;
}

/** What an absence leaves open: nothing of it forbids it, for people do fall ill. */
async function worries(pool: Pool, { member, deputy, absence, entered }: Absentee): Promise<readonly string[]> {
  const lacks = deputy === null ? [] : member.roles.filter((role) => !deputy.roles.includes(role));
  const empty: string[] = [];
  for (const team of member.teams) if ((await presentOn(pool, team, absence.fromMs)).length === 0) empty.push(team);
  return [
    ...(deputy !== null && lacks.length > 0 ? [`${deputy.id} is no ${lacks.join(', no ')}: what needs that waits for others`] : []),
    ...entered.standsIn.map(({ staffId }) => standInWords(member.id, staffId, deputy?.id ?? null)),
    ...empty.map((team) => `nobody is left on ${team} when it begins`),
  ];
}

const standInWords = (id: StaffId, absentee: StaffId, deputy: StaffId | null) =>
  `${id} was to stand in for ${absentee} in that time${deputy === null ? ': nobody does now' : `: ${deputy} does now`}`;

async function back(shell: Shell, id: string, planned: boolean): Promise<void> {
  const pool = await shell.database();
  const member = await staffNamed(pool, id);
  const zone = await zoneOf(pool, member);
  const ended = await endAbsence(pool, member.id, { planned });
  if (ended.kind === 'not-away') {
    const next = ended.next === null ? 'no absence is planned' : `the next absence begins ${wordInstant(ended.next.fromMs, zone, shell.language)}`;
    throw refused('not-away', planned ? `no absence of ${id} is planned` : `${id} is not away; ${next}`, ended.next === null ? `npx touchline staff show ${id}` : '--planned takes it back');
  }
  if (shell.json) shell.printJson({ schemaVersion: 1, [ended.kind === 'back' ? 'ended' : 'takenBack']: plainAbsence(ended.absence) });
  else shell.print(ended.kind === 'back' ? `${id} is back` : `${id} will not be away ${wordAbsence(ended.absence, zone, shell.language)}`);
}

function refused(code: string, message: string, wayOut: string): CliFailure {
  return new CliFailure({ exitCode: 4, code, message, wayOut });
}
