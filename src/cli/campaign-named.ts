import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { campaignNames } from '../store/campaign-versions.ts';
import type { Queryable } from '../store/pool.ts';
import { CliFailure } from './shell.ts';

/** The name of a campaign that has been applied. A slip would find nothing, and be answered as if nothing were there. @throws CliFailure 2 */
export async function campaignNamed(db: Queryable, name: string): Promise<string> {
  if (!(await campaignNames(db)).includes(name)) throw await unknownCampaign(db, name);
  return name;
}

/** No campaign has this name; which one was probably meant. */
export async function unknownCampaign(db: Queryable, name: string): Promise<CliFailure> {
  const wayOut = didYouMean(name, await campaignNames(db)) ?? 'npx touchline campaign list shows what there is';
  return new CliFailure({ exitCode: 2, code: 'unknown-campaign', message: `no campaign "${name.slice(0, 60)}" has been applied`, wayOut });
}
