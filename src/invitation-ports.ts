import type { DeliveryPorts } from './activities/deliver.ts';
import type { ApiPorts } from './api/api-ports.ts';
import { type Channels, invitingChannels } from './channels/registry.ts';
import type { LinkKey } from './contracts/links.ts';
import { invitationPort, readInvitation } from './intake/links/invitation.ts';
import { keepFresh } from './intake/links/signer-cache.ts';
import { invitedCustomer, mayInvite } from './store/invitations.ts';
import { linkKeys } from './store/links.ts';
import type { Pool } from './store/pool.ts';

/** Whom the worker invites by mail, signed with these keys. */
export function invitationFor(pool: Pool, channels: Channels, keys: readonly LinkKey[], publicUrl: string): NonNullable<DeliveryPorts['invitationFor']> {
  const names = Object.keys(invitingChannels(channels));
  return invitationPort(async () => keys, publicUrl, (customerId) => mayInvite(pool, names, customerId));
}

/** What the server's page of an invitation asks. */
export function invitationPorts(pool: Pool, channels: Channels): ApiPorts['invitations'] {
  const keys = keepFresh(() => linkKeys(pool));
  const inviting = invitingChannels(channels);
  return {
    channels: inviting,
    read: async (token) => {
      const read = readInvitation(await keys(), token, Date.now());
      const customer = read === null ? null : await invitedCustomer(pool, Object.keys(inviting), read.customerId);
      return read === null || customer === null ? null : { ...read, ...customer };
    },
  };
}
