import { z } from 'zod';

/** Channels of the Bot Connector that lead to people: what Skype was, and what it became. */
export const CHANNEL_IDS = ['skype', 'msteams'] as const;
export type ChannelId = (typeof CHANNEL_IDS)[number];

/** What one needs to write to somebody who has added the bot; kept beside their address. */
export interface Reference {
  readonly channelId: ChannelId;
  readonly serviceUrl: string;
  /** Null: they are known from elsewhere (a team), and a conversation with them alone has to be opened. */
  readonly conversationId: string | null;
  readonly userId: string;
  readonly botId: string;
  readonly tenantId: string | null;
}

const LONGEST_ID = 400;
// Ids stand in addresses and headers of ours: printable, in one piece.
export const connectorId = z.string().min(1).max(LONGEST_ID).regex(/^[\x21-\x7e]+$/);

const shape = z.object({
  channelId: z.enum(CHANNEL_IDS), serviceUrl: z.url({ protocol: /^https?$/ }).max(500), conversationId: connectorId.nullable().default(null),
  userId: connectorId, botId: connectorId, tenantId: connectorId.nullable().default(null),
});

/** A stored reference; null: it is none. */
export function readReference(stored: unknown): Reference | null {
  const read = shape.safeParse(stored);
  return read.success ? read.data : null;
}

/** The address of a contact point: the channel and the id that it has for the person. */
export const addressOf = ({ channelId, userId }: Pick<Reference, 'channelId' | 'userId'>) => `${channelId}/${userId}`;

/** How a shop may know the same person, who signs in there with a work account: tenant and object id of their directory. */
export const directoryName = (channelId: ChannelId, tenantId: string, objectId: string) => `${channelId}/${tenantId}/${objectId}`.toLowerCase();

/** Whether a text has the form of such an address. */
export function isAddress(text: string): boolean {
  const [channelId = '', ...rest] = text.split('/');
  return CHANNEL_IDS.some((known) => known === channelId) && connectorId.safeParse(rest.join('/')).success;
}
