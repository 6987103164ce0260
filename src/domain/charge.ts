import { actingFor, type Away } from './deputies.ts';
import type { StaffId } from './ids.ts';

/** Who looks after a customer: somebody of the staff, a team, or both. Plain JSON. */
export interface Charge {
  /** Null: nobody in particular. */
  readonly person: StaffId | null;
  /** Null: whoever serves the customer's region. */
  readonly team: string | null;
}

export const IN_NOBODYS_CHARGE: Charge = { person: null, team: null };

/** In whose charge a customer is once it was said: a person leaves the team as it is, a team alone takes the person away, and nobody takes both. */
export function chargeAfter(was: Charge, { person, team }: Charge): Charge {
  return { person, team: team ?? (person === null ? null : was.team) };
}

/** Who sees to what comes in now: whoever is in charge, or stands in for them; null: nobody of these is there, or may answer customers. */
export function receiverOf({ person }: Charge, away: Away, mayAnswer: (id: StaffId) => boolean): StaffId | null {
  const acting = person === null ? null : actingFor(person, away);
  return acting !== null && mayAnswer(acting) ? acting : null;
}
