import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { CliFailure } from './shell.ts';

/** A team that the policy does not have is a slip; a policy without teams may have any. @throws CliFailure 2 */
export function checkTeams(names: readonly string[], { teams }: Pick<ShopPolicy, 'teams'>): void {
  const known = teams?.map((team) => team.name);
  const unknown = names.find((name) => known?.includes(name) === false);
  if (unknown !== undefined) throw new CliFailure({ exitCode: 2, code: 'team-unknown', message: `there is no team ${unknown.slice(0, 60)}`, wayOut: didYouMean(unknown, known ?? []) ?? 'npx touchline team list' });
}
