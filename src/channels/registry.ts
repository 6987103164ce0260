import type { NewsChannels } from '../contracts/channel-news.ts';
import type { Channel, ChannelInvitation } from '../contracts/channel.ts';
import type { ChannelRule } from '../domain/channel-choice.ts';
import type { ChannelsConfig } from './channels-config.ts';
import { consentLawsFor } from './consent-laws.ts';
import { createEmailChannel } from './email/email-channel.ts';
import { legalHoursFor } from './legal-hours.ts';
import { createOnSiteChannel } from './onsite/onsite-channel.ts';
import { createSandboxChannel } from './sandbox/sandbox-channel.ts';
import { createSkypeChannel } from './skype/skype-channel.ts';
import { createWhatsAppChannel } from './whatsapp/whatsapp-channel.ts';

/** The shelf: the only place that lists channels. A new channel is its folder, one line here and its templates. */
const SHELF = {
  email: createEmailChannel,
  onsite: createOnSiteChannel,
  sandbox: createSandboxChannel,
  skype: createSkypeChannel,
  whatsapp: createWhatsAppChannel,
} satisfies Record<string, (config: ChannelsConfig) => Channel>;

/** Channels by name. */
export type Channels = Readonly<Record<string, Channel>>;

/** Every channel of the shelf, not yet open. Throws a RangeError when the configuration of one cannot be used. */
export function createChannels(config: ChannelsConfig): Channels {
  return Object.fromEntries(Object.entries(SHELF).map(([name, create]) => [name, create(config)]));
}

/** How channels tell news, by name: those that tell any by themselves. */
export function newsChannels(channels: Channels): NewsChannels {
  return {
    sources: Object.fromEntries(Object.entries(channels).flatMap(([name, { news }]) => (news === undefined ? [] : [[name, news]]))),
    freeWordsHours: Object.fromEntries(Object.entries(channels).map(([name, { freeWordsHours = 0 }]) => [name, freeWordsHours])),
    byReference: Object.fromEntries(Object.entries(channels).map(([name, { opensByReference = false }]) => [name, opensByReference])),
  };
}

/** What the core may know of each channel, with the hours that laws leave it and the yes they ask for. */
export function channelRules(channels: Channels): Readonly<Record<string, ChannelRule>> {
  return Object.fromEntries(Object.entries(channels).map(([name, { rule, reach, freeWordsHours }]) => [name, { ...rule, reach, legalHours: legalHoursFor(reach), consentLaws: consentLawsFor(reach), ...(freeWordsHours === undefined ? {} : { freeWordsHours }) }]));
}

/** Channels that customers are invited to, by name. */
export function invitingChannels(channels: Channels): Readonly<Record<string, ChannelInvitation>> {
  return Object.fromEntries(Object.entries(channels).flatMap(([name, { invitation }]) => (invitation === undefined ? [] : [[name, invitation]])));
}
