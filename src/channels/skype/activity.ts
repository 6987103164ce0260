import { z } from 'zod';
import { CHANNEL_IDS, connectorId } from './reference.ts';

const text = z.string().max(200_000);
const account = z.object({ id: connectorId, aadObjectId: z.guid().optional().catch(undefined), role: z.string().optional().catch(undefined) });
const tenant = z.object({ tenant: z.object({ id: z.guid() }).optional().catch(undefined) }).optional().catch(undefined);

/** What every activity says: where it came from. Read before anything else of it. */
export const activityOrigin = z.object({ channelId: z.enum(CHANNEL_IDS), serviceUrl: z.url({ protocol: /^https?$/ }).max(500) });

/** An activity as far as it is read; unknown fields are no fault. */
export const activityShape = activityOrigin.extend({
  type: z.string().min(1).max(100),
  id: connectorId.optional(),
  timestamp: z.iso.datetime({ offset: true }).transform((told) => Date.parse(told)),
  from: account,
  recipient: account,
  conversation: z.object({ id: connectorId, conversationType: z.string().optional().catch(undefined), isGroup: z.boolean().optional().catch(undefined), tenantId: z.guid().optional().catch(undefined) }),
  channelData: tenant,
  text: text.optional(),
  value: z.unknown().optional(),
  name: z.string().max(200).optional().catch(undefined),
  action: z.string().max(100).optional().catch(undefined),
  replyToId: connectorId.optional().catch(undefined),
  membersAdded: z.array(account).max(1_000).optional().catch(undefined),
  membersRemoved: z.array(account).max(1_000).optional().catch(undefined),
  reactionsAdded: z.array(z.object({ type: z.string().max(100) })).max(100).optional().catch(undefined),
  attachments: z.array(z.unknown()).max(100).optional().catch(undefined),
});
export type Activity = z.output<typeof activityShape>;

/** The JSON of a body; null: it is none. */
export function jsonOf(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody));
  } catch {
    return null;
  }
}
