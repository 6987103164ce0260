import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { isDay } from '../domain/civil-date.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import type { Absence } from '../domain/staff.ts';
import { teamNamed, teamsAbove } from '../domain/team.ts';
import { type BusinessCalendar, nextOpening } from '../domain/working-hours.ts';
import { dayOf } from '../domain/zone.ts';
import { listAbsences } from '../store/absences.ts';
import type { Queryable } from '../store/pool.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { type PresentMember, presentOn } from '../store/staff-presence.ts';
import { listStaff, type StoredStaffMember } from '../store/staff.ts';
import { plainAbsence, wordAbsence } from './absence-words.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { wordOpening, wordWeek } from './opening-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

/** `touchline team [list]|show`. */
export const registerTeam: RegisterCommand = (parent, shell) => {
  parent.command('list', { isDefault: true }).description('every team: who is there, whether it works now and when it opens next, and who is called when it does not answer')
    .addHelpText('after', '\nExamples:\n  npx touchline team\n  npx touchline team list --json\n').action(() => list(shell));
  parent.command('show').description('one team: hours, holidays, its people and who stands in').argument('<name>', 'the name of the team')
    .addHelpText('after', '\nExample:\n  npx touchline team show german-desk\n').action((name: string) => show(shell, name));
};

/** A team as it stands now. */
interface TeamNow {
  readonly name: string;
  readonly policy: ShopPolicy;
  readonly members: readonly StoredStaffMember[];
  readonly present: readonly PresentMember[];
  readonly absences: readonly Absence[];
  readonly nowMs: EpochMs;
}

/** Every team that the policy defines, or that somebody is on, in this order. */
async function teamsNow(db: Queryable): Promise<readonly TeamNow[]> {
  const [policy, nowMs] = [await policyInForce(db), await domainNowMs(db)];
  const [staff, absences] = [await listStaff(db), await listAbsences(db, { endingAfterMs: nowMs })];
  const names = new Set([...(policy.teams ?? []).map(({ name }) => name), ...staff.flatMap(({ teams }) => teams)]);
  return Promise.all([...names].map(async (name) => ({
    name, policy, nowMs, absences: absences.filter(({ fromMs }) => fromMs <= nowMs), members: staff.filter(({ teams }) => teams.includes(name)), present: await presentOn(db, name, nowMs),
  })));
}

async function list(shell: Shell): Promise<void> {
  const teams = await teamsNow(await shell.database());
  if (shell.json) { shell.printJson({ schemaVersion: 1, teams: teams.map(plainly) }); return; }
  if (teams.length === 0) { shell.print('no team: name them below teams in the shop policy'); return; }
  shell.print(tableText([['team', 'there', 'hours', 'languages', 'called next'], ...teams.map((team) => {
    const defined = teamNamed(team.name, team.policy);
    return [team.name, `${team.present.length} of ${team.members.length}`, openingWords(team, shell.language), defined?.languages.join(', ') ?? '', ladder(team)[0] ?? ''];
  })]));
}

const openingWords = ({ name, policy, nowMs }: TeamNow, language: Shell['language']) => {
  const calendar = teamNamed(name, policy)?.calendar;
  return calendar === undefined ? 'no hours: the shop policy does not define it' : wordOpening(calendar, nowMs, language);
};

const ladder = ({ name, policy }: TeamNow) => [...teamsAbove(name, policy), 'the supervisors'];

async function show(shell: Shell, name: string): Promise<void> {
  const teams = await teamsNow(await shell.database());
  const team = teams.find((one) => one.name === name);
  if (team === undefined) throw new CliFailure({ exitCode: 2, code: 'team-unknown', message: `there is no team ${name.slice(0, 60)}`, wayOut: didYouMean(name, teams.map((one) => one.name)) ?? 'name it below teams in the shop policy' });
  if (shell.json) { shell.printJson({ schemaVersion: 1, team: plainly(team) }); return; }
  const defined = teamNamed(name, team.policy);
  const title = defined?.title[team.policy.languages.fallback];
  shell.print([
    `${name}${title === undefined ? '' : `: ${title}`}`,
    openingWords(team, shell.language),
    ...(defined === null ? [] : calendarLines(defined.calendar, team.nowMs)),
    ...(defined === null ? [] : [`languages: ${defined.languages.join(', ')}`]),
    `called when it does not answer: ${ladder(team).join(', then ')}`,
    ...peopleLines(team, shell.language),
  ].join('\n'));
}

function calendarLines(calendar: BusinessCalendar, nowMs: EpochMs): readonly string[] {
  return [`hours in ${calendar.zone}: ${wordWeek(calendar).join('; ')}`, `holidays to come: ${holidaysToCome(calendar, nowMs).join(', ') || 'none'}`];
}

const SHOWN_HOLIDAYS = 6;

/** The next days on which no hours start although they would, as far as the coming year goes. */
function holidaysToCome({ holidays, zone }: BusinessCalendar, nowMs: EpochMs): readonly string[] {
  const today = dayOf(nowMs, zone);
  const year = Number(today.slice(0, 4));
  const days = holidays.flatMap((day) => (day.length > 5 ? [day] : [`${year}-${day}`, `${year + 1}-${day}`]));
  return days.filter((day) => isDay(day) && day >= today).toSorted().slice(0, SHOWN_HOLIDAYS);
}

function peopleLines({ members, present, absences, policy, name }: TeamNow, language: Shell['language']): readonly string[] {
  if (members.length === 0) return ['nobody is on this team: whatever waits for it goes to whom is called next'];
  const zone = teamNamed(name, policy)?.calendar.zone ?? policy.shop.timeZone;
  const guests = present.filter(({ id }) => !members.some((member) => member.id === id));
  const absenceOf = (id: string) => absences.find(({ staffId }) => staffId === id);
  return tableText([...members, ...guests].map((one) => {
    const [absence, standsInFor] = [absenceOf(one.id), present.find(({ id }) => id === one.id)?.standsInFor ?? []];
    const standing = absence === undefined ? `there${standsInFor.length === 0 ? '' : `, also for ${standsInFor.join(', ')}`}` : `away ${wordAbsence(absence, zone, language)}`;
    return [`  ${one.id}`, one.languages.join(', '), standing];
  })).split('\n');
}

function plainly(team: TeamNow): object {
  const { name, policy, members, present, absences, nowMs } = team;
  const defined = teamNamed(name, policy);
  return {
    team: name, title: defined?.title ?? null, languages: defined?.languages ?? [], ...(defined === null ? { hours: null } : { hours: plainHours(defined.calendar, nowMs) }),
    calledNext: teamsAbove(name, policy), members: members.map(({ id }) => id), there: present.map(({ id, standsInFor }) => ({ id, standsInFor })),
    away: absences.filter(({ staffId }) => members.some(({ id }) => id === staffId)).map(plainAbsence),
  };
}

function plainHours(calendar: BusinessCalendar, nowMs: EpochMs): object {
  const next = nextOpening(calendar, nowMs);
  return {
    timeZone: calendar.zone, week: wordWeek(calendar), holidaysToCome: holidaysToCome(calendar, nowMs),
    open: next !== 'never-opens' && next.fromMs <= nowMs, next: next === 'never-opens' ? null : { from: isoOf(next.fromMs), until: isoOf(next.untilMs) },
  };
}
