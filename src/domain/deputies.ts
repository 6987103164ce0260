import type { StaffId } from './ids.ts';

/** Everybody who is away, with who stands in; null: nobody does. Whoever has left the shop is away for good. */
export type Away = ReadonlyMap<StaffId, StaffId | null>;

/** Who acts for somebody: they themselves while they are there, else who stands in for them, and so on; null when nobody of these is there. */
export function actingFor(id: StaffId, away: Away): StaffId | null {
  const asked = new Set<StaffId>();
  let acting: StaffId | null = id;
  while (acting !== null && away.has(acting)) {
    asked.add(acting);
    const deputy: StaffId | null = away.get(acting) ?? null;
    acting = deputy !== null && asked.has(deputy) ? null : deputy;
  }
  return acting;
}

/** A supervisor, with the teams they are on. */
export interface Supervisor {
  readonly id: StaffId;
  readonly teams: readonly string[];
}

/**
 * The supervisors who are there, in the order in which they are called: those of the first team, of the next and so on, then everybody else; by id among
 * themselves, so that the order is the same whoever asks. In the place of one who is away comes the deputy, if a supervisor too.
 */
export function supervisorsInOrder(supervisors: readonly Supervisor[], teams: readonly string[], away: Away): readonly StaffId[] {
  const rank = ({ teams: own }: Supervisor) => {
    const found = teams.findIndex((team) => own.includes(team));
    return found < 0 ? teams.length : found;
  };
  const ordered = supervisors.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
  const isSupervisor = new Set(supervisors.map(({ id }) => id));
  const acting = ordered.flatMap(({ id }) => actingFor(id, away) ?? []).filter((id) => isSupervisor.has(id));
  return [...new Set(acting)];
}
