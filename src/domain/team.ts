import type { ShopPolicy } from './policy.ts';
import type { BusinessCalendar } from './working-hours.ts';

/** People who serve customers together, in hours of their own. */
export interface Team {
  readonly name: string;
  readonly title: Readonly<Record<string, string>>;
  /** BCP 47, in which somebody of the team answers. */
  readonly languages: readonly string[];
  readonly calendar: BusinessCalendar;
  /** Who is called when this team does not answer in time; null: the supervisors. */
  readonly escalateTo: string | null;
}

/** The team of this name; null where the policy says nothing of it: then it has no hours of its own. */
export function teamNamed(name: string, { teams }: Pick<ShopPolicy, 'teams'>): Team | null {
  return teams?.find((team) => team.name === name) ?? null;
}

/** The teams that are called one after another when this one does not answer, before the supervisors are; none is named twice. */
export function teamsAbove(name: string, policy: Pick<ShopPolicy, 'teams'>): readonly string[] {
  const ladder = [name];
  for (let next = teamNamed(name, policy)?.escalateTo ?? null; next !== null && !ladder.includes(next); next = teamNamed(next, policy)?.escalateTo ?? null) ladder.push(next);
  return ladder.slice(1);
}
