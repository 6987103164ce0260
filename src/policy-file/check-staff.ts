import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, partAt, textAt } from '../campaign-file/reading/parts.ts';
import { checkTeamName } from './check-teams.ts';

/** Finds people who stand twice, teams that are not there, a team of nobody, and a shop without a supervisor. */
export function checkStaff(policy: unknown, findings: Findings): void {
  const staff = listAt(policy, 'staff');
  const ids = staff.map((person) => textAt(person, 'id'));
  for (const [index, person] of staff.entries()) {
    const id = ids[index] ?? null;
    if (id !== null && ids.indexOf(id) < index) findings.fault(['staff', index, 'id'], `"${id}" already stands above`, 'give each person an id of their own');
    for (const [place, team] of listAt(person, 'teams').entries()) checkTeamName(team, ['staff', index, 'teams', place], policy, findings);
  }
  warnOfNobody(policy, findings);
}

// The command line may add people, so this is no fault.
function warnOfNobody(policy: unknown, findings: Findings): void {
  const staff = listAt(policy, 'staff');
  const manned = new Set(staff.flatMap((person) => listAt(person, 'teams')));
  for (const [index, team] of listAt(policy, 'teams').entries()) {
    const name = textAt(team, 'team');
    if (name !== null && !manned.has(name)) findings.warning(['teams', index, 'team'], `nobody is on the team "${name}"`, 'name it below staff, in the teams of somebody, or add people by touchline staff add');
  }
  const hasSupervisor = staff.some((person) => listAt(person, 'roles').includes('supervisor'));
  if (partAt(policy, 'staff') !== undefined && !hasSupervisor) findings.warning(['staff'], 'nobody is a supervisor: nothing could be approved, and no escalation would reach anybody', 'give somebody the role, here or by touchline staff role', 'key');
}
