import type { Command } from 'commander';
import type { StaffId } from '../domain/ids.ts';
import type { StaffRole } from '../domain/staff.ts';
import { readEnvironment } from '../platform/env.ts';
import type { Queryable } from '../store/pool.ts';
import { CliFailure } from './shell.ts';
import { staffNamed } from './staff-named.ts';

/** A command that somebody of the staff gives. */
export function byPerson(command: Command): Command {
  return command.option('--as <person>', 'who acts: an id of the staff (left out: TOUCHLINE_PERSON)');
}

/** Who is named for a command; null: nobody. */
export function personNamed(named: string | undefined): string | null {
  return named ?? readEnvironment().person;
}

/**
 * Who of the staff gives a command.
 * @throws CliFailure 2 when nobody is named, or nobody has the id; 4 when they have none of the roles that it takes
 */
export async function actingPerson(db: Queryable, named: string | undefined, roles: readonly StaffRole[]): Promise<StaffId> {
  const id = personNamed(named);
  if (id === null) throw new CliFailure({ exitCode: 2, code: 'nobody-acts', message: 'nobody is named who does this', wayOut: 'add --as PERSON, or set TOUCHLINE_PERSON; npx touchline staff lists the ids' });
  const person = await staffNamed(db, id);
  if (person.leftAtMs !== null || !roles.some((role) => person.roles.includes(role))) throw roleMissing(person.id, roles);
  return person.id;
}

/** Somebody who may not do what they ask for, or may no longer. */
export function roleMissing(person: string, roles: readonly StaffRole[]): CliFailure {
  return new CliFailure({
    exitCode: 4, code: 'role-missing', message: `${person} is no ${roles.join(' or ')} now`,
    wayOut: `npx touchline staff show ${person} tells what they may do; npx touchline staff list --role ${roles[0] ?? ''} who may do this`,
  });
}
