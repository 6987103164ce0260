import type { PathPart } from '../campaign-file/reading/diagnostic.ts';
import { didYouMean, listed } from '../campaign-file/reading/did-you-mean.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, partAt, textAt } from '../campaign-file/reading/parts.ts';
import { country } from '../campaign-file/words/place-names.ts';
import { MINUTES_OF_DAY } from '../campaign-file/words/local-window.ts';
import { daysOfFestival, FESTIVALS } from '../domain/festivals.ts';
import { nextOpening } from '../domain/working-hours.ts';
import { SUPERVISORS, teamHolidays, teamHours, toCalendar } from './teams-schema.ts';

/** Finds teams that stand twice or never open, hours that overlap, holidays of no day, ladders in a circle, and names that are no team's. */
export function checkTeams(policy: unknown, findings: Findings): void {
  const names = teamNames(policy);
  for (const [index, team] of listAt(policy, 'teams').entries()) {
    checkTitle(policy, team, index, findings);
    checkName(names, index, findings);
    checkHours(team, index, findings);
    checkFestivals(team, index, findings);
    checkLadder(policy, index, findings);
  }
  checkNamed(policy, findings);
}

/** Names of the teams block in its order; null where one cannot be read. */
function teamNames(policy: unknown): readonly (string | null)[] {
  return listAt(policy, 'teams').map((team) => textAt(team, 'team'));
}

/** Finds fault with a name that the teams block does not have; a policy without the block may name any. */
export function checkTeamName(name: unknown, path: readonly PathPart[], policy: unknown, findings: Findings): void {
  const known = teamNames(policy).filter((one) => one !== null);
  if (typeof name !== 'string' || partAt(policy, 'teams') === undefined || known.includes(name)) return;
  findings.fault(path, `there is no team "${name}"`, didYouMean(name, known) ?? 'add it to teams');
}

function checkTitle(policy: unknown, team: unknown, index: number, findings: Findings): void {
  const fallback = textAt(policy, 'languages', 'fallback');
  const title = partAt(team, 'title');
  if (title !== undefined && fallback !== null && textAt(title, fallback) === null) {
    findings.fault(['teams', index, 'title'], `the title is missing in "${fallback}", the language for all others`, `add ${fallback}: …`);
  }
}

function checkName(names: readonly (string | null)[], index: number, findings: Findings): void {
  const name = names[index] ?? null;
  if (name === null) return;
  if (names.indexOf(name) < index) findings.fault(['teams', index, 'team'], `a team "${name}" already stands above`, 'give each its own name');
  if (name === SUPERVISORS) findings.fault(['teams', index, 'team'], `"${SUPERVISORS}" stands for all supervisors in escalate-to`, 'give the team another name');
}

const ANY_MONDAY_MS = Date.UTC(2025, 0, 6);

function checkHours(team: unknown, index: number, findings: Findings): void {
  const { data: hours } = teamHours.safeParse(partAt(team, 'hours'));
  if (hours === undefined) return;
  const { data: holidays = [] } = teamHolidays.safeParse(partAt(team, 'holidays') ?? []);
  // In which zone the hours are does not matter to whether there are any.
  if (nextOpening(toCalendar({ zone: 'UTC', hours, holidays }), ANY_MONDAY_MS) === 'never-opens') {
    findings.fault(['teams', index, 'hours'], 'this team never opens: nothing that waits for it would ever fall due', hours.length === 0 ? 'write hours such as { days: Mon-Fri, between: "09:00-17:00" }' : 'leave it days that are no holidays');
  }
  const taken: MinuteOfWeek[] = [];
  for (const [place, written] of hours.entries()) {
    const own = written.days.map((day) => minutesOfWeek(day, written.between));
    if (own.some((one) => taken.some((other) => overlap(one, other)))) findings.fault(['teams', index, 'hours', place], 'some of these hours stand above already', 'leave them out here or there');
    taken.push(...own);
  }
}

/** Hours as minutes after midnight of Monday; those of Sunday night go on beyond the week. */
interface MinuteOfWeek {
  readonly from: number;
  readonly until: number;
}

function minutesOfWeek(day: number, { fromMinute, untilMinute }: { readonly fromMinute: number; readonly untilMinute: number }): MinuteOfWeek {
  const from = (day - 1) * MINUTES_OF_DAY + fromMinute;
  return { from, until: from + (untilMinute > fromMinute ? untilMinute - fromMinute : untilMinute + MINUTES_OF_DAY - fromMinute) };
}

function overlap(a: MinuteOfWeek, b: MinuteOfWeek): boolean {
  const week = 7 * MINUTES_OF_DAY;
  return [-week, 0, week].some((shift) => a.from < b.until + shift && b.from + shift < a.until);
}

function checkFestivals(team: unknown, index: number, findings: Findings): void {
  for (const [place, holiday] of listAt(team, 'holidays').entries()) {
    const [festival, where] = [textAt(holiday, 'festival'), textAt(holiday, 'country')];
    if (festival === null || where === null || !FESTIVALS.includes(festival) || !country.safeParse(where).success || daysOfFestival(festival, where).length > 0) continue;
    const kept = FESTIVALS.filter((name) => daysOfFestival(name, where).length > 0);
    findings.fault(['teams', index, 'holidays', place], `"${festival}" is not kept in ${where}, as far as is known here`, `known there: ${listed(kept)}; or write the days themselves`);
  }
}

/** A ladder has to end with the supervisors: a circle would never reach anybody who has not been called. */
function checkLadder(policy: unknown, index: number, findings: Findings): void {
  const teams = listAt(policy, 'teams');
  const above = (name: string | null) => textAt(teams.find((team) => textAt(team, 'team') === name), 'escalate-to');
  const [own, first] = [textAt(teams[index], 'team'), textAt(teams[index], 'escalate-to')];
  const path = ['teams', index, 'escalate-to'];
  if (first === null || first === SUPERVISORS) return;
  checkTeamName(first, path, policy, findings);
  const climbed = [own];
  for (let next: string | null = first; next !== null && next !== SUPERVISORS; next = above(next)) {
    if (next === own) findings.fault(path, `nobody else would ever be called: ${[...climbed, next].join(' → ')}`, `let one of them escalate to ${SUPERVISORS}`);
    if (climbed.includes(next)) return;
    climbed.push(next);
  }
}

/** Teams that other blocks name. */
function checkNamed(policy: unknown, findings: Findings): void {
  for (const [index, region] of listAt(policy, 'regions').entries()) checkTeamName(partAt(region, 'team'), ['regions', index, 'team'], policy, findings);
  checkTeamName(partAt(policy, 'products', 'questions-to'), ['products', 'questions-to'], policy, findings);
  for (const [index, right] of listAt(policy, 'rights').entries()) checkTeamName(partAt(right, 'carried-out', 'team'), ['rights', index, 'carried-out', 'team'], policy, findings);
  for (const [index, part] of listAt(policy, 'working-group').entries()) checkTeamName(partAt(part, 'team'), ['working-group', index, 'team'], policy, findings);
}
