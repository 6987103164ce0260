import type { ChannelRule } from '../domain/channel-choice.ts';
import type { ShopPolicy } from '../domain/policy.ts';

/** Templates that exist: channel → template → locales in which it is written. */
type TemplateCatalogue = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** What a campaign file may refer to. */
export interface CampaignWorld {
  readonly policy: ShopPolicy;
  /** Channels on the shelf, with what they can. */
  readonly channels: Readonly<Record<string, ChannelRule>>;
  readonly templates: TemplateCatalogue;
}
