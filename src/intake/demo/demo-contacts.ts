import { addDemoContacts } from '../../store/customers-demo-contacts.ts';
import type { AfterFill } from '../../store/import-orders.ts';

export const INVENTED_WORDING = 'Invented for the demo: nobody gave this consent. What is sent to this address stays on this machine.';

/** Adds invented e-mail addresses and consent for the shop's customers to an import. */
export function demoContactsFor(shopId: string): AfterFill {
  return (tx) => addDemoContacts(tx, { shopId, channel: 'email', wording: INVENTED_WORDING });
}

/** The address that such a customer gets: under a reserved domain, so that nobody can ever receive it. */
export function inventedAddress(externalId: string): string {
  return `customer-${externalId}@example.com`;
}
