import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import type { Queryable } from '../store/pool.ts';
import { mayBeAskedFor } from '../store/team-use.ts';
import { CliFailure } from './shell.ts';

/** A team that the policy does not have is a slip; a policy without teams may have any. @throws CliFailure 2 */
export function checkTeams(names: readonly string[], { teams }: Pick<ShopPolicy, 'teams'>): void {
  const known = teams?.map((team) => team.name);
  const unknown = names.find((name) => known?.includes(name) === false);
  if (unknown !== undefined) throw new CliFailure({ exitCode: 2, code: 'team-unknown', message: `there is no team ${unknown.slice(0, 60)}`, wayOut: didYouMean(unknown, known ?? []) ?? 'npx touchline team list' });
}

/** The same of a team whose matters are asked for: it may have some although the policy names it no more. @throws CliFailure 2 */
export async function checkAskedTeam(db: Queryable, team: string, policy: Pick<ShopPolicy, 'teams'>): Promise<void> {
  if (!await mayBeAskedFor(db, team, policy)) checkTeams([team], policy);
}
