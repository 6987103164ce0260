import type { Campaign } from '../domain/campaign.ts';
import { campaignSchema } from './campaign-schema.ts';
import type { CampaignWorld } from './campaign-world.ts';
import { checkCampaign } from './check-campaign.ts';
import type { Diagnostic } from './reading/diagnostic.ts';
import { readDefinition } from './reading/read-definition.ts';
import { toCampaign } from './to-campaign.ts';

export type ParsedCampaign =
  | { readonly campaign: Campaign; readonly warnings: readonly Diagnostic[] }
  | { readonly faults: readonly Diagnostic[]; readonly warnings: readonly Diagnostic[] };

/** Reads a campaign file. Answers the campaign, or all faults of the file in file order; warnings with either. */
export function parseCampaign(source: string, fileName: string, world: CampaignWorld): ParsedCampaign {
  const reading = readDefinition(source, fileName, {
    schema: campaignSchema,
    check: (value, findings) => checkCampaign(value, world, findings),
  });
  return 'faults' in reading ? reading : { campaign: toCampaign(reading.written, world.policy), warnings: reading.warnings };
}
